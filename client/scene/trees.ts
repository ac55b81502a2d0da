/**
 * Trees along the roads: scenery, not survey. Places follow from the lanes alone, so the same network always has the
 * same trees; none stands near a stop line, where it would hide the signal.
 */
import {
  BufferAttribute,
  BufferGeometry,
  Group,
  IcosahedronGeometry,
  InstancedMesh,
  Matrix4,
  MeshLambertMaterial,
  Quaternion,
  Vector3,
  CylinderGeometry,
} from 'three';
import type { NetworkFacts } from '../source/facts.ts';
import type { FreeGround } from './free-ground.ts';
import type { Palette } from './palette.ts';
import { isPaved } from './road-markings.ts';
import { cutLine, lineLength, offsetLine } from './strip.ts';

const SPACING_M = 19;
const BESIDE_M = 4.2;
const CLEARANCE_M = 3.2;
const JUNCTION_GAP_M = 24;
const TREES_MAX = 6000;

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

export function createTrees(network: NetworkFacts, ground: FreeGround): Trees {
  const places = treePlaces(network, ground);
  const crown = crownGeometry();
  const trunk = new CylinderGeometry(0.14, 0.2, 2.2, 6).rotateX(Math.PI / 2).translate(0, 0, 1.1);
  const leaves = new MeshLambertMaterial({ flatShading: true });
  const bark = new MeshLambertMaterial();
  const group = new Group();
  for (const [geometry, material] of [
    [crown, leaves],
    [trunk, bark],
  ] as const) {
    const mesh = new InstancedMesh(geometry, material, places.length);
    const matrix = new Matrix4();
    places.forEach((place, i) => {
      const size = 0.75 + place.draw * 0.55;
      const turn = new Quaternion().setFromAxisAngle(new Vector3(0, 0, 1), place.draw * 40);
      mesh.setMatrixAt(
        i,
        matrix.compose(
          new Vector3(place.x, place.y, place.z),
          turn,
          new Vector3(size, size, size * (0.9 + place.draw * 0.2)),
        ),
      );
    });
    mesh.castShadow = true;
    group.add(mesh);
  }
  return {
    group,
    count: places.length,
    setPalette(palette) {
      leaves.color.setHex(palette.tree);
      bark.color.setHex(palette.trunk);
    },
    dispose() {
      for (const each of [crown, trunk, leaves, bark]) each.dispose();
    },
  };
}

function treePlaces(network: NetworkFacts, ground: FreeGround): TreePlace[] {
  const places: TreePlace[] = [];
  for (const lane of network.lanes) {
    if (lane.junction >= 0 || lane.index !== 0 || !isPaved(lane)) continue;
    const length = lineLength(lane.shape);
    if (length < 2 * JUNCTION_GAP_M) continue;
    const side = network.left_hand ? 1 : -1;
    const beside = offsetLine(
      cutLine(lane.shape, JUNCTION_GAP_M, length - JUNCTION_GAP_M),
      side * (lane.width_m / 2 + BESIDE_M),
    );
    const run = lineLength(beside);
    for (let at = 0; at < run && places.length < TREES_MAX; at += SPACING_M) {
      const [x, y, z] = cutLine(beside, at, at + 0.1);
      const draw = noise(x, y);
      if (x === undefined || draw < 0.22 || ground.clearance(x, y) < CLEARANCE_M) continue;
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
function crownGeometry(): BufferGeometry {
  const geometry = new IcosahedronGeometry(1.75, 1) as BufferGeometry;
  const position = geometry.getAttribute('position') as BufferAttribute;
  for (let i = 0; i < position.count; i++) {
    const [x, y, z] = [position.getX(i), position.getY(i), position.getZ(i)];
    const dent = 0.88 + 0.24 * noise(Math.round(x * 100) / 40, Math.round((y + z * 3) * 100) / 40);
    position.setXYZ(i, x * dent, y * dent, z * dent * 1.22 + 3.7);
  }
  geometry.computeVertexNormals();
  return geometry;
}
