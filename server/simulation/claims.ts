/** Claims on lanes across junctions: a pool of records, listed by lane and by vehicle. Bounded; nothing is allocated while driving. */
import type { ClaimPool, Engine } from './engine-state.ts';

export function createClaimPool(capacity: number, lane_count: number): ClaimPool {
  const pool: ClaimPool = {
    capacity,
    lane: new Int32Array(capacity),
    slot: new Int32Array(capacity),
    odo_m: new Float64Array(capacity),
    order: new Float64Array(capacity),
    next_of_lane: new Int32Array(capacity),
    next_of_vehicle: new Int32Array(capacity),
    first_of_lane: new Int32Array(lane_count).fill(-1),
    free: 0,
    used: 0,
    last_order: 0,
  };
  for (let claim = 0; claim < capacity; claim++) pool.next_of_vehicle[claim] = claim + 1 < capacity ? claim + 1 : -1;
  return pool;
}

/** Takes a claim for a vehicle on a lane; false when the pool is exhausted (then the vehicle waits). */
export function takeClaim(world: Engine, slot: number, lane: number, odo_m: number, order: number): boolean {
  const pool = world.claims;
  const claim = pool.free;
  if (claim === -1) return false;
  pool.free = pool.next_of_vehicle[claim]!;
  pool.used += 1;
  pool.lane[claim] = lane;
  pool.slot[claim] = slot;
  pool.odo_m[claim] = odo_m;
  pool.order[claim] = order;
  pool.next_of_lane[claim] = pool.first_of_lane[lane]!;
  pool.first_of_lane[lane] = claim;
  pool.next_of_vehicle[claim] = world.vehicles.first_claim[slot]!;
  world.vehicles.first_claim[slot] = claim;
  return true;
}

export function dropClaim(world: Engine, claim: number): void {
  const pool = world.claims;
  const lane = pool.lane[claim]!;
  const slot = pool.slot[claim]!;
  if (pool.first_of_lane[lane] === claim) pool.first_of_lane[lane] = pool.next_of_lane[claim]!;
  else {
    let before = pool.first_of_lane[lane]!;
    while (pool.next_of_lane[before] !== claim) before = pool.next_of_lane[before]!;
    pool.next_of_lane[before] = pool.next_of_lane[claim]!;
  }
  const { first_claim } = world.vehicles;
  if (first_claim[slot] === claim) first_claim[slot] = pool.next_of_vehicle[claim]!;
  else {
    let before = first_claim[slot]!;
    while (pool.next_of_vehicle[before] !== claim) before = pool.next_of_vehicle[before]!;
    pool.next_of_vehicle[before] = pool.next_of_vehicle[claim]!;
  }
  pool.next_of_vehicle[claim] = pool.free;
  pool.free = claim;
  pool.used -= 1;
}

/** Gives back the claims on lanes that the vehicle's rear has left. */
export function dropPassedClaims(world: Engine, slot: number): void {
  const pool = world.claims;
  const rear = world.vehicles.odo_m[slot]! - world.vehicles.length_m[slot]!;
  for (let claim = world.vehicles.first_claim[slot]!; claim !== -1;) {
    const next = pool.next_of_vehicle[claim]!;
    if (rear - pool.odo_m[claim]! > world.network.lanes.length_m[pool.lane[claim]!]!) dropClaim(world, claim);
    claim = next;
  }
}

/** Gives back the claims on lanes that the vehicle's front has not reached. */
export function dropComingClaims(world: Engine, slot: number): void {
  const pool = world.claims;
  const front = world.vehicles.odo_m[slot]!;
  for (let claim = world.vehicles.first_claim[slot]!; claim !== -1;) {
    const next = pool.next_of_vehicle[claim]!;
    if (pool.odo_m[claim]! > front) dropClaim(world, claim);
    claim = next;
  }
}

export function dropAllClaims(world: Engine, slot: number): void {
  for (let claim = world.vehicles.first_claim[slot]!; claim !== -1; claim = world.vehicles.first_claim[slot]!)
    dropClaim(world, claim);
}
