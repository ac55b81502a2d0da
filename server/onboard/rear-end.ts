/**
 * Kinematics of running into the vehicle ahead: both keep their present deceleration (constant acceleration), a braking vehicle stops and stays.
 * Accelerating is not counted on: neither the leader's, nor the follower's, who is about to be warned.
 */

/** Time to look ahead, s: beyond it nothing is predicted (horizon of OpenV2X's predictor). */
export const HORIZON_S = 5;

/** Way of a vehicle with deceleration `decel_mps2` >= 0 in a time; it stands once it has stopped. */
function way(speed_mps: number, decel_mps2: number, time_s: number): number {
  if (decel_mps2 * time_s >= speed_mps) return decel_mps2 > 0 ? (speed_mps * speed_mps) / (2 * decel_mps2) : 0;
  return (speed_mps - 0.5 * decel_mps2 * time_s) * time_s;
}

function speedAfter(speed_mps: number, decel_mps2: number, time_s: number): number {
  return Math.max(0, speed_mps - decel_mps2 * time_s);
}

/**
 * Constant deceleration (>= 0, m/s2) that the follower needs from `reaction_s` on so as not to touch the leader; Infinity where it is too late.
 * Leader at constant speed: dv2/2gap. Braking leader: the follower must stop behind where it stops, v2 / 2(gap + v_l2/2a_l), or match it before.
 * @param gap_m bumper to bumper
 */
export function requiredDeceleration(
  gap_m: number,
  speed_mps: number,
  accel_mps2: number,
  lead_speed_mps: number,
  lead_accel_mps2: number,
  reaction_s: number,
): number {
  const decel = Math.max(0, -accel_mps2);
  const lead_decel = Math.max(0, -lead_accel_mps2);
  const speed = speedAfter(speed_mps, decel, reaction_s);
  if (speed === 0) return 0;
  const lead_speed = speedAfter(lead_speed_mps, lead_decel, reaction_s);
  const gap = gap_m + way(lead_speed_mps, lead_decel, reaction_s) - way(speed_mps, decel, reaction_s);
  if (gap <= 0) return Infinity;
  const closing = speed - lead_speed;
  // A leader at constant speed: it is enough to come down to its speed.
  if (lead_decel === 0) return closing > 0 ? (closing * closing) / (2 * gap) : 0;
  const stop_way = (lead_speed * lead_speed) / (2 * lead_decel);
  const to_stop = (speed * speed) / (2 * (gap + stop_way));
  // The gap is used up while the leader still moves only if that happens before it stops.
  if (closing > 0 && 2 * gap * lead_decel < closing * lead_speed)
    return Math.max(to_stop, lead_decel + (closing * closing) / (2 * gap));
  return to_stop;
}

/** Time until the gap is used up if both go on as they do, s; Infinity beyond the horizon. */
export function timeToCollision(
  gap_m: number,
  speed_mps: number,
  accel_mps2: number,
  lead_speed_mps: number,
  lead_accel_mps2: number,
): number {
  const decel = Math.max(0, -accel_mps2);
  const lead_decel = Math.max(0, -lead_accel_mps2);
  const touched = (time_s: number): boolean =>
    gap_m + way(lead_speed_mps, lead_decel, time_s) - way(speed_mps, decel, time_s) <= 0;
  if (touched(0)) return 0;
  // The gap may shrink and grow again, so the first step that closes it is sought, then halved to a hundredth of a second.
  for (let time_s = 0.25; time_s <= HORIZON_S; time_s += 0.25) {
    if (!touched(time_s)) continue;
    let low = time_s - 0.25;
    let high = time_s;
    while (high - low > 0.01) {
      const middle = 0.5 * (low + high);
      if (touched(middle)) high = middle;
      else low = middle;
    }
    return high;
  }
  return Infinity;
}
