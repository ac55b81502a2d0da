/** Drives a world and watches it: the judge, and what must hold between any two steps. */
import { createWorld, type WorldSettings } from '../../server/simulation/create-world.ts';
import type { DemandSpec, DepartureSpec, VehicleTypeSpec } from '../../server/simulation/demand-spec.ts';
import type { Engine } from '../../server/simulation/engine-state.ts';
import type { Network } from '../../server/simulation/network.ts';
import { createOracle, observe, type Oracle } from '../../server/simulation/oracle.ts';
import { random, PURPOSE } from '../../server/simulation/random.ts';
import { step } from '../../server/simulation/step.ts';
import { EVENT } from '../../server/simulation/world.ts';
import { departure, plainCar } from './roads.ts';

export interface Watch {
  readonly world: Engine;
  readonly oracle: Oracle;
  /** Invariants broken between steps, in words, at most 10. */
  readonly problems: string[];
}

export function watch(network: Network, demand: DemandSpec, settings: Partial<WorldSettings> = {}): Watch {
  const world = createWorld(network, demand, { seed: 1, dt_ms: 100, ...settings }) as Engine;
  return { world, oracle: createOracle(world), problems: [] };
}

/** Steps for so many seconds; everything is checked after each step, then `each` may look. `each` ends the drive early by true. */
export function drive(watched: Watch, seconds: number, each?: (world: Engine) => boolean | void): void {
  const { world } = watched;
  const end = world.tick + Math.round((seconds * 1000) / world.dt_ms);
  while (world.tick < end) {
    step(world);
    observe(watched.oracle, world);
    checkInvariants(watched);
    if (each?.(world) === true) return;
  }
}

function complain({ world, problems }: Watch, line: string): void {
  if (problems.length < 10) problems.push(`tick ${world.tick}: ${line}`);
}

function checkInvariants(watched: Watch): void {
  const { world } = watched;
  const { vehicles, order, counts } = world;
  if (counts.inserted !== world.active_count + counts.arrived + counts.removed) complain(watched, 'vehicles are amiss');
  for (let i = 0; i < world.active_count; i++) {
    const slot = world.active[i];
    if (!(vehicles.speed_mps[slot] >= 0)) complain(watched, `${idOf(world, slot)} drives ${vehicles.speed_mps[slot]}`);
  }
  for (let lane = 0; lane < order.count.length; lane++) {
    for (let at = order.first[lane] + 1; at < order.first[lane] + order.count[lane]; at++) {
      const [ahead, behind] = [order.slots[at - 1], order.slots[at]];
      const gap = vehicles.pos_m[ahead] - vehicles.length_m[ahead] - vehicles.pos_m[behind];
      if (gap < 0) {
        const place = world.network.lanes.ids[lane];
        complain(watched, `${idOf(world, behind)} behind ${idOf(world, ahead)} on ${place}: gap ${gap.toFixed(2)} m`);
      }
    }
  }
}

/** What a clean drive shows. */
export const CLEAN = { collisions: 0, geometry_overlaps: 0, red_entries: 0, stuck: 0, held_at_line: 0, problems: [] };

/** The judge's findings beside the broken invariants, to be compared with CLEAN. Entries on red that could not be avoided do not count. */
export function findings({ world, oracle, problems }: Watch): typeof CLEAN & { accounts?: readonly string[] } {
  const found = {
    collisions: oracle.collisions,
    geometry_overlaps: oracle.geometry_overlaps,
    red_entries: oracle.red_entries - oracle.red_entries_unavoidable,
    stuck: oracle.stuck,
    held_at_line: world.held_at_line,
    problems: [...problems, ...oracle.broken] as never[],
  };
  const bad = oracle.accounts.length > 0 && oracle.collisions + found.red_entries + oracle.stuck > 0;
  return bad ? { ...found, accounts: oracle.accounts } : found;
}

export function idOf(world: Engine, slot: number): string {
  return world.demand.departures[world.vehicles.key[slot]].id;
}

/** Slot of a vehicle by id; throws when it is not on the road. */
export function slotOf(world: Engine, id: string): number {
  for (let i = 0; i < world.active_count; i++) if (idOf(world, world.active[i]) === id) return world.active[i];
  throw new Error(`${id} is not on the road at tick ${world.tick}`);
}

export function isRunning(world: Engine, id: string): boolean {
  for (let i = 0; i < world.active_count; i++) if (idOf(world, world.active[i]) === id) return true;
  return false;
}

/** Id of the lane that a vehicle's front is on. */
export function laneOf(world: Engine, id: string): string {
  return world.network.lanes.ids[world.vehicles.lane[slotOf(world, id)]];
}

/** Ids of vehicles with an event of a kind in the last step. */
export function happened(world: Engine, kind: keyof typeof EVENT): string[] {
  const ids: string[] = [];
  for (let i = 0; i < world.events.count; i++) {
    if (world.events.kind[i] === EVENT[kind]) ids.push(world.demand.departures[world.events.key[i]].id);
  }
  return ids;
}

export const TRUCK: VehicleTypeSpec = plainCar({
  id: 'truck',
  vehicle_class: 'truck',
  length_m: 12,
  width_m: 2.5,
  accel_mps2: 1.2,
  decel_mps2: 3,
  emergency_decel_mps2: 7,
  max_speed_mps: 25,
  shape: 'truck',
});
export const CAR: VehicleTypeSpec = plainCar({ speed_factor: { mean: 1, deviation: 0.1, min: 0.7, max: 1.3 } });

export interface CrossingDemand {
  readonly seed: number;
  readonly seconds: number;
  readonly per_hour_and_arm: number;
  readonly left: number;
  readonly right: number;
  readonly trucks: number;
}

const ARMS = ['north', 'east', 'south', 'west'];

/** Departures on the four arms of a crossing (server/scenario/crossing.ts), at random times and to random sides. */
export function crossingDemand(wish: CrossingDemand): DemandSpec {
  const departures: DepartureSpec[] = [];
  const draw = (arm: number, n: number, what: number): number => random(wish.seed, PURPOSE.test, arm, n, what);
  ARMS.forEach((from, arm) => {
    let time_s = 0;
    for (let n = 0; ; n++) {
      time_s += (-Math.log(1 - draw(arm, n, 0)) * 3600) / wish.per_hour_and_arm;
      if (time_s > wish.seconds) break;
      const turn = draw(arm, n, 1);
      // Arms stand clockwise: the one to the left of whoever comes from `arm` is the next, the one to the right the last.
      const steps = turn < wish.left ? 1 : turn < wish.left + wish.right ? 3 : 2;
      departures.push(
        departure({
          id: `${from}.${n}`,
          type: draw(arm, n, 2) < wish.trucks ? 1 : 0,
          edges: [`${from}_in`, `${ARMS[(arm + steps) % 4]}_out`],
          depart_ms: Math.round(time_s * 1000),
        }),
      );
    }
  });
  departures.sort((a, b) => a.depart_ms - b.depart_ms);
  return { types: [CAR, TRUCK], departures };
}
