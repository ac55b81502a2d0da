/**
 * Trees along the roads: scenery, not survey. Places follow from the lanes alone, so the same network always has the
 * same trees; none stands near a stop line, where it would hide the signal.
 */
import {
  CylinderGeometry,
  Group,
  IcosahedronGeometry,
  InstancedMesh,
  Matrix4,
  MeshLambertMaterial,
  Quaternion,
  Vector3,
} from 'three';
import type { BufferAttribute, BufferGeometry } from 'three';
import { carriedBy } from '../source/facts.ts';
import type { NetworkFacts } from '../source/facts.ts';
import type { BuildingFact, WaterFact } from '../source/scene-facts.ts';
import { createBuiltGround } from './built-ground.ts';
import { FAR_M } from './free-ground.ts';
import type { FreeGround } from './free-ground.ts';
import type { Palette } from './palette.ts';
import type { Relief } from './relief.ts';
import { isPaved } from './road-markings.ts';
import { giveWay } from './see-through.ts';
import type { SightUniforms } from './see-through.ts';
import { cutLine, lineLength, offsetLine } from './strip.ts';

const UP = new Vector3(0, 0, 1);
const SPACING_M = 19;
const BESIDE_M = 4.2;
const CLEARANCE_M = 3.2;
/** Free of trees: before a signal's stop line, and about other ends of a road. */
const STOP_LINE_GAP_M = 26;
const END_GAP_M = 5;
/** No two trees of an avenue stand closer. */
const APART_M = 8;
const TREES_MAX = 2600;
/** Groups of smaller trees away from the roads: pitch of the grid they are scattered on, and how far from a road. */
const GROVE_PITCH_M = 13;
const GROVE_NEAR_M = 9;
const GROVES_MAX = 8000;

export interface Trees {
  readonly group: Group;
  readonly count: number;
  setPalette(palette: Palette): void;
  dispose(): void;
}

interface TreePlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** 0-1: settles size and turn. */
  readonly draw: number;
}

/** What trees must mind. */
export interface TreeLand {
  readonly ground: FreeGround;
  readonly relief: Relief | undefined;
  readonly buildings: readonly BuildingFact[];
  readonly water: readonly WaterFact[];
}

export function createTrees(network: NetworkFacts, land: TreeLand, sight: SightUniforms): Trees {
  const built = createBuiltGround(land.buildings, land.water);
  const stands = (place: TreePlace): boolean => !built(place.x, place.y);
  const avenue = treePlaces(network, land.ground)
    .filter(stands)
    .map((place) => grounded(place, land.relief));
  const grove = grovePlaces(network, land.ground)
    .filter(stands)
    .map((place) => grounded(place, land.relief));
  const crown = crownGeometry(1, 3.7);
  // Without a trunk: bushes.
  const far_crown = crownGeometry(0, 1.3);
  const trunk = new CylinderGeometry(0.14, 0.2, 2.2, 6, 1, true).rotateX(Math.PI / 2).translate(0, 0, 1.1);
  const leaves = new MeshLambertMaterial({ flatShading: true });
  const bark = new MeshLambertMaterial();
  giveWay(leaves, sight, 'tree');
  giveWay(bark, sight, 'tree');
  const group = new Group();
  group.add(plant(crown, leaves, avenue), plant(trunk, bark, avenue), plant(far_crown, leaves, grove));
  return {
    group,
    count: avenue.length + grove.length,
    setPalette(palette) {
      leaves.color.setHex(palette.tree);
      bark.color.setHex(palette.trunk);
    },
    dispose() {
      for (const each of [crown, far_crown, trunk, leaves, bark]) each.dispose();
    },
  };
}

/** Trees stand on the ground, not at the height of the road beside them. */
function grounded(place: TreePlace, relief: Relief | undefined): TreePlace {
  return relief === undefined ? place : { ...place, z: relief.height(place.x, place.y) - 0.1 };
}

function plant(geometry: BufferGeometry, material: MeshLambertMaterial, places: readonly TreePlace[]): InstancedMesh {
  const mesh = new InstancedMesh(geometry, material, places.length);
  const matrix = new Matrix4();
  const turn = new Quaternion();
  places.forEach((place, i) => {
    const size = 0.75 + place.draw * 0.55;
    turn.setFromAxisAngle(UP, place.draw * 40);
    const stretch = new Vector3(size, size, size * (0.9 + place.draw * 0.2));
    mesh.setMatrixAt(i, matrix.compose(new Vector3(place.x, place.y, place.z), turn, stretch));
  });
  mesh.castShadow = true;
  return mesh;
}

/** Trees on a jittered grid where the land is free, thick here and thin there. */
function grovePlaces(network: NetworkFacts, ground: FreeGround): TreePlace[] {
  const { x_min, x_max, y_min, y_max } = network.bounds;
  const z = network.lanes[0]?.shape[2] ?? 0;
  const places: TreePlace[] = [];
  for (let row = y_min - FAR_M; row < y_max + FAR_M; row += GROVE_PITCH_M) {
    for (let column = x_min - FAR_M; column < x_max + FAR_M && places.length < GROVES_MAX; column += GROVE_PITCH_M) {
      const draw = noise(column, row);
      const thickness = smoothNoise(column / 90, row / 90);
      if (draw > (thickness - 0.34) * 1.5) continue;
      const x = column + (noise(row, column) - 0.5) * GROVE_PITCH_M;
      const y = row + (noise(column + 5, row) - 0.5) * GROVE_PITCH_M;
      const clearance = ground.clearance(x, y);
      if (clearance > GROVE_NEAR_M && clearance < FAR_M) places.push({ x, y, z, draw: noise(x, y) });
    }
  }
  return places;
}

/** Noise of a grid, blended between its corners. */
function smoothNoise(x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [x - column, y - row].map((share) => share * share * (3 - 2 * share));
  const low = noise(column, row) * (1 - u) + noise(column + 1, row) * u;
  const high = noise(column, row + 1) * (1 - u) + noise(column + 1, row + 1) * u;
  return low * (1 - v) + high * v;
}

function treePlaces(network: NetworkFacts, ground: FreeGround): TreePlace[] {
  const places: TreePlace[] = [];
  const taken = new Set<string>();
  const stopping = new Set(
    network.signals.flatMap((signal) => signal.stop_lines.map((line) => network.lanes[line.lane].edge)),
  );
  for (const lane of network.lanes) {
    if (lane.junction >= 0 || lane.index !== 0 || !isPaved(lane)) continue;
    const end = lineLength(lane.shape) - (stopping.has(lane.edge) ? STOP_LINE_GAP_M : END_GAP_M);
    const side = network.left_hand ? 1 : -1;
    const beside = offsetLine(cutLine(lane.shape, END_GAP_M, end), side * (lane.width_m / 2 + BESIDE_M));
    const run = lineLength(beside);
    if (carriedBy(network, lane) !== 'ground') continue;
    for (let at = SPACING_M / 4; at < run && places.length < TREES_MAX; at += SPACING_M) {
      const [x, y, z] = cutLine(beside, at, at + 0.1);
      const cell = `${Math.round(x / APART_M)} ${Math.round(y / APART_M)}`;
      const draw = noise(x, y);
      if (x === undefined || taken.has(cell) || draw < 0.2 || ground.clearance(x, y) < CLEARANCE_M) continue;
      taken.add(cell);
      places.push({ x, y, z, draw });
    }
  }
  return places;
}

/** 0-1 from a place. */
function noise(x: number, y: number): number {
  let hash = Math.imul(Math.round(x * 7) ^ Math.imul(Math.round(y * 13), 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

/** A ball with dents, longer than wide. */
function crownGeometry(detail: number, middle_m: number): BufferGeometry {
  const geometry = new IcosahedronGeometry(1.75, detail) as BufferGeometry;
  const position = geometry.getAttribute('position') as BufferAttribute;
  for (let i = 0; i < position.count; i++) {
    const [x, y, z] = [position.getX(i), position.getY(i), position.getZ(i)];
    const dent = 0.88 + 0.24 * noise(Math.round(x * 100) / 40, Math.round((y + z * 3) * 100) / 40);
    position.setXYZ(i, x * dent, y * dent, z * dent * 1.22 + middle_m);
  }
  geometry.computeVertexNormals();
  return geometry;
}
