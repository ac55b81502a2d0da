/** The message of view/scene as plain records: roadside units, who was there, what is drawn around the roads. Local ENU metres. */
import { v2x } from '../../protos/wire/generated.js';

export interface RsuFact {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly range_m: number;
  /** How far its sensors see. */
  readonly perception_m: number;
  readonly signal: number;
}

/** Heights of the ground on a regular grid, rows from south to north, each from west to east. */
export interface TerrainFact {
  readonly x: number;
  readonly y: number;
  readonly step_m: number;
  readonly columns: number;
  readonly rows: number;
  readonly z: Float32Array;
}

export interface WaterFact {
  /** Outline: x, y pairs. */
  readonly shape: ArrayLike<number>;
  readonly z: number;
}

export interface BuildingFact {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly length_m: number;
  readonly width_m: number;
  readonly height_m: number;
  readonly yaw_rad: number;
}

export interface PlaceNameFact {
  readonly name: string;
  readonly name_zh: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** district, river, bridge, tunnel, hill, road. */
  readonly kind: string;
}

/** What is drawn around the roads. */
export interface DressingFacts {
  readonly terrain: TerrainFact | undefined;
  readonly water: readonly WaterFact[];
  readonly buildings: readonly BuildingFact[];
  readonly names: readonly PlaceNameFact[];
}

export interface SceneFacts {
  readonly epoch: number;
  readonly scenario: string;
  /** Wall-clock moment of sim time 0 as it reads at the place: ms since midnight, or -1 where unknown. */
  readonly start_of_day_ms: number;
  readonly dt_ms: number;
  readonly z0_m: number;
  readonly rsus: readonly RsuFact[];
  readonly vehicles: readonly v2x.view.Spawn.$Properties[];
  readonly dressing: DressingFacts;
  /** x, y, z of the eye, then of what it looks at; empty = the page chooses. */
  readonly opening_shot: readonly number[];
}

/** Reads a message of view/scene; throws on bytes that are none. */
export function readScene(bytes: Uint8Array): SceneFacts {
  const scene = v2x.view.ViewScene.decode(bytes);
  return {
    epoch: scene.epoch,
    scenario: scene.scenario,
    start_of_day_ms: startOfDay(scene.start),
    dt_ms: scene.dtMs,
    z0_m: scene.z0M,
    rsus: scene.rsus.map((rsu) => ({
      id: rsu.id ?? '',
      x: rsu.xM ?? 0,
      y: rsu.yM ?? 0,
      z: rsu.zM ?? 0,
      range_m: rsu.rangeM ?? 0,
      perception_m: rsu.perceptionM ?? 0,
      signal: rsu.signal ?? -1,
    })),
    vehicles: scene.vehicles,
    dressing: dressingOf(scene.dressing, scene.z0M),
    opening_shot: scene.openingShotM.length === 6 ? scene.openingShotM : [],
  };
}

function dressingOf(dressing: v2x.view.Dressing.$Shape | null | undefined, z0_m: number): DressingFacts {
  return {
    terrain: terrainOf(dressing?.terrain, z0_m),
    water: (dressing?.water ?? []).map((water) => ({ shape: water.shapeM ?? [], z: water.zM ?? 0 })),
    buildings: (dressing?.buildings ?? []).map((building) => ({
      x: building.xM ?? 0,
      y: building.yM ?? 0,
      z: building.zM ?? 0,
      length_m: building.lengthM ?? 0,
      width_m: building.widthM ?? 0,
      height_m: building.heightM ?? 0,
      yaw_rad: building.yawRad ?? 0,
    })),
    names: (dressing?.names ?? []).map((name) => ({
      name: name.name ?? '',
      name_zh: name.nameZh ?? '',
      x: name.xM ?? 0,
      y: name.yM ?? 0,
      z: name.zM ?? 0,
      kind: name.kind ?? '',
    })),
  };
}

/** undefined where there is none, or its grid and its heights do not fit together. */
function terrainOf(terrain: v2x.view.Terrain.$Properties | null | undefined, z0_m: number): TerrainFact | undefined {
  const { columns = 0, rows = 0, stepM = 0, zDm } = terrain ?? {};
  const count = (columns ?? 0) * (rows ?? 0);
  if (count < 4 || !zDm || zDm.length !== count * 2 || !stepM) return undefined;
  const heights_dm = new Int16Array(count);
  new Uint8Array(heights_dm.buffer).set(zDm);
  const z = Float32Array.from(heights_dm, (height_dm) => z0_m + height_dm / 10);
  return { x: terrain?.xM ?? 0, y: terrain?.yM ?? 0, step_m: stepM, columns: columns ?? 0, rows: rows ?? 0, z };
}

/** Local time of day of an ISO 8601 moment, as written (its offset is the place's), ms since midnight. */
export function startOfDay(iso: string): number {
  const match = /T(\d\d):(\d\d)(?::(\d\d))?/.exec(iso);
  if (match === null) return -1;
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)) * 1000;
}
