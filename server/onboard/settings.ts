/**
 * Parameters of the on-board applications and of the drivers who act on them, with their sources.
 * Where no verified source is known, the figure is called an assumption: show results over its range before leaning on it.
 */

export interface ForwardCollisionSettings {
  /** Time to collision below which a collision counts as near. 2.14 s is the figure of OpenV2X, the public reference for this warning. */
  readonly ttc_s: number;
  /** Deceleration that a following driver would need after reacting for "near" to become a warning; 3.4 m/s2 is AASHTO's design value for stopping (Green Book). */
  readonly comfortable_decel_mps2: number;
  /** Deceleration that makes a warning at any time to collision: the threshold of the hard-braking event, T/CSAE 53. */
  readonly hard_decel_mps2: number;
  /** Time from the warning to the foot on the brake that the warning allows for: expected event, 0.70-0.75 s (Green 2000), and display. */
  readonly reaction_s: number;
  /** Space left at standstill, m (assumption: half of an ordinary standing gap). */
  readonly margin_m: number;
  /** No warning below this own speed, m/s (assumption: walking in a queue needs none). */
  readonly least_speed_mps: number;
  /** A warning stays on for this long after its reason, ms: lost messages must not make it flicker. */
  readonly hold_ms: number;
}

export interface SpeedAdviceSettings {
  /** No advice nearer to or farther from the stop line than this, m. */
  readonly least_distance_m: number;
  readonly greatest_distance_m: number;
  /** Advised speeds are never below this share of the limit, nor below the floor in m/s: nobody blocks a road to save a stop (assumption). */
  readonly least_share: number;
  readonly least_speed_mps: number;
  /** Margin after the earliest green and before the earliest end, s. */
  readonly margin_s: number;
  /** Lost time at the start of green and time per queued vehicle, s: usual values of signal design (HCM: 2 s, 1900 vehicles an hour). */
  readonly start_lost_s: number;
  readonly discharge_s: number;
  /** Space that one queued vehicle takes, m. */
  readonly queue_space_m: number;
  /** A SPAT older than this is not acted on, ms (it comes five times a second). */
  readonly fresh_ms: number;
}

export interface SpeedLimitSettings {
  /** Share above the limit from which on it warns: below a tenth, Chinese traffic police caution and do not fine [from memory]. */
  readonly tolerance: number;
}

export interface HazardWarningSettings {
  /** Deceleration by which the slowing down is planned, m/s2. */
  readonly decel_mps2: number;
  /** Speed at the place: this share of the limit, but at least the floor in m/s: a warning slows, it never stops. */
  readonly share: number;
  readonly least_speed_mps: number;
  /** The place counts as on the own path within this lateral distance, m. */
  readonly lateral_m: number;
  /** The warning ends this far behind the place, m. */
  readonly behind_m: number;
}

/**
 * Perception-brake times are lognormal: medians after Green (2000), "How long does it take to stop?": 0.70-0.75 s where the event is expected,
 * 1.25 s to a lead's brake lights, 1.5 s in surprise. The deviation of the logarithm and all shares of compliance are assumptions.
 */
export interface DriverSettings {
  readonly expected_s: number;
  readonly lead_brake_s: number;
  readonly surprise_s: number;
  /** Standard deviation of the natural logarithm. */
  readonly log_deviation: number;
  /** From the decision to the display, s. It moves surprise to expected and never shortens the foot's way. */
  readonly display_s: number;
  /** Time until a driver takes up a speed advice, s (median). */
  readonly advice_s: number;
  /** Shares of drivers who act on a warning and who act on advice; drawn once per driver, nested (who follows at 0.5 follows at 0.8). */
  readonly warning_compliance: number;
  readonly advice_compliance: number;
  /** Greatest deceleration of a driver who was warned, m/s2. */
  readonly greatest_decel_mps2: number;
  /** Advised speeds are approached in steps: the bound is at most this far below the present speed, m/s, so that nobody brakes hard for advice. */
  readonly ease_mps: number;
  /** No bound of speed is ever below this, m/s, whatever is advised. */
  readonly least_speed_mps: number;
}

export interface OnboardSettings {
  readonly forward_collision: ForwardCollisionSettings;
  readonly speed_advice: SpeedAdviceSettings;
  readonly speed_limit: SpeedLimitSettings;
  readonly hazard: HazardWarningSettings;
  readonly driver: DriverSettings;
}

export const ONBOARD_DEFAULTS: OnboardSettings = {
  forward_collision: {
    ttc_s: 2.14,
    comfortable_decel_mps2: 3.4,
    hard_decel_mps2: 4,
    reaction_s: 1,
    margin_m: 1,
    least_speed_mps: 2,
    hold_ms: 300,
  },
  speed_advice: {
    least_distance_m: 15,
    greatest_distance_m: 400,
    least_share: 0.3,
    least_speed_mps: 5,
    margin_s: 0.5,
    start_lost_s: 2,
    discharge_s: 1.9,
    queue_space_m: 7.5,
    fresh_ms: 1000,
  },
  speed_limit: { tolerance: 0.1 },
  hazard: { decel_mps2: 1.5, share: 0.5, least_speed_mps: 5, lateral_m: 6, behind_m: 10 },
  driver: {
    expected_s: 0.72,
    lead_brake_s: 1.25,
    surprise_s: 1.5,
    log_deviation: 0.25,
    display_s: 0.25,
    advice_s: 1.5,
    warning_compliance: 0.95,
    advice_compliance: 0.8,
    greatest_decel_mps2: 6,
    ease_mps: 1.5,
    least_speed_mps: 5,
  },
};
