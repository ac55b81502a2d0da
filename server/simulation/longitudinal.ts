/** The acceleration of a vehicle for the coming step: the least of what road, leader, junction, signal, stop and commands allow. */
import { freeAcceleration } from './car-following.ts';
import { commandedAcceleration } from './commanded.ts';
import { CONFLICT, LONG_M } from './conflict-compiler.ts';
import { crosswalkLimit } from './crosswalk-limits.ts';
import { PATH_MAX, type Engine } from './engine-state.ts';
import { behind, behindObstacle, desiredSpeed } from './following.ts';
import { haltWithin, junctionLimit } from './junction-limits.ts';
import { aheadOf, lastOnLane } from './lane-order.ts';
import { laneBeside } from './parallel-lanes.ts';
import { askDistance } from './right-of-way.ts';
import { stopAhead } from './stops.ts';

/** A vehicle halts this far before a stop line, m. */
const LINE_AIR_M = 1;
/** Braking towards a lower limit begins when it takes this much, m/s2. */
const LIMIT_DECEL = 1.6;
/** On a lane that does not lead on, a vehicle waits this far before its end, so that it can still turn out, m. */
const WRONG_LANE_AIR_M = 5;
/** More air behind a long body in a bend, m. */
const BEND_AIR_M = 1.5;
/** With less than this a standing vehicle does not move off, m/s2. */
const DRIVES_MPS2 = 0.1;
/** Letting somebody in never costs more than this, m/s2. */
const COURTESY_DECEL = 2;

export function planAcceleration(world: Engine, slot: number): number {
  const { vehicles } = world;
  const told = world.commands.exact_accel_mps2[slot]!;
  if (!Number.isNaN(told)) return commandedAcceleration(world, slot, told);
  const speed = vehicles.speed_mps[slot]!;
  const free = freeAcceleration(
    speed,
    desiredSpeed(world, slot),
    vehicles.accel_max[slot]!,
    vehicles.decel[slot]!,
    vehicles.delta[slot]!,
  );
  let accel = free;
  const lane = vehicles.lane[slot]!;
  const ahead = aheadOf(world, lane, vehicles.pos_m[slot]!, slot);
  if (ahead !== -1) {
    accel = Math.min(
      accel,
      behind(world, slot, ahead, vehicles.pos_m[ahead]! - vehicles.length_m[ahead]! - vehicles.pos_m[slot]!, free),
    );
  }
  accel = Math.min(accel, lookAhead(world, slot, ahead !== -1, free), junctionLimit(world, slot, free));
  const shadow = vehicles.shadow_lane[slot]!;
  if (shadow !== -1) accel = Math.min(accel, behindOnShadow(world, slot, shadow, free));
  accel = Math.min(accel, courtesy(world, slot, free), stopAhead(world, slot, free), world.commands.accel_mps2[slot]!);
  if (world.walkers !== undefined) {
    vehicles.may_drive[slot] = accel > DRIVES_MPS2 ? 1 : 0;
    accel = Math.min(accel, crosswalkLimit(world, slot, free));
  }
  return Math.max(accel, -vehicles.emergency_decel[slot]!);
}

/** The leader on the side where the shadow stands, also beyond plain nodes. */
function behindOnShadow(world: Engine, slot: number, shadow: number, free: number): number {
  const { vehicles } = world;
  const { lanes } = world.network;
  const ahead = aheadOf(world, shadow, vehicles.pos_m[slot]!, slot);
  if (ahead !== -1) {
    const skew = lanes.junction[shadow] === -1 ? world.left_skew_m[Math.min(shadow, vehicles.lane[slot]!)]! : 0;
    return behind(
      world,
      slot,
      ahead,
      vehicles.pos_m[ahead]! - vehicles.length_m[ahead]! - vehicles.pos_m[slot]! - skew,
      free,
    );
  }
  return beyondShadow(world, slot, shadow, free);
}

/** The first leader behind the shadow lane's end, on the lanes beside the vehicle's own path as long as the two stay side by side. */
function beyondShadow(world: Engine, slot: number, shadow: number, free: number): number {
  const { vehicles } = world;
  const { lanes } = world.network;
  const speed = vehicles.speed_mps[slot]!;
  const horizon = speed * 4 + (speed * speed) / 4 + 20;
  const base = slot * PATH_MAX;
  let accel = Infinity;
  let own = vehicles.lane[slot]!;
  let beside = shadow;
  let distance = lanes.length_m[shadow]! - vehicles.pos_m[slot]!;
  for (let at = 0; distance < horizon; at++) {
    const next = at < vehicles.path_count[slot]! ? vehicles.path_lane[base + at]! : -1;
    const after = next === -1 ? -1 : laneBeside(world, own, next, beside);
    if (lanes.junction[beside] === -1) {
      accel = Math.min(accel, behindTails(world, slot, beside, distance, after, free));
    }
    if (after === -1) return accel;
    const last = lastOnLane(world, after);
    if (last !== -1 && last !== slot) {
      const gap = distance + vehicles.pos_m[last]! - vehicles.length_m[last]!;
      return Math.min(accel, behind(world, slot, last, gap, free));
    }
    distance += lanes.length_m[after]!;
    own = next;
    beside = after;
  }
  return accel;
}

/** Walks the planned lanes: limits, the gate that is not granted, and (when none is on the own lane) the leader. */
function lookAhead(world: Engine, slot: number, has_leader: boolean, free: number): number {
  const { vehicles } = world;
  const { lanes } = world.network;
  const speed = vehicles.speed_mps[slot]!;
  const odo = vehicles.odo_m[slot]!;
  const horizon = speed * 4 + (speed * speed) / 4 + 20;
  const base = slot * PATH_MAX;
  const count = vehicles.path_count[slot]!;
  const granted = vehicles.granted[slot]!;
  let accel = free;
  let found = has_leader;
  let lane = vehicles.lane[slot]!;
  let end = odo + lanes.length_m[lane]! - vehicles.pos_m[slot]!;
  for (let at = 0; at <= count; at++) {
    const distance = end - odo;
    if (distance > horizon) return accel;
    const next = at < count ? vehicles.path_lane[base + at]! : -1;
    if (!found && lanes.junction[lane] === -1) {
      const tails = behindTails(world, slot, lane, distance, next, free);
      if (tails < Infinity) {
        accel = Math.min(accel, tails);
      }
    }
    if (next === -1)
      return vehicles.extend_at_m[slot] === Infinity ? Math.min(accel, atPathEnd(world, slot, distance, free)) : accel;
    if (!found) {
      const last = lastOnLane(world, next);
      if (last !== -1 && last !== slot) {
        found = true;
        accel = Math.min(
          accel,
          behind(
            world,
            slot,
            last,
            distance + vehicles.pos_m[last]! - vehicles.length_m[last]! - bendAllowance(world, last),
            free,
          ),
        );
      }
    }
    if (at >= granted && lanes.junction[next] !== -1) {
      return distance > askDistance(world, slot, at) ? accel : Math.min(accel, atGate(world, slot, distance, free));
    }
    const limit = lanes.speed_mps[next]! * vehicles.speed_factor[slot]!;
    if (speed > limit && distance > 0.05) {
      const need = (speed * speed - limit * limit) / (2 * distance);
      if (need > LIMIT_DECEL) accel = Math.min(accel, -need);
    }
    lane = next;
    end += lanes.length_m[lane]!;
  }
  return accel;
}

/** A stop line or waiting place that it may not pass. */
function atGate(world: Engine, slot: number, distance: number, free: number): number {
  const { vehicles } = world;
  const smooth = behindObstacle(world, slot, distance + vehicles.min_gap_m[slot]! - LINE_AIR_M, free);
  const hard = haltWithin(
    Math.max(0, distance - 0.15),
    vehicles.speed_mps[slot]!,
    vehicles.decel[slot]! * 1.2,
    world.dt_ms / 1000,
  );
  return Math.min(smooth, hard);
}

/** The route ends on this lane (drive on to its end), or the lane does not lead where the route goes (halt before its end). */
function atPathEnd(world: Engine, slot: number, distance: number, free: number): number {
  const { vehicles } = world;
  const route = world.routes[slot]!;
  const { lanes } = world.network;
  const count = vehicles.path_count[slot]!;
  const last = count === 0 ? vehicles.lane[slot]! : vehicles.path_lane[slot * PATH_MAX + count - 1]!;
  if (lanes.edge[last] === route[route.length - 1]) return Infinity;
  const stop = world.stops[slot]![vehicles.stop_index[slot]!];
  const air = stop !== undefined && stop.lane === last ? 0 : Math.min(WRONG_LANE_AIR_M, lanes.length_m[last]! / 3);
  return atGate(world, slot, Math.max(0, distance - air), free);
}

/**
 * Vehicles whose front has left a road lane into the junction while their rear still stands on it or close behind its end, whichever way
 * they turn: those are leaders as long as the two paths have not parted.
 */
function behindTails(world: Engine, slot: number, lane: number, distance: number, next: number, free: number): number {
  const { vehicles, claims } = world;
  const { lanes, links } = world.network;
  let accel = Infinity;
  for (let i = 0; i < lanes.link_count[lane]!; i++) {
    const via = links.via[lanes.first_link[lane]! + i]!;
    if (claims.first_of_lane[via] === -1) continue;
    const parted = via === next ? lanes.length_m[via]! : partingPoint(world, next, via);
    for (let claim = claims.first_of_lane[via]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
      const other = claims.slot[claim]!;
      const front = vehicles.odo_m[other]! - claims.odo_m[claim]!;
      const rear = front - vehicles.length_m[other]!;
      if (other === slot || front < 0 || rear > parted) continue;
      accel = Math.min(accel, behind(world, slot, other, distance + rear - bendAllowance(world, other), free));
    }
  }
  return accel;
}

/** A long body in a bend reaches farther back than its length along the path. */
function bendAllowance(world: Engine, leader: number): number {
  const length = world.vehicles.length_m[leader]!;
  return length > LONG_M && world.vehicles.pos_m[leader]! < length ? BEND_AIR_M : 0;
}

/** Where on `via` the path of `own` has parted from it, m from the stop line. */
function partingPoint(world: Engine, own: number, via: number): number {
  const { conflicts } = world.network;
  if (own === -1) return 2;
  const first = conflicts.first[own]!;
  for (let row = first; row < first + conflicts.count[own]!; row++) {
    if (conflicts.other[row] === via && conflicts.kind[row] === CONFLICT.diverging) return conflicts.other_end_m[row]!;
  }
  return 0;
}

function courtesy(world: Engine, slot: number, free: number): number {
  const { vehicles } = world;
  const other = vehicles.lets_in[slot]!;
  if (other === -1) return Infinity;
  if (vehicles.lets_in_until_ms[slot]! < world.tick * world.dt_ms || vehicles.state[other] !== 1) {
    vehicles.lets_in[slot] = -1;
    return Infinity;
  }
  if (world.network.lanes.edge[vehicles.lane[other]!] !== world.network.lanes.edge[vehicles.lane[slot]!])
    return Infinity;
  const gap = vehicles.pos_m[other]! - vehicles.length_m[other]! - vehicles.pos_m[slot]!;
  const accel = gap <= 0.5 ? -COURTESY_DECEL : behind(world, slot, other, gap, free);
  return Math.max(accel, -COURTESY_DECEL);
}
