/**
 * Which vehicles stand in the way: those that stand for a while although nothing that the cloud knows explains it (a slower one ahead, a signal or a
 * junction where one gives way, a stop), and those that say so themselves.
 */
import { EVENT_BIT, STATUS_BIT } from '../../protos/messages/enums.ts';
import { cos, sin } from '../simulation/maths.ts';
import type { Network } from '../simulation/network.ts';
import { matchLane } from './lane-matcher.ts';
import type { LaneMatcher, LanePlace } from './lane-matcher.ts';
import type { Mover, Picture, VehicleKnowledge } from './picture.ts';
import type { CoordinatorSettings } from './settings.ts';

/** A vehicle that stands in the way. */
export interface StoppedVehicle {
  readonly id: string;
  readonly x_m: number;
  readonly y_m: number;
  readonly lane: number;
  readonly pos_m: number;
  /** true: an RSU's sensors saw it; false: its own BSM. */
  readonly perceived: boolean;
}

/** Two records nearer than this are one vehicle, m. */
const SAME_M = 2.5;
const ALARM = EVENT_BIT.hazard_lights | EVENT_BIT.disabled_vehicle;

/** Distance from the end of each lane to the next place where one stops for others, following lanes without such a place; Infinity beyond 30 m. */
export function controlDistances(network: Network): Float64Array {
  const { lanes, links } = network;
  const LOOK_M = 30;
  const distance = new Float64Array(lanes.count).fill(Infinity);
  const controlled = (link: number): boolean => links.signal[link] >= 0 || links.yield_count[link] > 0;
  for (let lane = 0; lane < lanes.count; lane++) {
    if (lanes.junction[lane] >= 0) {
      // On the way across a junction one may have to wait for others anywhere.
      distance[lane] = 0;
      continue;
    }
    let here = lane;
    let far_m = 0;
    for (let steps = 0; steps < 8 && far_m <= LOOK_M; steps++) {
      const first = lanes.first_link[here];
      const count = lanes.link_count[here];
      let found = count === 0;
      for (let link = first; link < first + count; link++) if (controlled(link)) found = true;
      if (found) {
        distance[lane] = far_m;
        break;
      }
      const via = links.via[first];
      far_m += (via >= 0 ? lanes.length_m[via] : 0) + lanes.length_m[links.to_lane[first]];
      here = links.to_lane[first];
    }
  }
  return distance;
}

/** In the order of their ids. */
export function findStoppedVehicles(
  picture: Picture,
  matcher: LaneMatcher,
  control_m: Float64Array,
  settings: CoordinatorSettings,
  now_ms: number,
): StoppedVehicle[] {
  const slow: Mover[] = [];
  for (const vehicle of picture.vehicles.values())
    if (now_ms - vehicle.sent_ms <= settings.bsm_fresh_ms && vehicle.speed_mps < settings.hazard.slow_mps)
      slow.push(vehicle);
  const connected = slow.length;
  const grid = createSlowGrid(slow, settings.hazard.leader_m);
  for (const track of slowTracks(picture, settings, now_ms)) {
    if (!nearestWithin(grid, slow, track, SAME_M)) addToGrid(grid, slow.push(track) - 1, track);
  }
  const place: LanePlace = { lane: -1, pos_m: 0, lateral_m: 0 };
  const stopped: StoppedVehicle[] = [];
  for (let i = 0; i < slow.length; i++) {
    const mover = slow[i];
    const alarm = (mover.events & ALARM) !== 0;
    if (!alarm && !(now_ms - mover.standing_since_ms >= settings.hazard.standing_ms)) continue;
    if (i < connected && ((mover as VehicleKnowledge).status & (STATUS_BIT.at_stop | STATUS_BIT.parked)) !== 0)
      continue;
    const c = cos(mover.heading_rad);
    const s = sin(mover.heading_rad);
    if (!matchLane(matcher, mover.x_m, mover.y_m, c, s, place)) continue;
    if (!alarm && explained(matcher.network, control_m, settings, grid, slow, mover, place, c, s)) continue;
    stopped.push({
      id: mover.id,
      x_m: mover.x_m,
      y_m: mover.y_m,
      lane: place.lane,
      pos_m: place.pos_m,
      perceived: i >= connected,
    });
  }
  return stopped.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** In the order of their ids: of two tracks of one vehicle the first is kept. */
function slowTracks(picture: Picture, settings: CoordinatorSettings, now_ms: number): Mover[] {
  const slow: Mover[] = [];
  for (const tracks of picture.tracks.values()) {
    for (const track of tracks.values())
      if (now_ms - track.sent_ms <= settings.track_fresh_ms && track.speed_mps < settings.hazard.slow_mps)
        slow.push(track);
  }
  return slow.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function explained(
  network: Network,
  control_m: Float64Array,
  settings: CoordinatorSettings,
  grid: SlowGrid,
  slow: readonly Mover[],
  mover: Mover,
  place: LanePlace,
  c: number,
  s: number,
): boolean {
  const front_m = place.pos_m + 0.5 * mover.length_m;
  const to_control_m = network.lanes.length_m[place.lane] - front_m + control_m[place.lane];
  if (network.lanes.junction[place.lane] >= 0 || to_control_m <= settings.hazard.control_m) return true;
  for (const stop of network.stops)
    if (stop.lane === place.lane && front_m >= stop.start_m - 5 && front_m <= stop.end_m + 5) return true;
  return leaderWithin(grid, slow, mover, c, s, settings.hazard.leader_m);
}

interface SlowGrid {
  readonly cell_m: number;
  readonly cells: Map<number, number[]>;
}

/** Cells as wide as the search reaches: a search looks at nine. Coordinates stay far below 2^20 cells from the origin. */
function createSlowGrid(slow: readonly Mover[], cell_m: number): SlowGrid {
  const grid: SlowGrid = { cell_m, cells: new Map() };
  slow.forEach((mover, index) => addToGrid(grid, index, mover));
  return grid;
}

function cellOf(grid: SlowGrid, x_m: number, y_m: number): number {
  return (Math.floor(y_m / grid.cell_m) + 1048576) * 2097152 + Math.floor(x_m / grid.cell_m) + 1048576;
}

function addToGrid(grid: SlowGrid, index: number, mover: Mover): void {
  const cell = cellOf(grid, mover.x_m, mover.y_m);
  const members = grid.cells.get(cell);
  if (members === undefined) grid.cells.set(cell, [index]);
  else members.push(index);
}

function anyNear(grid: SlowGrid, mover: Mover, test: (index: number) => boolean): boolean {
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const members = grid.cells.get(cellOf(grid, mover.x_m + dx * grid.cell_m, mover.y_m + dy * grid.cell_m));
      if (members?.some(test) === true) return true;
    }
  }
  return false;
}

function nearestWithin(grid: SlowGrid, slow: readonly Mover[], mover: Mover, reach_m: number): boolean {
  return anyNear(grid, mover, (index) => {
    const dx = slow[index].x_m - mover.x_m;
    const dy = slow[index].y_m - mover.y_m;
    return dx * dx + dy * dy < reach_m * reach_m;
  });
}

/** Whether a slow one stands or creeps ahead, bumper to bumper within reach; centres are at least a vehicle's length apart. */
function leaderWithin(
  grid: SlowGrid,
  slow: readonly Mover[],
  mover: Mover,
  c: number,
  s: number,
  reach_m: number,
): boolean {
  return anyNear(grid, mover, (index) => {
    const other = slow[index];
    const dx = other.x_m - mover.x_m;
    const dy = other.y_m - mover.y_m;
    const ahead = dx * c + dy * s;
    return ahead > 0.5 * mover.length_m && ahead < reach_m && Math.abs(dy * c - dx * s) < 2.5;
  });
}
