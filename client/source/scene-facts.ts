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

export interface SceneFacts {
  readonly epoch: number;
  readonly scenario: string;
  /** Wall-clock moment of sim time 0 as it reads at the place: ms since midnight, or -1 where unknown. */
  readonly start_of_day_ms: number;
  readonly dt_ms: number;
  readonly z0_m: number;
  readonly rsus: readonly RsuFact[];
  readonly vehicles: readonly v2x.view.Spawn.$Properties[];
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
  };
}

/** Local time of day of an ISO 8601 moment, as written (its offset is the place's), ms since midnight. */
export function startOfDay(iso: string): number {
  const match = /T(\d\d):(\d\d)(?::(\d\d))?/.exec(iso);
  if (match === null) return -1;
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)) * 1000;
}
