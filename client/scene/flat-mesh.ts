/** Lists of triangles on the ground as three.js meshes, painted over each other in a fixed order. */
import { BufferGeometry, Float32BufferAttribute, Group, Mesh, MeshLambertMaterial } from 'three';
import type { NetworkFacts } from '../source/facts.ts';
import type { Palette } from './palette.ts';
import { buildRoadSurface } from './road-surface.ts';
import type { RoadSurface } from './road-surface.ts';
import type { FlatMesh } from './strip.ts';

type LayerName = keyof RoadSurface;

/** Painting order: a later layer covers an earlier one. */
const ORDER: readonly LayerName[] = ['pavement', 'walk', 'kerb', 'rail', 'asphalt', 'bus', 'cycle', 'centre', 'white'];
/** Layers of a network with hills keep their depth, and are kept apart by this much in the depth buffer. */
const OFFSET_UNITS = 4;

export interface RoadMeshes {
  readonly group: Group;
  setPalette(palette: Palette): void;
  setMarkings(visible: boolean): void;
  readonly triangles: number;
  dispose(): void;
}

export function createRoadMeshes(network: NetworkFacts): RoadMeshes {
  const surface = buildRoadSurface(network);
  const flat = isFlat(network);
  const group = new Group();
  const layers = new Map<LayerName, Mesh<BufferGeometry, MeshLambertMaterial>>();
  let triangles = 0;
  ORDER.forEach((name, order) => {
    if (surface[name].indices.length === 0) return;
    const mesh = new Mesh(groundGeometry(surface[name]), groundMaterial(order, flat));
    mesh.renderOrder = order - ORDER.length;
    mesh.receiveShadow = true;
    triangles += surface[name].indices.length / 3;
    layers.set(name, mesh);
    group.add(mesh);
  });
  return {
    group,
    triangles,
    setPalette(palette) {
      for (const [name, mesh] of layers) mesh.material.color.setHex(palette[name]);
    },
    setMarkings(visible) {
      for (const name of ['white', 'centre'] as const) {
        const mesh = layers.get(name);
        if (mesh !== undefined) mesh.visible = visible;
      }
    },
    dispose() {
      for (const mesh of layers.values()) {
        mesh.geometry.dispose();
        mesh.material.dispose();
      }
    },
  };
}

function isFlat(network: NetworkFacts): boolean {
  const first = network.lanes[0]?.shape[2] ?? 0;
  return network.lanes.every((lane) => {
    for (let i = 2; i < lane.shape.length; i += 3) if (Math.abs(lane.shape[i] - first) > 0.01) return false;
    return true;
  });
}

/** Triangles as a geometry whose normals are straight up. */
export function groundGeometry(mesh: FlatMesh): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(mesh.positions, 3));
  const normals = new Float32Array(mesh.positions.length);
  for (let i = 2; i < normals.length; i += 3) normals[i] = 1;
  geometry.setAttribute('normal', new Float32BufferAttribute(normals, 3));
  geometry.setIndex(mesh.indices);
  return geometry;
}

/** Flat roads leave no depth, so layers at one height cannot fight; hills need depth, and an offset instead. */
function groundMaterial(order: number, flat: boolean): MeshLambertMaterial {
  return new MeshLambertMaterial({
    depthWrite: !flat,
    polygonOffset: !flat,
    polygonOffsetFactor: -order,
    polygonOffsetUnits: -order * OFFSET_UNITS,
  });
}
