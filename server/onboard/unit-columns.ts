/**
 * All on-board units as columns by a dense unit index that the runner gives out: what each knows of its own vehicle
 * (its position, map and route, as a real unit does) and the path ahead that follows from it.
 * What others told it stands with the applications.
 */
import type { Network } from '../simulation/network.ts';

/** Bits of `own.flags`. */
export const OWN_FLAG = {
  brake_light: 1,
  left_indicator: 2,
  right_indicator: 4,
  /** Stands at a planned stop (bus stop, parking). */
  at_stop: 8,
  /** Stands as an obstacle: broken down or held for no reason of traffic. Sets the hazard and disabled events of its BSM. */
  obstacle: 16,
} as const;

/** Longest path that is followed, in lanes and in metres from the start of the own lane. */
export const PATH_LANES = 32;
export const PATH_REACH_M = 600;

/** The own vehicle as its unit measures it. The runner writes all of it each tick before `beginTick`. */
export interface OwnColumns {
  /** Pose of the rectangle's centre: local ENU metres, counter-clockwise from east. */
  readonly x_m: Float64Array;
  readonly y_m: Float64Array;
  readonly z_m: Float64Array;
  readonly heading_rad: Float64Array;
  readonly speed_mps: Float64Array;
  readonly accel_mps2: Float64Array;
  /** Lane and position of the front bumper along it. */
  readonly lane: Int32Array;
  readonly pos_m: Float64Array;
  /** Link it will take at the end of its lane, -1 if none is chosen. */
  readonly next_link: Int32Array;
  readonly flags: Int32Array;
}

export interface UnitColumns {
  readonly network: Network;
  readonly capacity: number;
  readonly own: OwnColumns;
  /** 1 = on the road. */
  readonly open: Uint8Array;
  /** Key of the vehicle in the demand: randomness hangs on it. */
  readonly key: Int32Array;
  readonly length_m: Float64Array;
  readonly width_m: Float64Array;
  readonly height_m: Float64Array;
  /** Bit of the vehicle class in permission masks, and BasicVehicleClass of the messages. */
  readonly class_bit: Int32Array;
  readonly basic_class: Int32Array;
  /** Direction of the heading, from `beginTick`. */
  readonly heading_cos: Float64Array;
  readonly heading_sin: Float64Array;

  /** Edges still to be driven (indices), or undefined where the unit knows no route; route_at = the present one. */
  readonly route: (Int32Array | undefined)[];
  readonly route_at: Int32Array;
  /** Path ahead: lanes [unit * PATH_LANES ..), each with the distance of its start from the start of the own lane. */
  readonly path_count: Int32Array;
  readonly path_lane: Int32Array;
  readonly path_start_m: Float64Array;
  /** Link that is taken at the end of each lane of the path, -1 on a lane across a junction and at the end. */
  readonly path_link: Int32Array;
  readonly path_length_m: Float64Array;
  /** What the path was built from. */
  readonly path_of_lane: Int32Array;
  readonly path_of_link: Int32Array;
  /** First signalled link of the path (-1: none) and the distance of its stop line from the start of the own lane. */
  readonly signal_link: Int32Array;
  readonly signal: Int32Array;
  readonly stop_line_m: Float64Array;
}

export interface UnitFacts {
  readonly key: number;
  readonly length_m: number;
  readonly width_m: number;
  readonly height_m: number;
  readonly class_bit: number;
  readonly basic_class: number;
}

export function createUnits(network: Network, capacity: number): UnitColumns {
  const numbers = (): Float64Array => new Float64Array(capacity);
  const integers = (): Int32Array => new Int32Array(capacity);
  return {
    network,
    capacity,
    own: {
      x_m: numbers(),
      y_m: numbers(),
      z_m: numbers(),
      heading_rad: numbers(),
      speed_mps: numbers(),
      accel_mps2: numbers(),
      lane: integers(),
      pos_m: numbers(),
      next_link: integers(),
      flags: integers(),
    },
    open: new Uint8Array(capacity),
    key: integers(),
    length_m: numbers(),
    width_m: numbers(),
    height_m: numbers(),
    class_bit: integers(),
    basic_class: integers(),
    heading_cos: numbers(),
    heading_sin: numbers(),
    route: Array.from({ length: capacity }, () => undefined),
    route_at: integers(),
    path_count: integers(),
    path_lane: new Int32Array(capacity * PATH_LANES),
    path_start_m: new Float64Array(capacity * PATH_LANES),
    path_link: new Int32Array(capacity * PATH_LANES).fill(-1),
    path_length_m: numbers(),
    path_of_lane: integers().fill(-1),
    path_of_link: integers().fill(-1),
    signal_link: integers().fill(-1),
    signal: integers().fill(-1),
    stop_line_m: numbers(),
  };
}

/** A vehicle with a unit enters the road. Throws where the unit is in use. */
export function openColumns(units: UnitColumns, unit: number, facts: UnitFacts): void {
  if (units.open[unit] === 1) throw new Error(`on-board unit ${unit} is in use`);
  units.open[unit] = 1;
  units.key[unit] = facts.key;
  units.length_m[unit] = facts.length_m;
  units.width_m[unit] = facts.width_m;
  units.height_m[unit] = facts.height_m;
  units.class_bit[unit] = facts.class_bit;
  units.basic_class[unit] = facts.basic_class;
  units.route[unit] = undefined;
  units.route_at[unit] = 0;
  forgetPath(units, unit);
}

export function closeColumns(units: UnitColumns, unit: number): void {
  units.open[unit] = 0;
  units.route[unit] = undefined;
  forgetPath(units, unit);
}

/** The path is built anew at the next tick. */
export function forgetPath(units: UnitColumns, unit: number): void {
  units.path_of_lane[unit] = -1;
  units.path_of_link[unit] = -1;
  units.path_count[unit] = 0;
  units.path_length_m[unit] = 0;
  units.signal_link[unit] = -1;
  units.signal[unit] = -1;
  units.stop_line_m[unit] = 0;
}
