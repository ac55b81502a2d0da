/**
 * Which vehicles stand in the way: those that stand for a while although nothing that the cloud knows explains it (a slower one ahead, a signal or a
 * junction where one gives way, a stop), and those that say so themselves.
 */
import { EVENT_BIT, STATUS_BIT } from '../../protos/messages/enums.ts';
import { cos, sin } from '../simulation/maths.ts';
import type { Network } from '../simulation/network.ts';
import { matchLane } from './lane-matcher.ts';
import type { LaneMatcher, LanePlace } from './lane-matcher.ts';
import { moverHeading, moverLength, moverX, moverY } from './picture.ts';
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
  // Where ways meet one may have to wait even with priority: for room behind the junction, or for who is still in it.
  const meets = network.junctions.map(
    (junction) => new Set(Array.from(junction.links, (link) => lanes.edge[links.from_lane[link]])).size > 1,
  );
  const controlled = (link: number): boolean =>
    links.signal[link] >= 0 || links.yield_count[link] > 0 || (meets[links.junction[link]!] ?? false);
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

/** A slow mover in SI, for the geometry. */
interface SlowMover {
  readonly mover: Mover;
  readonly x_m: number;
  readonly y_m: number;
  readonly length_m: number;
}

/** In the order of their ids. */
export function findStoppedVehicles(
  picture: Picture,
  matcher: LaneMatcher,
  control_m: Float64Array,
  settings: CoordinatorSettings,
  now_ms: number,
): StoppedVehicle[] {
  const grid: SlowGrid = { cell_m: settings.hazard.leader_m, movers: [], cells: new Map() };
  for (const vehicle of picture.vehicles.values())
    if (now_ms - vehicle.sent_ms <= settings.bsm_fresh_ms && vehicle.speed < picture.slow)
      addToGrid(grid, picture, vehicle);
  const connected = grid.movers.length;
  for (const track of freshTracks(picture, settings, now_ms)) {
    if (!knownWithin(grid, moverX(picture, track), moverY(picture, track), SAME_M)) addToGrid(grid, picture, track);
  }
  const place: LanePlace = { lane: -1, pos_m: 0, lateral_m: 0 };
  const stopped: StoppedVehicle[] = [];
  grid.movers.forEach((slow, index) => {
    const { mover, x_m, y_m } = slow;
    const alarm = (mover.events & ALARM) !== 0;
    const stands = mover.standing_since_ms >= 0 && now_ms - mover.standing_since_ms >= settings.hazard.standing_ms;
    if (!alarm && !stands) return;
    const perceived = index >= connected;
    if (!perceived && ((mover as VehicleKnowledge).status & (STATUS_BIT.at_stop | STATUS_BIT.parked)) !== 0) return;
    const c = cos(moverHeading(mover));
    const s = sin(moverHeading(mover));
    if (!matchLane(matcher, x_m, y_m, c, s, place)) return;
    if (!alarm && explained(matcher.network, control_m, settings, grid, slow, place, c, s)) return;
    stopped.push({ id: mover.id, x_m, y_m, lane: place.lane, pos_m: place.pos_m, perceived });
  });
  return stopped.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** In the order of their ids: of two tracks of one vehicle the first is kept. */
function freshTracks(picture: Picture, settings: CoordinatorSettings, now_ms: number): Mover[] {
  const fresh: Mover[] = [];
  for (const tracks of picture.tracks.values()) {
    for (const track of tracks.values()) if (now_ms - track.sent_ms <= settings.track_fresh_ms) fresh.push(track);
  }
  return fresh.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function explained(
  network: Network,
  control_m: Float64Array,
  settings: CoordinatorSettings,
  grid: SlowGrid,
  slow: SlowMover,
  place: LanePlace,
  c: number,
  s: number,
): boolean {
  const front_m = place.pos_m + 0.5 * slow.length_m;
  const to_control_m = network.lanes.length_m[place.lane] - front_m + control_m[place.lane];
  if (network.lanes.junction[place.lane] >= 0 || to_control_m <= settings.hazard.control_m) return true;
  for (const stop of network.stops)
    if (stop.lane === place.lane && front_m >= stop.start_m - 5 && front_m <= stop.end_m + 5) return true;
  return leaderWithin(grid, slow, c, s, settings.hazard.leader_m);
}

/** Cells as wide as a search reaches, so that a search looks at nine. */
interface SlowGrid {
  readonly cell_m: number;
  readonly movers: SlowMover[];
  readonly cells: Map<number, SlowMover[]>;
}

/** Coordinates stay far below 2^20 cells from the origin. */
function cellOf(grid: SlowGrid, x_m: number, y_m: number): number {
  return (Math.floor(y_m / grid.cell_m) + 1048576) * 2097152 + Math.floor(x_m / grid.cell_m) + 1048576;
}

function addToGrid(grid: SlowGrid, picture: Picture, mover: Mover): void {
  const slow = { mover, x_m: moverX(picture, mover), y_m: moverY(picture, mover), length_m: moverLength(mover) };
  if (slow.x_m !== slow.x_m || slow.y_m !== slow.y_m) return;
  const cell = cellOf(grid, slow.x_m, slow.y_m);
  const members = grid.cells.get(cell);
  grid.movers.push(slow);
  if (members === undefined) grid.cells.set(cell, [slow]);
  else members.push(slow);
}

function anyNear(grid: SlowGrid, x_m: number, y_m: number, test: (other: SlowMover) => boolean): boolean {
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const members = grid.cells.get(cellOf(grid, x_m + dx * grid.cell_m, y_m + dy * grid.cell_m));
      if (members?.some(test) === true) return true;
    }
  }
  return false;
}

function knownWithin(grid: SlowGrid, x_m: number, y_m: number, reach_m: number): boolean {
  return anyNear(grid, x_m, y_m, (other) => {
    const dx = other.x_m - x_m;
    const dy = other.y_m - y_m;
    return dx * dx + dy * dy < reach_m * reach_m;
  });
}

/** Whether a slow one stands or creeps ahead within reach of the centre; centres are at least half a vehicle's length apart. */
function leaderWithin(grid: SlowGrid, slow: SlowMover, c: number, s: number, reach_m: number): boolean {
  return anyNear(grid, slow.x_m, slow.y_m, (other) => {
    const dx = other.x_m - slow.x_m;
    const dy = other.y_m - slow.y_m;
    const ahead = dx * c + dy * s;
    return ahead > 0.5 * slow.length_m && ahead < reach_m && Math.abs(dy * c - dx * s) < 2.5;
  });
}
