/** A vehicle that cannot go on: it rolls to a halt where nobody crosses, and stands there in its lane for good. */
import type { Engine } from './engine-state.ts';
import { planPath } from './path.ts';
import { revokeFrom } from './right-of-way.ts';
import { VEHICLE_STATE, type World } from './world.ts';

/** Room to the end of the lane that must be left, m. */
const MARGIN_M = 1;

/**
 * Makes it halt as soon as it comfortably can on its present lane. Its other stops are forgotten, junctions that it was let into go to others.
 * @returns false, and nothing changed, where that is not possible now: on a junction, amid a lane change, at a stop, or too near the lane's end; ask again
 */
export function breakDown(world: World, slot: number): boolean {
  const engine = world as Engine;
  const { vehicles, network } = engine;
  const { lanes } = network;
  const lane = vehicles.lane[slot]!;
  if (vehicles.state[slot] !== VEHICLE_STATE.driving || vehicles.stop_until_ms[slot]! >= 0) return false;
  if (lanes.junction[lane] !== -1 || vehicles.shadow_lane[slot] !== -1) return false;
  const speed = vehicles.speed_mps[slot]!;
  const end_m = vehicles.pos_m[slot]! + (speed * speed) / (2 * vehicles.decel[slot]!) + MARGIN_M;
  if (end_m > lanes.length_m[lane]! - MARGIN_M) return false;
  revokeFrom(engine, slot, 0);
  const id = lanes.ids[lane]!;
  const spec = { lane: id, start_m: 0, end_m, duration_ms: 0, until_ms: Infinity, parking: false };
  engine.stops[slot] = [{ edge: lanes.edge[lane]!, lane, end_m, spec }];
  vehicles.stop_index[slot] = 0;
  planPath(engine, slot, 0);
  return true;
}
