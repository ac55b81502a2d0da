/** What a map draws around its roads, as the fields of view/scene. */
import type { v2x } from '../../protos/wire/generated.js';
import type { DressingSpec, TerrainSpec } from '../scenario/dressing.ts';

/** Terrain heights are whole decimetres above `z0_m` in 16 bits. */
const DM = 10;
const INT16_MAX = 32767;

export function sceneDressing(dressing: DressingSpec, z0_m: number): v2x.view.Dressing.$Properties {
  return {
    ...(dressing.terrain === undefined ? {} : { terrain: terrainFact(dressing.terrain, z0_m) }),
    water: dressing.water.map((water) => ({
      name: water.name ?? '',
      nameZh: water.name_zh ?? '',
      shapeM: Array.from(water.shape),
      zM: water.z,
    })),
    buildings: dressing.buildings.map((building) => ({
      xM: building.x,
      yM: building.y,
      zM: building.z,
      lengthM: building.length_m,
      widthM: building.width_m,
      heightM: building.height_m,
      yawRad: building.yaw_rad,
    })),
    names: dressing.names.map((place) => ({
      name: place.name,
      nameZh: place.name_zh,
      xM: place.x,
      yM: place.y,
      zM: place.z,
      kind: place.kind,
    })),
  };
}

function terrainFact(terrain: TerrainSpec, z0_m: number): v2x.view.Terrain.$Properties {
  const heights = Int16Array.from(terrain.z, (z) =>
    Math.max(-INT16_MAX, Math.min(INT16_MAX, Math.round((z - z0_m) * DM))),
  );
  return {
    xM: terrain.x,
    yM: terrain.y,
    stepM: terrain.step_m,
    columns: terrain.columns,
    rows: terrain.rows,
    zDm: new Uint8Array(heights.buffer),
  };
}
