/**
 * Scale factors, ranges and "invalid" values of every message element: the only place where they stand.
 * Names and figures follow T/CSAE 53-2020 (Day-1) where it has the element; elements of ours say so.
 * A quantity converts SI to the wire's integer and back: an unknown value (null or NaN) becomes the element's invalid value, a value outside
 * the range becomes the nearest end of it. Conversion uses + - * / and rounding alone, so that every machine computes the same integers.
 */

/** One element's integer coding. */
export interface Quantity {
  readonly name: string;
  /** What 1 on the wire means, for comments and for people ("0.02 m/s"); empty for counters, enumerations and bit strings. */
  readonly unit: string;
  /** Smallest and largest valid integer; both without the invalid value. */
  readonly min: number;
  readonly max: number;
  /** Integer that says "unavailable", where the element has one. */
  readonly invalid: number | undefined;
  /** Further integers that mean invalid too; a decoder turns them into `invalid`. Empty where low > high. */
  readonly invalid_low: number;
  readonly invalid_high: number;
  /** Wire units per SI unit. */
  readonly per_si: number;
  /** Angle coded clockwise from north; SI is counter-clockwise from east. */
  readonly heading: boolean;
}

const PI = 3.141592653589793;
const DEG_PER_RAD = 180 / PI;
/** Standard gravity, m/s2. */
const GRAVITY_MPS2 = 9.80665;

function quantity(name: string, unit: string, per_si: number, min: number, max: number, invalid?: number): Quantity {
  return { name, unit, min, max, invalid, invalid_low: 1, invalid_high: 0, per_si, heading: false };
}

// Position and motion.
export const LATITUDE = quantity('lat', '1e-7 deg', 1e7, -900000000, 900000000, 900000001);
export const LONGITUDE = quantity('long', '1e-7 deg', 1e7, -1799999999, 1799999999, 1800000001);
export const ELEVATION = quantity('elevation', '0.1 m', 10, -4095, 61439, -4096);
/** Largest offset of the widest coding of a position relative to a reference (OffsetLL B24). */
export const OFFSET_LL = quantity('offset', '1e-7 deg', 1e7, -8388607, 8388607);
export const OFFSET_V = quantity('offset_v', '0.1 m', 10, -2047, 2047);
export const SPEED = quantity('speed', '0.02 m/s', 50, 0, 8190, 8191);
export const HEADING: Quantity = {
  ...quantity('heading', '0.0125 deg clockwise from north', 80 * DEG_PER_RAD, 0, 28799, 28800),
  heading: true,
};
export const ACCELERATION = quantity('acceleration', '0.01 m/s2', 100, -2000, 2000, 2001);
export const VERTICAL_ACCELERATION = quantity('vert', '0.02 g', 50 / GRAVITY_MPS2, -126, 127, -127);
export const YAW_RATE = quantity('yaw', '0.01 deg/s', 100 * DEG_PER_RAD, -32767, 32767);
/** Steering wheel, right turn positive on the wire; SI counter-clockwise (left) positive. */
export const STEERING_ANGLE = quantity('angle', '1.5 deg, right positive', -DEG_PER_RAD / 1.5, -126, 126, 127);
export const SEMI_AXIS = quantity('semi_major', '0.05 m', 20, 0, 254, 255);
/** Orientation of the error ellipse, clockwise from north; SI value in degrees, as it is only passed on. */
export const ORIENTATION = quantity('orientation', '0.0054932479 deg', 1 / 0.0054932479, 0, 65534, 65535);

// Time.
export const SEC_MARK: Quantity = {
  ...quantity('sec_mark', '1 ms in the minute', 1, 0, 59999, 65535),
  invalid_low: 60000,
  invalid_high: 65534,
};
export const MINUTE_OF_YEAR = quantity('moy', '1 min in the year', 1, 0, 527039, 527040);
/** Time mark of a signal's countdown. 36000 = the end lies an hour or more ahead. */
export const TIME_MARK = quantity('time_mark', '0.1 s', 10, 0, 36000, 36001);
export const TIME_CONFIDENCE = quantity('time_confidence', '', 1, 1, 39, 0);
/** Time offset from the sending time (advice, events of ours use sim time instead). */
export const TIME_OFFSET = quantity('time_offset', '10 ms', 100, 1, 65534, 65535);

// Sizes and distances.
export const WIDTH = quantity('width', '1 cm', 100, 1, 1023, 0);
export const LENGTH = quantity('length', '1 cm', 100, 1, 4095, 0);
export const HEIGHT = quantity('height', '5 cm', 20, 1, 127, 0);
export const LANE_WIDTH = quantity('lane_width', '1 cm', 100, 0, 32767);
export const RADIUS = quantity('radius', '0.1 m', 10, 0, 65535);
export const DISTANCE_TO_INTERSECTION = quantity('distance_to_intersection', '0.1 m', 10, 0, 10000);

// Counters, identities, enumerations, bit strings: SI value = wire integer.
export const MSG_COUNT = quantity('msg_cnt', '', 1, 0, 127);
export const REGION = quantity('region', '', 1, 0, 65535);
export const NODE_ID = quantity('node_id', '', 1, 0, 65535);
export const LANE_ID = quantity('lane_id', '', 1, 1, 255, 0);
export const PHASE_ID = quantity('phase_id', '', 1, 1, 255, 0);
export const PARTICIPANT_ID = quantity('ptc_id', '', 1, 0, 65535);
export const PARTICIPANT_TYPE = quantity('ptc_type', '', 1, 1, 4, 0);
export const SOURCE_TYPE = quantity('source', '', 1, 1, 7, 0);
export const EVENT_SOURCE = quantity('event_source', '', 1, 1, 5, 0);
export const EVENT_TYPE = quantity('event_type', '', 1, 0, 65535);
export const SIGN_TYPE = quantity('sign_type', '', 1, 0, 65535);
export const RTE_ID = quantity('rte_id', '', 1, 0, 255);
export const PRIORITY = quantity('priority', '', 1, 0, 7);
export const LIGHT_STATE_RANGE = quantity('light', '', 1, 1, 8, 0);
export const TRANSMISSION_RANGE = quantity('transmission', '', 1, 0, 3, 7);
export const VEHICLE_CLASS = quantity('classification', '', 1, 1, 254, 0);
export const FUEL_TYPE = quantity('fuel_type', '', 1, 1, 15, 0);
export const BRAKE_PEDAL = quantity('brake_pedal', '', 1, 1, 2, 0);
export const BRAKE_SYSTEM = quantity('brake_system', '', 1, 1, 3, 0);
export const RESPONSE_TYPE = quantity('response_type', '', 1, 1, 6, 0);
export const IN_USE = quantity('in_use', '', 1, 1, 3, 0);
export const POSITION_CONFIDENCE = quantity('pos_confidence', '', 1, 1, 15, 0);
export const SPEED_LIMIT_TYPE = quantity('speed_limit_type', '', 1, 1, 12, 0);
export const LANE_TYPE = quantity('lane_type', '', 1, 1, 8);
export const BITS_5 = quantity('bits', '', 1, 0, 0x1f);
export const BITS_8 = quantity('bits', '', 1, 0, 0xff);
export const BITS_12 = quantity('bits', '', 1, 0, 0xfff);
export const BITS_13 = quantity('bits', '', 1, 0, 0x1fff);
export const BITS_16 = quantity('bits', '', 1, 0, 0xffff);
export const EVENT_CONFIDENCE = quantity('confidence', '0.005', 200, 0, 200);

// Elements of ours (vehicle report, advice): not in the standard.
/** Lane number of `server/network`. */
export const LANE_NUMBER = quantity('lane', '', 1, 0, 0x7ffffffe);
export const LANE_POSITION = quantity('lane_pos', '1 cm', 100, 0, 0x7ffffffe);
export const STATE_OF_CHARGE = quantity('soc', '0.1 %', 1000, 0, 1000);
export const CORRELATION_ID = quantity('correlation_id', '', 1, 0, 0x7ffffffe);
export const ADVICE_REASON = quantity('reason', '', 1, 1, 15, 0);
export const COUNT = quantity('count', '', 1, 0, 0x7ffffffe);
export const DETOUR = quantity('detour', '1 m', 1, 0, 1000000);
export const WAIT = quantity('wait', '0.1 s', 10, 0, 65534, 65535);
export const STATION_POWER = quantity('power', '0.1 kW', 10, 0, 0x7ffffffe);
export const REQUEST_STATE = quantity('request_state', '', 1, 1, 9, 0);
export const SWAP_REASON = quantity('swap_reason', '', 1, 1, 15, 0);
export const SWAP_PHASE = quantity('swap_phase', '', 1, 1, 11, 0);
export const SEVERITY = quantity('severity', '', 1, 1, 4, 0);
export const YES_OR_NO = quantity('yes_or_no', '', 1, 0, 1);
export const HAZARD_KIND = quantity('hazard_kind', '', 1, 1, 15, 0);

/**
 * SI to the wire's integer: rounded (halves upwards), clamped to the range; unknown becomes the invalid value.
 * Throws RangeError for an unknown value of an element that has no invalid value: the caller then leaves the optional element out.
 */
export function quantise(element: Quantity, value_si: number | null): number {
  if (value_si === null || value_si !== value_si) {
    if (element.invalid === undefined) throw new RangeError(`${element.name} has no value for "unavailable"`);
    return element.invalid;
  }
  if (element.heading) return quantiseHeading(value_si);
  const wire = Math.round(value_si * element.per_si);
  return (wire < element.min ? element.min : wire > element.max ? element.max : wire) | 0;
}

/** The wire's integer to SI; null for the invalid value. */
export function toSi(element: Quantity, wire: number): number | null {
  if (wire === element.invalid) return null;
  if (element.heading) return headingOf(wire);
  // `+ 0` turns a negative zero (negative scale factor) into zero.
  return wire / element.per_si + 0;
}

/**
 * A received integer as this project keeps it: itself where valid, the invalid value for every integer that means invalid.
 * undefined = outside the element's range.
 */
export function canonical(element: Quantity, wire: number): number | undefined {
  if ((wire >= element.min && wire <= element.max) || wire === element.invalid) return wire;
  if (wire >= element.invalid_low && wire <= element.invalid_high) return element.invalid;
  return undefined;
}

/** m/s -> 0.02 m/s; NaN -> 8191. */
export function quantiseSpeed(speed_mps: number): number {
  if (speed_mps !== speed_mps) return 8191;
  const wire = Math.round(speed_mps * 50);
  return wire > 0 ? (wire > 8190 ? 8190 : wire) : 0;
}

/** 0.02 m/s -> m/s; NaN where unavailable. */
export function speedOf(wire: number): number {
  return wire === 8191 ? NaN : wire / 50;
}

/** Counter-clockwise from east in radians, any turn count -> clockwise from north in 0.0125 deg, 0..28799; NaN -> 28800. */
export function quantiseHeading(heading_rad: number): number {
  if (heading_rad !== heading_rad) return 28800;
  const wire = Math.round(7200 - heading_rad * HEADING.per_si);
  return wire - Math.floor(wire / 28800) * 28800;
}

/** Clockwise from north in 0.0125 deg -> counter-clockwise from east in radians, (-pi, pi]; NaN where unavailable. */
export function headingOf(wire: number): number {
  if (wire === 28800) return NaN;
  const turned = 7200 - wire;
  return (turned <= -14400 ? turned + 28800 : turned) * (PI / 14400);
}

/** m/s2 -> 0.01 m/s2; NaN -> 2001. */
export function quantiseAcceleration(accel_mps2: number): number {
  if (accel_mps2 !== accel_mps2) return 2001;
  const wire = Math.round(accel_mps2 * 100);
  return wire < -2000 ? -2000 : wire > 2000 ? 2000 : wire | 0;
}

/** 0.01 m/s2 -> m/s2; NaN where unavailable. */
export function accelerationOf(wire: number): number {
  return wire === 2001 ? NaN : wire / 100;
}
