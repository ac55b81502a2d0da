/**
 * Lane changes: mandatory ones that the route asks for, and discretionary ones by MOBIL (Kesting, Treiber, Helbing, Transp. Res. Rec. 1999, 2007):
 * change when the own advantage plus `politeness` times that of the followers exceeds a threshold, and the new follower need not brake harder
 * than `safe`. A change lasts 2 to 5 s; meanwhile the vehicle stands in both lanes' order.
 */
import { dropComingClaims } from './claims.ts';
import { freeAcceleration, interaction } from './car-following.ts';
import { crosswalkBeside } from './crosswalk-clearance.ts';
import type { Engine } from './engine-state.ts';
import { record } from './events.ts';
import { clearBeyond, kinematic, somebodyComes, tailInTheWay } from './gaps.ts';
import { aheadOf, behindOf, enterOrder, leaveOrder } from './lane-order.ts';
import { desiredSpeed } from './following.ts';
import { cos, sin } from './maths.ts';
import { mayUse, planPath } from './path.ts';
import { roomBeside } from './parallel-lanes.ts';
import { createLanePlace, placeOnLane } from './polyline.ts';
import { EVENT, LANE_COMMAND } from './world.ts';

const POLITENESS = 0.25;
const THRESHOLD_MPS2 = 0.25;
/** Slower than this nobody changes for comfort, m/s. */
const DISCRETIONARY_MPS = 2;
const SAFE_DECEL = 3;
/** The nearer the end of the lane's use, the harder others may be asked to brake, up to this, m/s2. */
const URGENT_DECEL = 5;
const URGENT_M = 150;
const COURTESY_MS = 1000;
/** Others are asked for a gap within this distance of the lane's last use; nearer still the changer itself falls back into one, m. */
const ASK_M = 80;
const FALL_BACK_M = 25;
/** Nobody waits for a changer who is beside him by more than this, m. */
const OVERLAP_M = 2;
/** A change begins this far behind the junction at the earliest, m. */
const LEAST_POSITION_M = 2;
/** Cosine of the angle up to which a body counts as in line with its lane. */
const IN_LINE = 0.997;
const RELAX_MS = 6000;

interface Neighbours {
  leader: number;
  follower: number;
}

const place = createLanePlace();
const there: Neighbours = { leader: -1, follower: -1 };

/** Decides for one vehicle, and begins the change where it is wanted and safe. */
export function considerLaneChange(world: Engine, slot: number): void {
  const { vehicles } = world;
  const lane = vehicles.lane[slot]!;
  if (vehicles.shadow_lane[slot] !== -1 || world.network.lanes.junction[lane] !== -1) return;
  if (vehicles.pos_m[slot]! < vehicles.length_m[slot]! && !stretchedStraight(world, slot)) return;
  const shift = vehicles.lanes_to_change[slot]!;
  if (shift !== 0) {
    considerMandatory(world, slot, lane, shift);
    return;
  }
  if (vehicles.speed_mps[slot]! < DISCRETIONARY_MPS) return;
  considerDiscretionary(world, slot, lane);
}

/** Changes lanes when told to and when there is room; else stays. */
export function obeyLaneCommand(world: Engine, slot: number): void {
  const { vehicles, commands } = world;
  const lane = vehicles.lane[slot]!;
  const command = commands.lane_change[slot]!;
  if (command === LANE_COMMAND.keep || vehicles.stop_until_ms[slot]! >= 0) return;
  if (world.network.lanes.junction[lane] !== -1 || vehicles.pos_m[slot]! < vehicles.length_m[slot]!) return;
  const target = laneBeside(world, slot, lane, command === LANE_COMMAND.left);
  if (target === -1) return;
  lookAround(world, target, slot);
  if (fits(world, slot, target, SAFE_DECEL, true)) beginChange(world, slot, target, 0);
}

/** Its rear is still in the junction, but in line with its front: it may turn out without swinging its tail into other paths. */
function stretchedStraight(world: Engine, slot: number): boolean {
  const { vehicles, network } = world;
  if (vehicles.lanes_to_change[slot] === 0 || vehicles.pos_m[slot]! < LEAST_POSITION_M) return false;
  // Its rear has not yet followed an earlier change: another one would turn it across the lanes.
  if (vehicles.tail_offset_m[slot] !== 0 && vehicles.tail_from[slot]! <= 1) return false;
  placeOnLane(network.lanes, network.points, vehicles.lane[slot]!, vehicles.pos_m[slot]!, place);
  return place.ux * cos(vehicles.heading_rad[slot]!) + place.uy * sin(vehicles.heading_rad[slot]!) > IN_LINE;
}

function considerMandatory(world: Engine, slot: number, lane: number, shift: number): void {
  const target = laneBeside(world, slot, lane, shift > 0);
  if (target === -1) return;
  const { vehicles } = world;
  const left_m = (vehicles.serves_m[slot]! - vehicles.pos_m[slot]!) / Math.abs(shift);
  const urgency = Math.min(1, Math.max(0, 1 - left_m / URGENT_M));
  lookAround(world, target, slot);
  const safe = SAFE_DECEL - 1 + urgency * (URGENT_DECEL - SAFE_DECEL + 1);
  if (fits(world, slot, target, safe, true)) {
    relax(world, slot);
    if (there.follower !== -1) relax(world, there.follower);
    beginChange(world, slot, target, urgency);
  } else if (left_m < ASK_M) askToBeLetIn(world, slot, left_m);
}

/** The follower opens a gap, and the changer falls in behind the leader there. */
function askToBeLetIn(world: Engine, slot: number, left_m: number): void {
  const { vehicles } = world;
  const until = (world.tick + 1) * world.dt_ms + COURTESY_MS;
  const { leader, follower } = there;
  if (follower !== -1 && (vehicles.lets_in[follower] === -1 || vehicles.lets_in[follower] === slot)) {
    const gap = vehicles.pos_m[slot]! - vehicles.length_m[slot]! - vehicles.pos_m[follower]!;
    const closing = vehicles.speed_mps[follower]! - vehicles.speed_mps[slot]!;
    if (
      gap > -OVERLAP_M &&
      vehicles.granted[follower] === 0 &&
      (closing <= 0 || closing * closing < 2 * 2 * Math.max(0.5, gap + 2))
    ) {
      vehicles.lets_in[follower] = slot;
      vehicles.lets_in_until_ms[follower] = until;
    }
  }
  if (
    left_m < FALL_BACK_M &&
    leader !== -1 &&
    vehicles.pos_m[leader]! - vehicles.length_m[leader]! - vehicles.pos_m[slot]! <
      vehicles.min_gap_m[slot]! + vehicles.speed_mps[slot]! &&
    vehicles.lets_in[leader] !== slot
  ) {
    vehicles.lets_in[slot] = leader;
    vehicles.lets_in_until_ms[slot] = until;
  }
}

function considerDiscretionary(world: Engine, slot: number, lane: number): void {
  const { vehicles } = world;
  const { lanes } = world.network;
  let best = -1;
  let most = THRESHOLD_MPS2;
  for (let side = 0; side < 2; side++) {
    const target = laneBeside(world, slot, lane, side === 0);
    if (target === -1 || ((vehicles.good_lanes[slot]! >> lanes.index[target]!) & 1) === 0) continue;
    lookAround(world, target, slot);
    if (!fits(world, slot, target, SAFE_DECEL, false)) continue;
    const gain = advantage(world, slot, lane);
    if (gain > most) {
      most = gain;
      best = target;
    }
  }
  if (best !== -1) beginChange(world, slot, best, 0);
}

/** Own advantage plus the followers', with the neighbours `there` on the target lane. */
function advantage(world: Engine, slot: number, lane: number): number {
  const { vehicles } = world;
  const pos = vehicles.pos_m[slot]!;
  const leader = aheadOf(world, lane, pos, slot);
  const follower = behindOf(world, lane, pos, slot);
  const own = accelBehind(world, slot, there.leader) - accelBehind(world, slot, leader);
  let others = 0;
  if (there.follower !== -1)
    others += accelBehind(world, there.follower, slot) - accelBehind(world, there.follower, there.leader);
  if (follower !== -1) others += accelBehind(world, follower, leader) - accelBehind(world, follower, slot);
  return own + POLITENESS * others;
}

/** Idealised acceleration of a vehicle behind another one on the same edge; -1 = free road. */
function accelBehind(world: Engine, slot: number, leader: number): number {
  const { vehicles } = world;
  const speed = vehicles.speed_mps[slot]!;
  const free = freeAcceleration(
    speed,
    desiredSpeed(world, slot),
    vehicles.accel_max[slot]!,
    vehicles.decel[slot]!,
    vehicles.delta[slot]!,
  );
  if (leader === -1) return free;
  const gap = vehicles.pos_m[leader]! - vehicles.length_m[leader]! - vehicles.pos_m[slot]!;
  if (gap <= 0.1) return -vehicles.emergency_decel[slot]!;
  const pull = interaction(
    speed,
    speed - vehicles.speed_mps[leader]!,
    gap,
    vehicles.accel_max[slot]!,
    vehicles.decel[slot]!,
    vehicles.headway_s[slot]!,
    vehicles.min_gap_m[slot]!,
  );
  return Math.max(free - pull, -vehicles.emergency_decel[slot]!);
}

/** The lane beside, where it exists and the vehicle may go there; -1 otherwise. */
function laneBeside(world: Engine, slot: number, lane: number, to_left: boolean): number {
  const { lanes } = world.network;
  const target = to_left ? lanes.left[lane]! : lanes.right[lane]!;
  if (target === -1) return -1;
  const class_bit = world.vehicles.class_bit[slot]!;
  const permission = to_left ? lanes.change_left[lane]! : lanes.change_right[lane]!;
  return mayUse(permission, class_bit) && mayUse(lanes.allowed[target]!, class_bit) ? target : -1;
}

/** Neighbours on the target lane; those who are about to enter it from a junction count as followers. */
function lookAround(world: Engine, target: number, slot: number): void {
  const pos = world.vehicles.pos_m[slot]!;
  there.leader = aheadOf(world, target, pos, slot);
  there.follower = behindOf(world, target, pos, slot);
}

function fits(world: Engine, slot: number, target: number, safe: number, mandatory: boolean): boolean {
  const { vehicles } = world;
  const { lanes } = world.network;
  const speed = vehicles.speed_mps[slot]!;
  const seconds = changeSeconds(vehicles.length_m[slot]!, 1);
  const room = roomBeside(world, slot, target, vehicles.lane[slot]!, vehicles.pos_m[slot]!);
  if (room < speed * (seconds + 1)) return false;
  if (world.walkers !== undefined && crosswalkBeside(world, slot, target)) return false;
  const line = lanes.length_m[target]! - vehicles.pos_m[slot]!;
  if (line < (speed * speed) / (2 * 3) + 3 && !leadsOn(world, slot, target)) return false;
  const { leader, follower } = there;
  const skew = skewTo(world, vehicles.lane[slot]!, target);
  if (leader !== -1) {
    const gap = vehicles.pos_m[leader]! - vehicles.length_m[leader]! - vehicles.pos_m[slot]! - skew;
    if (
      mandatory
        ? !kinematic(world, slot, leader, gap, safe)
        : gap < vehicles.min_gap_m[slot]! || accelBehind(world, slot, leader) < -safe
    )
      return false;
  } else if (tailInTheWay(world, target, vehicles.pos_m[slot]!, speed) || !clearBeyond(world, slot, target, safe, skew))
    return false;
  if (follower !== -1) {
    const gap = vehicles.pos_m[slot]! - vehicles.length_m[slot]! - vehicles.pos_m[follower]! - skew;
    return mandatory
      ? kinematic(world, follower, slot, gap, safe)
      : gap >= vehicles.min_gap_m[follower]! && accelBehind(world, follower, slot) >= -safe;
  }
  return !somebodyComes(world, target, vehicles.pos_m[slot]! - vehicles.length_m[slot]!, speed);
}

/** How far equal positions on two neighbouring lanes are from abreast, m. */
export function skewTo(world: Engine, lane: number, neighbour: number): number {
  return world.left_skew_m[Math.min(lane, neighbour)]!;
}

/** The target lane's path over the next node can be taken without waiting for anybody. */
function leadsOn(world: Engine, slot: number, target: number): boolean {
  const { lanes, links } = world.network;
  const next = world.routes[slot]![world.vehicles.route_index[slot]! + 1];
  for (let i = 0; i < lanes.link_count[target]!; i++) {
    const link = lanes.first_link[target]! + i;
    if (lanes.edge[links.to_lane[link]!] === next && world.crosses[links.via[link]!] === 0 && links.signal[link] === -1)
      return true;
  }
  return false;
}

function relax(world: Engine, slot: number): void {
  world.vehicles.relaxed_until_ms[slot] = (world.tick + 1) * world.dt_ms + RELAX_MS;
}

/** Duration of a change: 3 s for a car, more for a long vehicle, less when urgent; 2 to 5 s. */
function changeSeconds(length_m: number, urgency: number): number {
  return Math.min(5, Math.max(2, 2.6 + length_m * 0.1 - urgency * 0.7));
}

function beginChange(world: Engine, slot: number, target: number, urgency: number): void {
  const { vehicles } = world;
  const { lanes } = world.network;
  const lane = vehicles.lane[slot]!;
  const side = target === lanes.left[lane] ? 1 : -1;
  dropComingClaims(world, slot);
  vehicles.shadow_lane[slot] = lane;
  vehicles.lane[slot] = target;
  enterOrder(world, target, slot);
  vehicles.change_begin_ms[slot] = world.tick * world.dt_ms;
  vehicles.change_ms[slot] = changeSeconds(vehicles.length_m[slot]!, urgency) * 1000;
  vehicles.change_from_m[slot] = (-side * (lanes.width_m[lane]! + lanes.width_m[target]!)) / 2;
  vehicles.lateral_m[slot] = vehicles.change_from_m[slot]!;
  vehicles.tail_offset_m[slot] = -vehicles.change_from_m[slot]!;
  vehicles.tail_from[slot] = 0;
  planPath(world, slot, 0);
  world.counts.lane_changes += 1;
  record(world, EVENT.lane_change, slot, target);
}

/** Moves a changing vehicle sideways (a smooth step over the change's duration) and ends the change in time. */
export function advanceLaneChange(world: Engine, slot: number, now_ms: number): void {
  const { vehicles } = world;
  const share = (now_ms - vehicles.change_begin_ms[slot]!) / vehicles.change_ms[slot]!;
  if (share >= 1) {
    endChange(world, slot);
    return;
  }
  vehicles.lateral_m[slot] = vehicles.change_from_m[slot]! * (1 - share * share * (3 - 2 * share));
}

export function endChange(world: Engine, slot: number): void {
  const { vehicles } = world;
  leaveOrder(world, vehicles.shadow_lane[slot]!, slot);
  vehicles.shadow_lane[slot] = -1;
  vehicles.lateral_m[slot] = 0;
}
