/** Whether an agent's hello can be granted, and what it then owns. */
import { v2x } from '../../../protos/wire/generated.js';
import { SCHEMA_VERSION } from '../../../protos/wire/codec.ts';
import type { Engine } from '../../simulation/engine-state.ts';
import type { World } from '../../simulation/world.ts';
import type { OwnedVehicle } from './agent-session.ts';
import { createSensor, DEFAULT_RANGE_M, GREATEST_RANGE_M } from './sensing.ts';
import type { SpawnPool } from './spawn-pool.ts';
import { takeFromPool } from './spawn-pool.ts';

const { ErrorCode, Role, SyncMode } = v2x.agent;

export interface Refused {
  readonly code: number;
  readonly field: string;
  readonly hint: string;
}

export type Admission = { readonly vehicle: OwnedVehicle } | { readonly refused: Refused };

/**
 * @param isOwned whether another agent drives this vehicle
 * @param slotOf slot of a vehicle on the road by its key, -1
 */
export function admit(
  world: World,
  pool: SpawnPool,
  agent: string,
  hello: v2x.agent.IHello,
  isOwned: (key: number) => boolean,
  slotOf: (key: number) => number,
): Admission {
  const wrong = faultOf(hello);
  if (wrong !== undefined) return { refused: wrong };
  const { sensors, takeOver, spawn } = hello;
  const range_m = sensors?.rangeM ?? 0;
  const sensor = createSensor(
    range_m === 0 ? DEFAULT_RANGE_M : range_m,
    sensors?.profile === v2x.agent.SensorFacts.Profile.PROFILE_NOISY,
  );
  if (spawn != null) {
    const got = takeFromPool(world, pool, agent, spawn);
    return typeof got === 'number' ? { vehicle: owned(world, got, sensor, -1) } : { refused: got };
  }
  const id = takeOver ?? '';
  const key = keyOf(world, pool, id);
  if (key === -1) return refuse(ErrorCode.OUT_OF_MAP, 'take_over', `no vehicle of this run is called '${id}'`);
  if (isOwned(key)) return refuse(ErrorCode.NOT_AUTHORISED, 'take_over', `${id} is driven by another agent`);
  const slot = slotOf(key);
  if (slot === -1 && !isToCome(world as Engine, key)) {
    return refuse(ErrorCode.OUT_OF_MAP, 'take_over', `${id} is not on the road any more`);
  }
  return { vehicle: owned(world, key, sensor, slot) };
}

function faultOf(hello: v2x.agent.IHello): Refused | undefined {
  const fault = (code: number, field: string, hint: string): Refused => ({ code, field, hint });
  const range = ErrorCode.UNKNOWN_FIELD_RANGE;
  const least = hello.versionMin ?? 0;
  const most = hello.versionMax ?? 0;
  if (hello.schemaVersion !== SCHEMA_VERSION || (most !== 0 && (least > SCHEMA_VERSION || most < SCHEMA_VERSION))) {
    return fault(ErrorCode.UNSUPPORTED_VERSION, 'schema_version', `this server speaks ${SCHEMA_VERSION}`);
  }
  if ((hello.session ?? 0) === 0) return fault(range, 'session', 'a number other than 0, drawn at CONNECT');
  if (hello.role !== Role.ROLE_VEHICLE) return fault(range, 'role', 'this server takes ROLE_VEHICLE');
  if (hello.sync !== SyncMode.SYNC_MODE_LOCK_STEP) {
    return fault(range, 'sync', 'who drives follows in SYNC_MODE_LOCK_STEP; who looks on needs no hello');
  }
  if (hello.json === true) return fault(range, 'json', 'frames are protobuf bytes');
  const range_m = hello.sensors?.rangeM ?? 0;
  if (!(range_m >= 0 && range_m <= GREATEST_RANGE_M)) {
    return fault(range, 'sensors.range_m', `0 to ${GREATEST_RANGE_M} m`);
  }
  if (hello.spawn == null && (hello.takeOver ?? '') === '') {
    return fault(range, 'wish', 'spawn on a route, or take_over a vehicle');
  }
  return undefined;
}

function refuse(code: number, field: string, hint: string): Admission {
  return { refused: { code, field, hint } };
}

function owned(world: World, key: number, sensor: OwnedVehicle['sensor'], slot: number): OwnedVehicle {
  return {
    id: world.demand.departures[key].id,
    key,
    sensor,
    slot,
    command: undefined,
    told_route: '',
    told_stop: '',
    told_mps2: NaN,
    told_slot: -1,
    clamped: false,
  };
}

/** Key of a vehicle of the demand; not of those kept for spawning. */
function keyOf(world: World, pool: SpawnPool, id: string): number {
  const key = world.demand.departures.findIndex((departure) => departure.id === id);
  return key >= pool.first ? -1 : key;
}

function isToCome(world: Engine, key: number): boolean {
  if (key >= world.next_departure) return true;
  for (const queue of world.waiting.values()) if (queue.some((pending) => pending.key === key)) return true;
  return false;
}
