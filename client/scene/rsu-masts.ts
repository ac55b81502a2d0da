/** Roadside units: a mast with its box and antenna, and on request the edge of its radio range on the ground. */
import {
  BoxGeometry,
  CylinderGeometry,
  Group,
  InstancedMesh,
  Matrix4,
  MeshBasicMaterial,
  MeshLambertMaterial,
  Quaternion,
  RingGeometry,
  Vector3,
} from 'three';
import type { RsuFact } from '../source/facts.ts';
import { nearestFreePlace } from './free-ground.ts';
import type { FreeGround } from './free-ground.ts';
import type { Palette } from './palette.ts';

const MAST_M = 8;
/** A mast stands off the road, near to where the unit's place is given (often the middle of its junction). */
const MAST_CLEARANCE_M = 1.5;

export interface RsuMasts {
  readonly group: Group;
  /** The units, at the places where their masts stand. */
  readonly places: readonly RsuFact[];
  setRanges(visible: boolean): void;
  setPalette(palette: Palette): void;
  dispose(): void;
}

export function createRsuMasts(given: readonly RsuFact[], ground: FreeGround): RsuMasts {
  const rsus = given.map((rsu) => ({ ...rsu, ...nearestFreePlace(ground, rsu.x, rsu.y, MAST_CLEARANCE_M) }));
  const group = new Group();
  const metal = new MeshLambertMaterial();
  const signal = new MeshLambertMaterial({ emissiveIntensity: 0.55 });
  const range = new MeshBasicMaterial({ transparent: true, opacity: 0.35, depthWrite: false });
  const stem = new CylinderGeometry(0.09, 0.15, MAST_M, 8).rotateX(Math.PI / 2).translate(0, 0, MAST_M / 2);
  const box = new BoxGeometry(0.5, 0.5, 0.7).translate(0, 0, MAST_M - 0.6);
  const antenna = new CylinderGeometry(0.035, 0.035, 1.2, 6).rotateX(Math.PI / 2).translate(0, 0, MAST_M + 0.5);
  const ring = new RingGeometry(0.985, 1, 96);
  const ranges = placed(ring, range, given, (rsu) => rsu.range_m, 0.3);
  ranges.visible = false;
  ranges.renderOrder = 2;
  const masts = placed(stem, metal, rsus, () => 1, 0);
  masts.castShadow = true;
  group.add(
    masts,
    placed(box, signal, rsus, () => 1, 0),
    placed(antenna, metal, rsus, () => 1, 0),
    ranges,
  );
  return {
    group,
    places: rsus,
    setRanges(visible) {
      ranges.visible = visible;
    },
    setPalette(palette) {
      metal.color.setHex(palette.mast);
      signal.color.setHex(palette.accent);
      signal.emissive.setHex(palette.accent);
      range.color.setHex(palette.accent);
    },
    dispose() {
      for (const geometry of [stem, box, antenna, ring]) geometry.dispose();
      for (const material of [metal, signal, range]) material.dispose();
    },
  };
}

function placed(
  geometry: BoxGeometry | CylinderGeometry | RingGeometry,
  material: MeshLambertMaterial | MeshBasicMaterial,
  rsus: readonly RsuFact[],
  scale: (rsu: RsuFact) => number,
  raised_m: number,
): InstancedMesh {
  const mesh = new InstancedMesh(geometry, material, rsus.length);
  const matrix = new Matrix4();
  rsus.forEach((rsu, i) => {
    const size = scale(rsu);
    const stretch = new Vector3(size, size, 1);
    mesh.setMatrixAt(i, matrix.compose(new Vector3(rsu.x, rsu.y, rsu.z + raised_m), new Quaternion(), stretch));
  });
  return mesh;
}
