/** Parameters of the coordinator. Without a named source they are assumptions: show results over their range. */

export interface CoordinatorSettings {
  /** Knowledge is not acted on when older than this, ms: reports come each second, BSM ten times, SPAT five times a second. */
  readonly report_fresh_ms: number;
  readonly bsm_fresh_ms: number;
  readonly track_fresh_ms: number;
  readonly spat_fresh_ms: number;
  /** A vehicle that was not heard for this long is forgotten. */
  readonly forget_ms: number;
  readonly speed: {
    /** Distance to the stop line within which advice is given, m. */
    readonly least_m: number;
    readonly greatest_m: number;
    readonly least_share: number;
    readonly least_mps: number;
    /** Margin after the earliest green, s; lost time at its start and time per queued vehicle, s (HCM: 2 s, 1900 vehicles an hour). */
    readonly margin_s: number;
    readonly start_lost_s: number;
    readonly discharge_s: number;
    readonly queue_space_m: number;
    /** How long an advice holds, and the change that is worth a new one before that. */
    readonly valid_ms: number;
    readonly news_mps: number;
  };
  readonly hazard: {
    /** Standing this long where nothing explains it makes a vehicle a hazard, ms. */
    readonly standing_ms: number;
    readonly standing_mps: number;
    /** A slower one ahead within this distance explains it, m; so does the end of the lane at a signal or a junction where one gives way. */
    readonly leader_m: number;
    readonly slow_mps: number;
    readonly control_m: number;
    /** Vehicles within this distance upstream are warned, m. */
    readonly upstream_m: number;
    readonly radius_m: number;
    /** Lease of a warning; it is renewed while the hazard lasts when less than this is left of it, ms. */
    readonly valid_ms: number;
    readonly renew_ms: number;
  };
  /** Acknowledgement: sent again after this time, at most so often; then the link counts as abnormal and rests. (Rule of the Chinese vehicle-cloud standard: 3 s, 3 failures.) */
  readonly answer_ms: number;
  readonly tries: number;
  readonly rest_ms: number;
}

export const COORDINATOR_DEFAULTS: CoordinatorSettings = {
  report_fresh_ms: 2500,
  bsm_fresh_ms: 1500,
  track_fresh_ms: 1000,
  spat_fresh_ms: 2000,
  forget_ms: 10_000,
  speed: {
    least_m: 30,
    greatest_m: 600,
    least_share: 0.3,
    least_mps: 5,
    margin_s: 0.5,
    start_lost_s: 2,
    discharge_s: 1.9,
    queue_space_m: 7.5,
    valid_ms: 5000,
    news_mps: 0.7,
  },
  hazard: {
    standing_ms: 5000,
    standing_mps: 0.3,
    leader_m: 20,
    slow_mps: 2,
    control_m: 15,
    upstream_m: 500,
    radius_m: 10,
    valid_ms: 10_000,
    renew_ms: 4000,
  },
  answer_ms: 3000,
  tries: 3,
  rest_ms: 30_000,
};
