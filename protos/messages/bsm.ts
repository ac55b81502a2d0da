/**
 * BSM, the basic safety message of a vehicle (Day-1): its SI form, its row of fixed width, and single-field readers for hot paths.
 * Position is the centre of the vehicle's rectangle.
 */
import { group, octets, optional, place, record, scalar } from './layout.ts';
import type { LocalFrame } from './local-frame.ts';
import { eastOf, elevationOf, latitudeOf, longitudeOf, northOf } from './local-frame.ts';
import type { Place } from './place.ts';
import { readRecord } from './record.ts';
import { ABSENT, reserve, type RowWriter } from './row.ts';
import { temporaryIdWord } from './temporary-id.ts';
import * as units from './units.ts';

/** Error ellipse of a position (one standard deviation). */
export interface PositionAccuracy {
  semi_major_m: number | null;
  semi_minor_m: number | null;
  /** Orientation of the longer axis clockwise from north, degrees. */
  orientation_deg: number | null;
}

/** Acceleration along the vehicle's axes; lateral positive to the right as in the standard, vertical in m/s2. */
export interface AccelerationSet {
  long_mps2: number | null;
  lat_mps2: number | null;
  vert_mps2: number | null;
  /** Clockwise positive as in the standard; has no "unavailable". */
  yaw_radps: number;
}

/** State of the brakes: numbers of PEDAL, bits of WHEEL_BIT, numbers of BRAKE_SYSTEM_STATE. */
export interface Brakes {
  pedal?: number | null;
  wheels?: number;
  traction?: number | null;
  abs?: number | null;
  stability?: number | null;
  boost?: number | null;
  auxiliary?: number | null;
}

export interface VehicleSize {
  width_m: number | null;
  length_m: number | null;
  height_m?: number | null;
}

/** BSM in SI; null = the standard's "unavailable", left out = the optional element is not sent. Fields may be set again and again. */
export interface Bsm {
  /** 0..127, wraps. */
  msg_cnt: number;
  /** Temporary id: 16 hexadecimal digits. */
  id: string;
  /** ms in the minute. */
  sec_mark_ms: number | null;
  position: Place;
  accuracy?: PositionAccuracy;
  /** Number of TRANSMISSION. */
  transmission: number | null;
  speed_mps: number | null;
  /** Counter-clockwise from east. */
  heading_rad: number | null;
  /** Steering wheel, left positive. */
  steering_rad?: number | null;
  acceleration: AccelerationSet;
  brakes: Brakes;
  size: VehicleSize;
  /** Number of BASIC_CLASS. */
  vehicle_class: number | null;
  /** Number of FUEL. */
  fuel_type?: number | null;
  /** Bits of EVENT_BIT. */
  events?: number;
  /** Bits of LIGHT_BIT. */
  lights?: number;
  emergency?: Emergency;
}

/** Emergency vehicle: numbers of RESPONSE and IN_USE_STATE. */
export interface Emergency {
  response_type?: number | null;
  siren?: number | null;
  light_bar?: number | null;
}

const ACCURACY = record<PositionAccuracy>({
  semi_major_m: scalar('semi_major', units.SEMI_AXIS),
  semi_minor_m: scalar('semi_minor', units.SEMI_AXIS),
  orientation_deg: scalar('orientation', units.ORIENTATION),
});

export const ACCELERATION_SET = record<AccelerationSet>({
  long_mps2: scalar('long', units.ACCELERATION),
  lat_mps2: scalar('lat', units.ACCELERATION),
  vert_mps2: scalar('vert', units.VERTICAL_ACCELERATION),
  yaw_radps: scalar('yaw', units.YAW_RATE),
});

const BRAKES = record<Brakes>({
  pedal: optional(scalar('brake_pedal', units.BRAKE_PEDAL)),
  wheels: optional(scalar('wheel_brakes', units.BITS_5)),
  traction: optional(scalar('traction', units.BRAKE_SYSTEM)),
  abs: optional(scalar('abs', units.BRAKE_SYSTEM)),
  stability: optional(scalar('scs', units.BRAKE_SYSTEM)),
  boost: optional(scalar('brake_boost', units.BRAKE_SYSTEM)),
  auxiliary: optional(scalar('aux_brakes', units.BRAKE_SYSTEM)),
});

export const VEHICLE_SIZE = record<VehicleSize>({
  width_m: scalar('width', units.WIDTH),
  length_m: scalar('length', units.LENGTH),
  height_m: optional(scalar('height', units.HEIGHT)),
});

const EMERGENCY = record<Emergency>({
  response_type: optional(scalar('response_type', units.RESPONSE_TYPE)),
  siren: optional(scalar('siren_use', units.IN_USE)),
  light_bar: optional(scalar('lights_use', units.IN_USE)),
});

export const BSM_LAYOUT = record<Bsm>({
  msg_cnt: scalar('msg_cnt', units.MSG_COUNT),
  id: octets('id'),
  sec_mark_ms: scalar('sec_mark', units.SEC_MARK),
  position: place('pos'),
  accuracy: optional(group('pos_accuracy', ACCURACY)),
  transmission: scalar('transmission', units.TRANSMISSION_RANGE),
  speed_mps: scalar('speed', units.SPEED),
  heading_rad: scalar('heading', units.HEADING),
  steering_rad: optional(scalar('angle', units.STEERING_ANGLE)),
  acceleration: group('accel_set', ACCELERATION_SET),
  brakes: group('brakes', BRAKES),
  size: group('size', VEHICLE_SIZE),
  vehicle_class: scalar('vehicle_class', units.VEHICLE_CLASS),
  fuel_type: optional(scalar('fuel_type', units.FUEL_TYPE)),
  events: optional(scalar('events', units.BITS_13)),
  lights: optional(scalar('lights', units.BITS_16)),
  emergency: optional(group('emergency_ext', EMERGENCY)),
});

/** Columns of a BSM's row, wire units. */
export const BSM = {
  msg_cnt: 0,
  id_high: 1,
  id_low: 2,
  sec_mark: 3,
  lat: 4,
  long: 5,
  elevation: 6,
  semi_major: 7,
  semi_minor: 8,
  orientation: 9,
  transmission: 10,
  speed: 11,
  heading: 12,
  angle: 13,
  accel_long: 14,
  accel_lat: 15,
  accel_vert: 16,
  yaw: 17,
  brake_pedal: 18,
  wheel_brakes: 19,
  traction: 20,
  abs: 21,
  scs: 22,
  brake_boost: 23,
  aux_brakes: 24,
  width: 25,
  length: 26,
  height: 27,
  vehicle_class: 28,
  fuel_type: 29,
  events: 30,
  lights: 31,
  response_type: 32,
  siren_use: 33,
  lights_use: 34,
} as const;

/** Numbers in a BSM's row. */
export const BSM_STRIDE = 35;

function optionalColumn(element: units.Quantity, value_si: number | null | undefined): number {
  return value_si === undefined ? ABSENT : units.quantise(element, value_si);
}

/**
 * Writes the row at ints[at .. at + BSM_STRIDE); allocates nothing. The same integers as the layout gives (tested).
 * @param words the temporary id's two words at words[first_word], for who has them at hand; without them they are read from its text
 */
export function writeBsm(
  message: Bsm,
  ints: Int32Array,
  at: number,
  frame: LocalFrame,
  words?: Int32Array,
  first_word = 0,
): void {
  const { position, accuracy, acceleration, size } = message;
  ints[at] = units.quantise(units.MSG_COUNT, message.msg_cnt);
  ints[at + BSM.id_high] = words === undefined ? temporaryIdWord(message.id, 0) : words[first_word];
  ints[at + BSM.id_low] = words === undefined ? temporaryIdWord(message.id, 1) : words[first_word + 1];
  ints[at + BSM.sec_mark] = units.quantise(units.SEC_MARK, message.sec_mark_ms);
  ints[at + BSM.lat] = latitudeOf(frame, position.y_m);
  ints[at + BSM.long] = longitudeOf(frame, position.x_m);
  ints[at + BSM.elevation] = position.z_m === undefined ? ABSENT : elevationOf(position.z_m);
  ints[at + BSM.semi_major] = accuracy === undefined ? ABSENT : units.quantise(units.SEMI_AXIS, accuracy.semi_major_m);
  ints[at + BSM.semi_minor] = accuracy === undefined ? ABSENT : units.quantise(units.SEMI_AXIS, accuracy.semi_minor_m);
  ints[at + BSM.orientation] =
    accuracy === undefined ? ABSENT : units.quantise(units.ORIENTATION, accuracy.orientation_deg);
  ints[at + BSM.transmission] = units.quantise(units.TRANSMISSION_RANGE, message.transmission);
  ints[at + BSM.speed] = units.quantiseSpeed(message.speed_mps ?? NaN);
  ints[at + BSM.heading] = units.quantiseHeading(message.heading_rad ?? NaN);
  ints[at + BSM.angle] = optionalColumn(units.STEERING_ANGLE, message.steering_rad);
  ints[at + BSM.accel_long] = units.quantiseAcceleration(acceleration.long_mps2 ?? NaN);
  ints[at + BSM.accel_lat] = units.quantiseAcceleration(acceleration.lat_mps2 ?? NaN);
  ints[at + BSM.accel_vert] = units.quantise(units.VERTICAL_ACCELERATION, acceleration.vert_mps2);
  ints[at + BSM.yaw] = units.quantise(units.YAW_RATE, acceleration.yaw_radps);
  writeBrakes(message.brakes, ints, at);
  ints[at + BSM.width] = units.quantise(units.WIDTH, size.width_m);
  ints[at + BSM.length] = units.quantise(units.LENGTH, size.length_m);
  ints[at + BSM.height] = optionalColumn(units.HEIGHT, size.height_m);
  ints[at + BSM.vehicle_class] = units.quantise(units.VEHICLE_CLASS, message.vehicle_class);
  ints[at + BSM.fuel_type] = optionalColumn(units.FUEL_TYPE, message.fuel_type);
  ints[at + BSM.events] = optionalColumn(units.BITS_13, message.events);
  ints[at + BSM.lights] = optionalColumn(units.BITS_16, message.lights);
  ints[at + BSM.response_type] = optionalColumn(units.RESPONSE_TYPE, message.emergency?.response_type);
  ints[at + BSM.siren_use] = optionalColumn(units.IN_USE, message.emergency?.siren);
  ints[at + BSM.lights_use] = optionalColumn(units.IN_USE, message.emergency?.light_bar);
}

function writeBrakes(brakes: Brakes, ints: Int32Array, at: number): void {
  ints[at + BSM.brake_pedal] = optionalColumn(units.BRAKE_PEDAL, brakes.pedal);
  ints[at + BSM.wheel_brakes] = optionalColumn(units.BITS_5, brakes.wheels);
  ints[at + BSM.traction] = optionalColumn(units.BRAKE_SYSTEM, brakes.traction);
  ints[at + BSM.abs] = optionalColumn(units.BRAKE_SYSTEM, brakes.abs);
  ints[at + BSM.scs] = optionalColumn(units.BRAKE_SYSTEM, brakes.stability);
  ints[at + BSM.brake_boost] = optionalColumn(units.BRAKE_SYSTEM, brakes.boost);
  ints[at + BSM.aux_brakes] = optionalColumn(units.BRAKE_SYSTEM, brakes.auxiliary);
}

/** Appends a BSM's row and returns its offset; `words` as with writeBsm. */
export function appendBsm(
  message: Bsm,
  rows: RowWriter,
  frame: LocalFrame,
  words?: Int32Array,
  first_word = 0,
): number {
  const at = reserve(rows, BSM_STRIDE);
  writeBsm(message, rows.ints, at, frame, words, first_word);
  return at;
}

export function readBsm(ints: Int32Array, at: number, frame: LocalFrame): Bsm {
  return readRecord(BSM_LAYOUT, ints, at, frame);
}

/** East metres of the centre; NaN where unavailable. */
export function bsmX(ints: Int32Array, at: number, frame: LocalFrame): number {
  return eastOf(frame, ints[at + BSM.long]);
}

/** North metres of the centre; NaN where unavailable. */
export function bsmY(ints: Int32Array, at: number, frame: LocalFrame): number {
  return northOf(frame, ints[at + BSM.lat]);
}

/** m/s; NaN where unavailable. */
export function bsmSpeed(ints: Int32Array, at: number): number {
  return units.speedOf(ints[at + BSM.speed]);
}

/** Radians counter-clockwise from east; NaN where unavailable. */
export function bsmHeading(ints: Int32Array, at: number): number {
  return units.headingOf(ints[at + BSM.heading]);
}

/** Longitudinal acceleration in m/s2; NaN where unavailable. */
export function bsmAcceleration(ints: Int32Array, at: number): number {
  return units.accelerationOf(ints[at + BSM.accel_long]);
}

/** Metres; NaN where unavailable. */
export function bsmLength(ints: Int32Array, at: number): number {
  const wire = ints[at + BSM.length];
  return wire === 0 ? NaN : wire / units.LENGTH.per_si;
}

/** Metres; NaN where unavailable. */
export function bsmWidth(ints: Int32Array, at: number): number {
  const wire = ints[at + BSM.width];
  return wire === 0 ? NaN : wire / units.WIDTH.per_si;
}

/** Bits of EVENT_BIT; 0 where none is sent. */
export function bsmEvents(ints: Int32Array, at: number): number {
  const bits = ints[at + BSM.events];
  return bits === ABSENT ? 0 : bits;
}
