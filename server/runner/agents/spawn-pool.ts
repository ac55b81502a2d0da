/**
 * Vehicles that agents may bring along. They stand at the end of the demand and never depart by themselves, so a run in which nobody spawns
 * one is the same as without them.
 */
import { v2x } from '../../../protos/wire/generated.js';
import type { DemandSpec, DepartureSpec } from '../../simulation/demand-spec.ts';
import { requestDeparture } from '../../simulation/insertion.ts';
import type { World } from '../../simulation/world.ts';
import type { Refused } from './admission.ts';

/** Vehicles that agents may bring along in one run. */
const POOL_SIZE = 64;
/** Edges of a wish. */
const MOST_EDGES = 1000;

export interface SpawnPool {
  /** Key of the first one, and of the next that is free. */
  readonly first: number;
  next: number;
}

/** The demand with the pool behind it. */
export function demandWithPool(demand: DemandSpec): DemandSpec {
  const car = demand.types.findIndex((type) => type.vehicle_class === 'passenger');
  if (demand.types.length === 0) return demand;
  const taken = new Set(demand.departures.map((departure) => departure.id));
  const kept: DepartureSpec[] = [];
  for (let i = 0; kept.length < POOL_SIZE; i++) {
    const id = `agent.${i}`;
    if (!taken.has(id)) kept.push(waiting(id, Math.max(0, car)));
  }
  return { types: demand.types, departures: [...demand.departures, ...kept] };
}

function waiting(id: string, type: number): DepartureSpec {
  return {
    id,
    type,
    depart_ms: Infinity,
    depart_lane: 'best',
    depart_speed: 0,
    depart_pos: 'base',
    arrival_pos: 'max',
    edges: [],
    complete: false,
    stops: [],
    origin: 'an agent',
  };
}

/** The pool of a world whose demand was made by `demandWithPool`. */
export function createSpawnPool(world: World): SpawnPool {
  const first = world.demand.departures.findIndex((departure) => departure.depart_ms === Infinity);
  const count = world.demand.departures.length;
  return { first: first === -1 ? count : first, next: first === -1 ? count : first };
}

/** Key of a vehicle that departs as wished as soon as there is room, or why not. */
export function takeFromPool(
  world: World,
  pool: SpawnPool,
  agent: string,
  wish: v2x.agent.ISpawnWish,
): number | Refused {
  const range = v2x.agent.ErrorCode.UNKNOWN_FIELD_RANGE;
  const edges = wish.edges ?? [];
  const pos_m = wish.posM ?? 0;
  const speed_mps = wish.speedMps ?? 0;
  const unknown = edges.find((id) => !world.network.edge_by_id.has(id));
  if (edges.length === 0 || edges.length > MOST_EDGES) {
    return { code: range, field: 'spawn.edges', hint: `1 to ${MOST_EDGES} edges` };
  }
  if (unknown !== undefined) {
    const hint = `no edge is called '${unknown.slice(0, 64)}'`;
    return { code: v2x.agent.ErrorCode.OUT_OF_MAP, field: 'spawn.edges', hint };
  }
  if (!(pos_m >= 0 && pos_m < 1e6)) return { code: range, field: 'spawn.pos_m', hint: 'metres from 0 on' };
  if (!(speed_mps >= 0 && speed_mps < 100)) return { code: range, field: 'spawn.speed_mps', hint: '0 to 100 m/s' };
  if (pool.next >= world.demand.departures.length) {
    return { code: v2x.agent.ErrorCode.RATE_LIMIT, field: 'spawn', hint: 'no more vehicles in this run' };
  }
  const key = pool.next;
  const before = world.demand.departures[key];
  const departs: DepartureSpec = {
    ...before,
    depart_pos: pos_m,
    depart_speed: speed_mps,
    edges,
    origin: `agent ${agent}`,
  };
  if (!requestDeparture(world, key, departs)) {
    return { code: v2x.agent.ErrorCode.OUT_OF_MAP, field: 'spawn.edges', hint: 'no way leads along these edges' };
  }
  pool.next++;
  return key;
}
