/** One instanced mesh a drawing class: filled once a frame from the fleet, moved by the shader in between. */
import {
  BufferAttribute,
  DynamicDrawUsage,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  MeshDepthMaterial,
  MeshLambertMaterial,
  MeshStandardMaterial,
  RGBADepthPacking,
} from 'three';
import type { Material, Texture } from 'three';
import { createCrowdMesh } from './crowd-mesh.ts';
import type { Fleet, FleetVehicle } from './fleet.ts';
import { castVehicles, createBeamMaterial, drawVehicles } from './instance-shader.ts';
import type { VehicleUniforms } from './instance-shader.ts';
import { paintOf } from './palette.ts';
import { socColor } from './soc-ramp.ts';
import { SHAPE_NAMES, vehicleShape } from './vehicle-shapes.ts';
import type { VehicleShape } from './vehicle-shapes.ts';

interface ShapeMesh {
  readonly shape: VehicleShape;
  readonly mesh: Mesh<InstancedBufferGeometry, Material>;
  readonly beam: Mesh<InstancedBufferGeometry, Material>;
  geometry: InstancedBufferGeometry;
  /** By night: the beam is drawn. */
  lit: boolean;
  capacity: number;
  count: number;
  from: Float32Array;
  to: Float32Array;
  size: Float32Array;
  paint: Uint8Array;
}

/** What bodies are painted by: as on a street, the demand's types, the state of charge. */
export type Paints = 'street' | 'types' | 'charge';

export interface VehicleMeshes {
  readonly group: Group;
  /** Copies poses, sizes, paints and lights of all live vehicles; call after each frame. */
  fill(fleet: Fleet): void;
  setPaints(paints: Paints): void;
  /** Glossy bodies and shadows, or plain ones. */
  setQuality(rich: boolean): void;
  /** What glossy bodies mirror, and how strongly. */
  setEnvironment(map: Texture | null, strength: number): void;
  dispose(): void;
}

const FIRST_CAPACITY = 64;
const NO_BATTERY = 0x8a939c;

export function createVehicleMeshes(uniforms: VehicleUniforms): VehicleMeshes {
  const plain = new MeshLambertMaterial({ vertexColors: true });
  const rich = new MeshStandardMaterial({ vertexColors: true, roughness: 0.42, metalness: 0.25 });
  const depth = new MeshDepthMaterial({ depthPacking: RGBADepthPacking });
  drawVehicles(plain, uniforms);
  drawVehicles(rich, uniforms);
  castVehicles(depth, uniforms);
  const light = createBeamMaterial(uniforms);
  const group = new Group();
  const crowd = createCrowdMesh(plain, depth);
  group.add(crowd.mesh);
  const meshes = new Map<string, ShapeMesh>();
  let material: Material = plain;
  let paints: Paints = 'street';

  /** Classes that nobody drives have no mesh. */
  function meshOf(name: string): ShapeMesh {
    const known = SHAPE_NAMES.includes(name) ? name : 'car';
    let entry = meshes.get(known);
    if (entry === undefined) {
      entry = createShapeMesh(vehicleShape(known), material, depth, light);
      entry.mesh.castShadow = material === rich;
      meshes.set(known, entry);
      group.add(entry.mesh, entry.beam);
    }
    return entry;
  }

  return {
    group,
    fill(fleet) {
      crowd.fill(fleet.crowd);
      for (const entry of meshes.values()) entry.count = 0;
      for (let i = 0; i < fleet.live_count; i++) {
        const vehicle = fleet.vehicles[fleet.live[i]];
        if (vehicle !== undefined) addInstance(meshOf(vehicle.shape), fleet, vehicle, paints);
      }
      for (const entry of meshes.values()) {
        entry.lit = uniforms.uNight.value > 0;
        upload(entry);
      }
    },
    setPaints(next) {
      paints = next;
    },
    setQuality(is_rich) {
      material = is_rich ? rich : plain;
      crowd.mesh.castShadow = is_rich;
      for (const { mesh } of meshes.values()) {
        mesh.material = material;
        mesh.castShadow = is_rich;
      }
    },
    setEnvironment(map, strength) {
      if (rich.envMap === null && map !== null) rich.needsUpdate = true;
      rich.envMap = map;
      rich.envMapIntensity = strength;
    },
    dispose() {
      crowd.dispose();
      for (const { geometry } of meshes.values()) geometry.dispose();
      for (const each of [plain, rich, depth, light]) each.dispose();
    },
  };
}

function createShapeMesh(shape: VehicleShape, material: Material, depth: Material, light: Material): ShapeMesh {
  const mesh = new Mesh<InstancedBufferGeometry, Material>(new InstancedBufferGeometry(), material);
  // three does not know where the shader puts the instances.
  mesh.frustumCulled = false;
  const beam = new Mesh<InstancedBufferGeometry, Material>(new InstancedBufferGeometry(), light);
  beam.frustumCulled = false;
  beam.renderOrder = 1;
  mesh.customDepthMaterial = depth;
  const entry: ShapeMesh = {
    shape,
    mesh,
    beam,
    geometry: mesh.geometry,
    lit: false,
    capacity: 0,
    count: 0,
    from: new Float32Array(0),
    to: new Float32Array(0),
    size: new Float32Array(0),
    paint: new Uint8Array(0),
  };
  reserve(entry, FIRST_CAPACITY);
  return entry;
}

/** Makes room for instances: attributes cannot grow, so the geometry is made anew. */
function reserve(entry: ShapeMesh, capacity: number): void {
  const geometry = new InstancedBufferGeometry();
  const { solid } = entry.shape;
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(solid.positions), 3));
  geometry.setAttribute('normal', new BufferAttribute(new Float32Array(solid.normals), 3));
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(solid.colors.map(linear)), 3));
  geometry.setAttribute('aPart', new BufferAttribute(new Float32Array(solid.parts), 1));
  const old = { from: entry.from, to: entry.to, size: entry.size, paint: entry.paint, geometry: entry.geometry };
  entry.from = new Float32Array(capacity * 4);
  entry.to = new Float32Array(capacity * 4);
  entry.size = new Float32Array(capacity * 4);
  entry.paint = new Uint8Array(capacity * 4);
  entry.from.set(old.from);
  entry.to.set(old.to);
  entry.size.set(old.size);
  entry.paint.set(old.paint);
  old.geometry.dispose();
  geometry.setAttribute('iFrom', dynamic(entry.from, 4, false));
  geometry.setAttribute('iTo', dynamic(entry.to, 4, false));
  geometry.setAttribute('iSize', dynamic(entry.size, 4, false));
  geometry.setAttribute('iPaint', dynamic(entry.paint, 4, true));
  geometry.instanceCount = 0;
  entry.capacity = capacity;
  entry.geometry = geometry;
  entry.mesh.geometry = geometry;
  entry.beam.geometry.dispose();
  entry.beam.geometry = beamGeometry(entry.shape.length_m, geometry);
}

/** The fan of light in front: a quad from the bumper on, sharing the vehicles' instances. */
function beamGeometry(length_m: number, vehicles: InstancedBufferGeometry): InstancedBufferGeometry {
  const front = length_m / 2;
  const geometry = new InstancedBufferGeometry();
  const positions = [front, -0.7, 0.05, front, -2.6, 0.05, front, 2.6, 0.05, front, 0.7, 0.05];
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('uv', new BufferAttribute(new Float32Array([0, 0, 1, 0, 1, 1, 0, 1]), 2));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  for (const name of ['iFrom', 'iTo', 'iSize']) geometry.setAttribute(name, vehicles.getAttribute(name));
  geometry.instanceCount = 0;
  return geometry;
}

function dynamic(array: Float32Array | Uint8Array, size: number, normalized: boolean): InstancedBufferAttribute {
  const attribute = new InstancedBufferAttribute(array, size, normalized);
  attribute.setUsage(DynamicDrawUsage);
  return attribute;
}

function addInstance(entry: ShapeMesh, fleet: Fleet, vehicle: FleetVehicle, paints: Paints): void {
  if (entry.count === entry.capacity) reserve(entry, entry.capacity * 2);
  const i = entry.count++;
  const at = vehicle.slot * 4;
  for (let axis = 0; axis < 4; axis++) {
    entry.from[i * 4 + axis] = fleet.from[at + axis];
    entry.to[i * 4 + axis] = fleet.to[at + axis];
  }
  entry.size[i * 4] = vehicle.length_m / entry.shape.length_m;
  entry.size[i * 4 + 1] = vehicle.width_m / entry.shape.width_m;
  entry.size[i * 4 + 2] = vehicle.height_m / entry.shape.height_m;
  entry.size[i * 4 + 3] = fleet.pitch_rad[vehicle.slot];
  const paint = paintNow(fleet, vehicle, paints);
  entry.paint[i * 4] = linearByte((paint >> 16) & 255);
  entry.paint[i * 4 + 1] = linearByte((paint >> 8) & 255);
  entry.paint[i * 4 + 2] = linearByte(paint & 255);
  entry.paint[i * 4 + 3] = fleet.state[vehicle.slot] & 0xff;
}

/** Who has no battery is grey where charge is shown. */
function paintNow(fleet: Fleet, vehicle: FleetVehicle, paints: Paints): number {
  const soc = fleet.soc[vehicle.slot];
  if (paints === 'charge') return soc < 0 ? NO_BATTERY : socColor(soc);
  return paintOf(vehicle.shape, vehicle.id, paints === 'types' ? vehicle.color_rgb : -1);
}

function upload(entry: ShapeMesh): void {
  entry.geometry.instanceCount = entry.count;
  entry.mesh.visible = entry.count > 0;
  entry.beam.geometry.instanceCount = entry.count;
  entry.beam.visible = entry.count > 0 && entry.lit;
  for (const [name, size] of [
    ['iFrom', 4],
    ['iTo', 4],
    ['iSize', 4],
    ['iPaint', 4],
  ] as const) {
    const attribute = entry.geometry.getAttribute(name) as InstancedBufferAttribute;
    attribute.clearUpdateRanges();
    attribute.addUpdateRange(0, entry.count * size);
    attribute.needsUpdate = true;
  }
}

/** sRGB to the linear light that shaders count in. */
function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

const LINEAR_BYTES = Uint8Array.from({ length: 256 }, (_, value) => Math.round(linear(value / 255) * 255));

function linearByte(value: number): number {
  return LINEAR_BYTES[value];
}
