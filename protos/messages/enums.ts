/** Enumerations and bit strings of the message set as named numbers. 0 or the highest value often means "unavailable": messages say null then. */

/** Light of a phase. */
export const LIGHT = {
  dark: 1,
  flashing_red: 2,
  red: 3,
  flashing_green: 4,
  permissive_green: 5,
  protected_green: 6,
  yellow: 7,
  flashing_yellow: 8,
} as const;

export const TRANSMISSION = { neutral: 0, park: 1, forward: 2, reverse: 3 } as const;

/** Kind of a perceived participant. */
export const PARTICIPANT = { motor: 1, non_motor: 2, pedestrian: 3, rsu: 4 } as const;

/** Where a perceived participant comes from. */
export const SOURCE = { self: 1, v2x: 2, video: 3, radar: 4, loop: 5, lidar: 6, fused: 7 } as const;

/** Who reports an event. */
/**
 * Sign numbers of an RSI that are used. The standard refers to the signs of GB 5768.2 and leaves their numbering to a table; 85 for a speed
 * limit is what messages in the field carry [from memory, not verified against the table].
 */
export const SIGN = { speed_limit: 85 } as const;

/** What a speed limit sign says: whole km/h. */
export function speedLimitText(speed_mps: number): string {
  return String(Math.round(speed_mps * 3.6));
}

/** m/s from what a speed limit sign says; NaN where it is no number. */
export function speedLimitOf(text: string | undefined): number {
  return text === undefined || !/^\d{1,3}$/.test(text) ? Number.NaN : Number(text) / 3.6;
}

export const EVENT_ORIGIN = { police: 1, government: 2, meteorological: 3, internet: 4, detection: 5 } as const;

/** Basic vehicle class. */
export const BASIC_CLASS = {
  passenger: 10,
  light_truck: 20,
  truck: 25,
  motorcycle: 40,
  bus: 50,
  emergency: 60,
  fire: 62,
  ambulance: 65,
  police: 66,
  pedestrian: 82,
  bicycle: 85,
} as const;

export const FUEL = { gasoline: 1, ethanol: 2, diesel: 3, electric: 4, hybrid: 5, hydrogen: 6 } as const;

/** Emergency vehicle's use of its rights. */
export const RESPONSE = { emergency: 1, non_emergency: 2, pursuit: 3, stationary: 4, slow: 5, stop_and_go: 6 } as const;

/** Siren and light bar. */
export const IN_USE_STATE = { not_in_use: 1, in_use: 2, engaged: 3 } as const;

/** Brake pedal. */
export const PEDAL = { off: 1, on: 2 } as const;

/** Traction control, anti-lock brakes, stability control, boost and auxiliary brakes. */
export const BRAKE_SYSTEM_STATE = { off: 1, on: 2, engaged: 3 } as const;

/** Bits of wheel_brakes. */
export const WHEEL_BIT = { left_front: 1, left_rear: 2, right_front: 4, right_rear: 8 } as const;

/** Bits of a BSM's event flags. */
export const EVENT_BIT = {
  hazard_lights: 1,
  stop_line_violation: 2,
  abs_activated: 4,
  traction_loss: 8,
  stability_activated: 16,
  hazardous_materials: 32,
  hard_braking: 128,
  lights_changed: 256,
  wipers_changed: 512,
  flat_tyre: 1024,
  disabled_vehicle: 2048,
  airbag: 4096,
} as const;

/** Bits of a BSM's exterior lights. */
export const LIGHT_BIT = {
  low_beam: 1,
  high_beam: 2,
  left_indicator: 4,
  right_indicator: 8,
  hazard: 16,
  automatic: 32,
  daytime: 64,
  fog: 128,
  parking: 256,
} as const;

/** Bits of an intersection's status. */
export const INTERSECTION_BIT = {
  manual: 1,
  stop_time: 2,
  failure_flash: 4,
  preempt: 8,
  priority: 16,
  fixed_time: 32,
  traffic_dependent: 64,
  standby: 128,
  failure: 256,
  off: 512,
} as const;

export const LANE_KIND = {
  vehicle: 1,
  crosswalk: 2,
  bike: 3,
  sidewalk: 4,
  barrier: 5,
  striping: 6,
  tracked: 7,
  parking: 8,
} as const;

/** Bits of a lane's or connection's allowed manoeuvres. */
export const MANEUVER_BIT = {
  straight: 1,
  left: 2,
  right: 4,
  u_turn: 8,
  left_on_red: 16,
  right_on_red: 32,
  lane_change: 64,
  no_stopping: 128,
  yield: 256,
  go_with_halt: 512,
  caution: 1024,
} as const;

export const SPEED_LIMIT_KIND = { vehicle_min: 4, vehicle_max: 5, truck_min: 6, truck_max: 7, truck_night: 9 } as const;

/** Bits of a vehicle report's status; an element of ours. */
export const STATUS_BIT = { at_stop: 1, parked: 2, hazard_lights: 4, follows_advice: 8, braking: 16 } as const;

/** Why a speed is advised; an element of ours. */
export const ADVICE_REASON_KIND = { green_light: 1, hazard: 2, queue: 3, priority: 4, speed_limit: 5 } as const;

/** What a hazard warning warns of; an element of ours. */
export const HAZARD = {
  stopped_vehicle: 1,
  queue: 2,
  obstacle: 3,
  emergency_vehicle: 4,
  hard_braking: 5,
  road_works: 6,
  wrong_way: 7,
} as const;
