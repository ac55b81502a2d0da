/**
 * The path ahead of a vehicle on the map it carries: lanes that follow its own by the chosen link, its route, and single exits.
 * Built when the lane or the chosen link changes, not every tick. Gives the next signal with its stop line, and places others on it.
 */
import { forgetPath, PATH_LANES, PATH_REACH_M } from './unit-columns.ts';
import type { UnitColumns } from './unit-columns.ts';

/** Where a point lies relative to a path. Reused: read it before the next call. */
export interface PathPlace {
  /** Distance from the start of the own lane along the path; subtract own.pos_m for the distance ahead of the front bumper. */
  along_m: number;
  /** Left positive. */
  lateral_m: number;
  /** Direction of the path there. */
  cos: number;
  sin: number;
  /** Lane of the path that is nearest. */
  lane: number;
}

/** Edges from the present one on (a whole route is fine: it starts where the vehicle is). Call again after a change of route. */
export function setUnitRoute(units: UnitColumns, unit: number, edges: ArrayLike<number>): void {
  units.route[unit] = Int32Array.from(edges);
  units.route_at[unit] = 0;
  forgetPath(units, unit);
}

/** Brings the path up to date; costs two comparisons where nothing changed. */
export function updatePath(units: UnitColumns, unit: number): void {
  const lane = units.own.lane[unit];
  const link = units.own.next_link[unit];
  if (units.path_of_lane[unit] === lane && units.path_of_link[unit] === link) return;
  advanceRoute(units, unit);
  buildPath(units, unit, lane, link);
}

function buildPath(units: UnitColumns, unit: number, own_lane: number, own_link: number): void {
  const { lanes, links } = units.network;
  forgetPath(units, unit);
  units.path_of_lane[unit] = own_lane;
  units.path_of_link[unit] = own_link;
  const first = unit * PATH_LANES;
  let lane = own_lane;
  let start_m = 0;
  let count = 0;
  while (lane >= 0 && count < PATH_LANES && start_m < PATH_REACH_M) {
    units.path_lane[first + count] = lane;
    units.path_start_m[first + count] = start_m;
    units.path_link[first + count] = -1;
    count++;
    start_m += lanes.length_m[lane];
    if (lanes.junction[lane] >= 0) {
      lane = lanes.next[lane];
      continue;
    }
    const chosen = lane === own_lane && own_link >= 0 && links.from_lane[own_link] === lane;
    const link = chosen ? own_link : linkAhead(units, unit, lane);
    if (link < 0) break;
    units.path_link[first + count - 1] = link;
    if (links.signal[link] >= 0 && units.signal_link[unit] < 0) {
      units.signal_link[unit] = link;
      units.signal[unit] = links.signal[link];
      units.stop_line_m[unit] = start_m;
    }
    lane = links.via[link] >= 0 ? links.via[link] : links.to_lane[link];
  }
  units.path_count[unit] = count;
  units.path_length_m[unit] = start_m;
}

/** Link that leads from a lane (or, if it must change lanes, from the nearest one on its edge) towards the route; else the only exit; else -1. */
function linkAhead(units: UnitColumns, unit: number, lane: number): number {
  const { lanes, edges } = units.network;
  const edge = lanes.edge[lane];
  const next_edge = edgeAfter(units, unit, edge);
  if (next_edge < 0) return units.route[unit] === undefined ? onlyExit(units, unit, lane) : -1;
  const lane_count = edges.lane_count[edge];
  const index = lane - edges.first_lane[edge];
  for (let step = 0; step < lane_count; step++) {
    for (let side = step === 0 ? 1 : -1; side <= 1; side += 2) {
      const other = index + side * step;
      if (other < 0 || other >= lane_count) continue;
      const link = linkInto(units, unit, edges.first_lane[edge] + other, next_edge);
      if (link >= 0) return link;
    }
  }
  return -1;
}

function edgeAfter(units: UnitColumns, unit: number, edge: number): number {
  const route = units.route[unit];
  if (route === undefined) return -1;
  // The route is followed forward only; a vehicle that left it knows no next edge until the runner hands it the new one.
  for (let at = units.route_at[unit]; at < route.length; at++) {
    if (route[at] !== edge) continue;
    return at + 1 < route.length ? route[at + 1] : -1;
  }
  return -1;
}

/** Among several links into the edge, the one whose lane leads on along the route. */
function linkInto(units: UnitColumns, unit: number, lane: number, edge: number): number {
  const { lanes, links } = units.network;
  const after = edgeAfter(units, unit, edge);
  let found = -1;
  const last = lanes.first_link[lane] + lanes.link_count[lane];
  for (let link = lanes.first_link[lane]; link < last; link++) {
    const to_lane = links.to_lane[link];
    if (lanes.edge[to_lane] !== edge || !mayTake(units, unit, link)) continue;
    if (after < 0 || leadsTo(units, to_lane, after)) return link;
    if (found < 0) found = link;
  }
  return found;
}

function leadsTo(units: UnitColumns, lane: number, edge: number): boolean {
  const { lanes, links } = units.network;
  const last = lanes.first_link[lane] + lanes.link_count[lane];
  for (let link = lanes.first_link[lane]; link < last; link++) {
    if (lanes.edge[links.to_lane[link]] === edge) return true;
  }
  return false;
}

function onlyExit(units: UnitColumns, unit: number, lane: number): number {
  const { lanes } = units.network;
  let found = -1;
  const last = lanes.first_link[lane] + lanes.link_count[lane];
  for (let link = lanes.first_link[lane]; link < last; link++) {
    if (!mayTake(units, unit, link)) continue;
    if (found >= 0) return -1;
    found = link;
  }
  return found;
}

/** A class of 0 stands for vehicles that ignore permissions. */
function mayTake(units: UnitColumns, unit: number, link: number): boolean {
  const class_bit = units.class_bit[unit];
  return class_bit === 0 || (units.network.links.allowed[link] & class_bit) !== 0;
}

/** Where the route has got to, so that an edge that it passes twice is not mistaken. */
function advanceRoute(units: UnitColumns, unit: number): void {
  const route = units.route[unit];
  if (route === undefined) return;
  const edge = units.network.lanes.edge[units.own.lane[unit]];
  for (let at = units.route_at[unit]; at < route.length; at++) {
    if (route[at] !== edge) continue;
    units.route_at[unit] = at;
    return;
  }
}

/**
 * The nearest place of the path to a point, of all places up to `reach_m` from the start of the own lane.
 * @returns false where the path has no piece within 20 m of the point
 */
export function placeOnPath(
  units: UnitColumns,
  unit: number,
  x_m: number,
  y_m: number,
  reach_m: number,
  out: PathPlace,
): boolean {
  const { lanes, points } = units.network;
  const first = unit * PATH_LANES;
  const last = first + units.path_count[unit];
  let best = 400;
  let found = false;
  for (let at = first; at < last; at++) {
    const start_m = units.path_start_m[at];
    if (start_m > reach_m) break;
    const lane = units.path_lane[at];
    const scale = lanes.shape_length_m[lane] > 0 ? lanes.length_m[lane] / lanes.shape_length_m[lane] : 1;
    const end = lanes.first_point[lane] + lanes.point_count[lane] - 1;
    for (let point = lanes.first_point[lane]; point < end; point++) {
      const ax = points.x[point];
      const ay = points.y[point];
      const ux = points.x[point + 1] - ax;
      const uy = points.y[point + 1] - ay;
      const square = ux * ux + uy * uy;
      if (square === 0) continue;
      const raw = ((x_m - ax) * ux + (y_m - ay) * uy) / square;
      const share = raw < 0 ? 0 : raw > 1 ? 1 : raw;
      const dx = x_m - ax - share * ux;
      const dy = y_m - ay - share * uy;
      const distance = dx * dx + dy * dy;
      if (distance >= best) continue;
      best = distance;
      found = true;
      const length = Math.sqrt(square);
      out.along_m = start_m + (points.along_m[point] + share * length) * scale;
      out.cos = ux / length;
      out.sin = uy / length;
      out.lateral_m = out.cos * dy - out.sin * dx;
      out.lane = lane;
    }
  }
  // Beyond an end, the distance to the nearest end point counts as lateral too.
  if (found) out.lateral_m = (out.lateral_m < 0 ? -1 : 1) * Math.sqrt(best);
  return found;
}
