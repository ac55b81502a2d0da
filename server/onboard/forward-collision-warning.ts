/**
 * Forward collision warning (FCW, T/CSAE 53 Day-1): the vehicle ahead on the own path may be run into, also one that a third vehicle hides.
 * From BSM and from what RSUs see (RSM). It warns where the time to collision is short and stopping takes more than comfortable braking, or where
 * avoiding the leader takes hard braking after a reaction time; both count the braking that the driver is already doing, so that ordinary car
 * following, queues and their moving off give no warning.
 *
 * Cost: one test of distance per link for most of a few hundred thousand links a second; the path is looked at only where braking would be needed.
 */
import type { ApplicationCounters, OnboardApplication } from './application.ts';
import { ask, driverCounters } from './driver.ts';
import type { DriverColumns } from './driver.ts';
import { placeOnPath } from './path.ts';
import type { PathPlace } from './path.ts';
import { requiredDeceleration, timeToCollision } from './rear-end.ts';
import type { RemoteObject } from './remote-object.ts';
import type { ForwardCollisionSettings } from './settings.ts';
import type { UnitColumns } from './unit-columns.ts';

/** Half of the longest vehicle on the road, m: added to the reach because poses are of centres. */
const HALF_LENGTH_M = 10;
/** Same direction: within 45 degrees of the path. Others are the crossing warning's. */
const SAME_DIRECTION = 0.7;
/** Bodies must overlap by this much across the path, m: positions are known to centimetres here, and lanes across junctions lie close. */
const OVERLAP_M = 0.2;

export interface ForwardCollisionWarning extends OnboardApplication {
  /** By unit: greatest deceleration needed for any object of this tick, m/s2; 0 = none. */
  readonly needed_mps2: Float64Array;
  /** By unit: 1 while the warning is on. */
  readonly warning: Uint8Array;
}

export function createForwardCollisionWarning(
  units: UnitColumns,
  drivers: DriverColumns,
  application: number,
  settings: ForwardCollisionSettings,
): ForwardCollisionWarning {
  const { capacity, own, heading_cos, heading_sin } = units;
  const reach_m = new Float64Array(capacity);
  const needed_mps2 = new Float64Array(capacity);
  const warning = new Uint8Array(capacity);
  const last_ms = new Float64Array(capacity);
  /** The object that demands most, for the display: temporary id and time to collision. */
  const other_high = new Int32Array(capacity);
  const other_low = new Int32Array(capacity);
  const ttc_s = new Float64Array(capacity).fill(Infinity);
  const place: PathPlace = { along_m: 0, lateral_m: 0, cos: 1, sin: 0, lane: -1 };
  let warnings = 0;
  let objects = 0;
  let active_ticks = 0;

  /** The deceleration that this object demands, 0 if it gives no reason to warn. */
  function judge(unit: number, object: RemoteObject, gap_m: number): number {
    const gap = Math.max(0, gap_m - settings.margin_m);
    const speed = own.speed_mps[unit];
    const accel = own.accel_mps2[unit];
    const needed = requiredDeceleration(gap, speed, accel, object.speed_mps, object.accel_mps2, settings.reaction_s);
    if (needed <= settings.comfortable_decel_mps2) return 0;
    if (needed > settings.hard_decel_mps2) return needed;
    return timeToCollision(gap_m, speed, accel, object.speed_mps, object.accel_mps2) < settings.ttc_s ? needed : 0;
  }

  /** The slow way, for the few objects that straight ahead would need braking for: where on the path is it really? */
  function consider(unit: number, object: RemoteObject): void {
    const pos_m = own.pos_m[unit];
    if (!placeOnPath(units, unit, object.x_m, object.y_m, pos_m + reach_m[unit], place)) return;
    if (object.cos * place.cos + object.sin * place.sin < SAME_DIRECTION) return;
    if (Math.abs(place.lateral_m) > 0.5 * (units.width_m[unit] + object.width_m) - OVERLAP_M) return;
    const gap_m = place.along_m - 0.5 * object.length_m - pos_m;
    // An object that reaches behind the own front is beside it, or is the own vehicle as an RSU sees it.
    if (gap_m < -0.5) return;
    objects++;
    const needed = judge(unit, object, gap_m);
    if (needed <= needed_mps2[unit]) return;
    needed_mps2[unit] = needed;
    other_high[unit] = object.id_high;
    other_low[unit] = object.id_low;
    ttc_s[unit] = timeToCollision(
      gap_m,
      own.speed_mps[unit],
      own.accel_mps2[unit],
      object.speed_mps,
      object.accel_mps2,
    );
  }

  function remote(object: RemoteObject, receivers: Int32Array, first: number, last: number): void {
    const { x_m, y_m, cos, sin } = object;
    for (let at = first; at < last; at++) {
      const unit = receivers[at];
      if (unit >>> 0 >= capacity) continue;
      const reach = reach_m[unit];
      const dx = x_m - own.x_m[unit];
      const dy = y_m - own.y_m[unit];
      const square = dx * dx + dy * dy;
      if (square >= reach * reach) continue;
      const own_cos = heading_cos[unit];
      const own_sin = heading_sin[unit];
      const ahead = dx * own_cos + dy * own_sin;
      if (ahead <= 0 || cos * own_cos + sin * own_sin < 0) continue;
      // A path that turns by 45 degrees at most on this short way.
      const beside = Math.abs(dy * own_cos - dx * own_sin);
      if (beside > 3 + ahead) continue;
      const straight_m = Math.sqrt(square) - 0.5 * (object.length_m + units.length_m[unit]);
      if (judge(unit, object, straight_m) > 0) consider(unit, object);
    }
  }

  return {
    id: 'forward_collision_warning',
    kind: 'fcw',
    needed_mps2,
    warning,
    open(unit) {
      reach_m[unit] = 0;
      needed_mps2[unit] = 0;
      warning[unit] = 0;
      other_high[unit] = 0;
      other_low[unit] = 0;
      ttc_s[unit] = Infinity;
    },
    begin(unit) {
      const speed = own.speed_mps[unit];
      needed_mps2[unit] = 0;
      // Beyond the way of reaction and braking at the comfortable deceleration nothing can give reason to warn.
      reach_m[unit] =
        speed < settings.least_speed_mps
          ? 0
          : speed * Math.max(settings.ttc_s, settings.reaction_s + speed / (2 * settings.comfortable_decel_mps2)) +
            settings.margin_m +
            HALF_LENGTH_M +
            0.5 * units.length_m[unit];
    },
    remote,
    decide(unit, now_ms) {
      const needed = needed_mps2[unit];
      if (needed > 0) {
        if (warning[unit] === 0) warnings++;
        warning[unit] = 1;
        last_ms[unit] = now_ms;
      } else if (warning[unit] === 1 && now_ms - last_ms[unit] >= settings.hold_ms) warning[unit] = 0;
      if (warning[unit] === 0) return;
      active_ticks++;
      // While the warning is only held, the driver stays ready but does not brake for it.
      ask(drivers, unit, application, Infinity, needed > 0 ? -needed : Infinity);
    },
    explain(unit, out) {
      out.other_high = other_high[unit];
      out.other_low = other_low[unit];
      // A warning that is only held has no time to tell: the danger is over.
      out.ttc_s = needed_mps2[unit] > 0 ? ttc_s[unit] : Infinity;
    },
    counters(): ApplicationCounters {
      return { warnings, objects_on_path: objects, active_ticks, ...driverCounters(drivers, application) };
    },
  };
}
