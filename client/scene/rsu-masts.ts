/** Roadside units: a mast with its box and antenna. */
import { BoxGeometry, CylinderGeometry, Group, InstancedMesh, Matrix4, MeshLambertMaterial } from 'three';
import type { RsuFact } from '../source/scene-facts.ts';
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
  setPalette(palette: Palette): void;
  dispose(): void;
}

export function createRsuMasts(given: readonly RsuFact[], ground: FreeGround): RsuMasts {
  const rsus = given.map((rsu) => ({ ...rsu, ...nearestFreePlace(ground, rsu.x, rsu.y, MAST_CLEARANCE_M) }));
  const group = new Group();
  const metal = new MeshLambertMaterial();
  const signal = new MeshLambertMaterial({ emissiveIntensity: 0.55 });
  const stem = new CylinderGeometry(0.09, 0.15, MAST_M, 8).rotateX(Math.PI / 2).translate(0, 0, MAST_M / 2);
  const box = new BoxGeometry(0.5, 0.5, 0.7).translate(0, 0, MAST_M - 0.6);
  const antenna = new CylinderGeometry(0.035, 0.035, 1.2, 6).rotateX(Math.PI / 2).translate(0, 0, MAST_M + 0.5);
  const masts = placed(stem, metal, rsus);
  masts.castShadow = true;
  group.add(masts, placed(box, signal, rsus), placed(antenna, metal, rsus));
  return {
    group,
    places: rsus,
    setPalette(palette) {
      metal.color.setHex(palette.mast);
      signal.color.setHex(palette.accent);
      signal.emissive.setHex(palette.accent);
    },
    dispose() {
      for (const geometry of [stem, box, antenna]) geometry.dispose();
      for (const material of [metal, signal]) material.dispose();
    },
  };
}

function placed(
  geometry: BoxGeometry | CylinderGeometry,
  material: MeshLambertMaterial,
  rsus: readonly RsuFact[],
): InstancedMesh {
  const mesh = new InstancedMesh(geometry, material, rsus.length);
  const matrix = new Matrix4();
  rsus.forEach((rsu, i) => {
    mesh.setMatrixAt(i, matrix.makeTranslation(rsu.x, rsu.y, rsu.z));
  });
  return mesh;
}
