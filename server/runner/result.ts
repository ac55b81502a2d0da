/**
 * The result of a run, exactly as `--json` prints it. Traffic, trips, messages and latencies are over the window (from the
 * warm-up to the end), all other counts over the whole run. Units are in the names; what each number means stands in metrics.ts.
 */

/** A kind of message: addressed = delivered + lost + in_flight always holds. */
export interface MessageCounts {
  sent: number;
  /** Receivers in the channel's range at sending. */
  addressed: number;
  delivered: number;
  lost: number;
  in_flight: number;
}

export interface LatencySummary {
  p50: number;
  p95: number;
  p99: number;
}

/** What the vehicles of one powertrain used. */
export interface EnergyUse {
  km: number;
  /** Out of the packs, less what braking and generators put in. */
  pack_kwh: number;
  /** At the socket, to bring that back. */
  wall_kwh: number;
  fuel_l: number;
  hydrogen_kg: number;
  /** Charge at the end less charge at the beginning; a swap adds to it. */
  soc_change_kwh: number;
  /** Vehicles that ran out and stand for good. */
  stranded: number;
}

export interface RunResult {
  scenario: string;
  seed: number;
  window: { warmup_s: number; until_s: number };
  sim_time_s: number;
  hash: string;
  deterministic: boolean;
  deterministic_reasons: string[];
  vehicles: {
    inserted: number;
    running: number;
    arrived: number;
    removed: number;
    waiting_to_insert: number;
    collisions: number;
    geometry_overlaps: number;
    rerouted: number;
    red_entries: number;
    red_entries_unavoidable: number;
    stuck: number;
  };
  /**
   * People at crosswalks over the whole run: arrived = crossed + crossing + waiting. `waiting` stand at a kerb at the end; mean_wait_s is the mean time
   * from the arrival at the kerb to the first step onto the road, of all who took it. All 0 where the network has no crosswalks.
   */
  walkers: { arrived: number; crossed: number; crossing: number; waiting: number; mean_wait_s: number };
  traffic: { mean_speed_mps: number; stopped_share: number };
  trips: {
    started: number;
    finished: number;
    unfinished: number;
    mean_duration_s: number;
    mean_speed_mps: number;
    mean_delay_s: number;
  };
  /** bsm, map, spat, rsm, rsi, report, advice. */
  messages: Record<string, MessageCounts>;
  /** pc5, uu, wired. */
  latency_ms: Record<string, LatencySummary>;
  /** By application: named counters. */
  applications: Record<string, Record<string, number>>;
  /** Outside agents: named counters, 0 where nobody could reach the run. */
  agents: Record<string, number>;
  /** By powertrain: those that drove, over the window; empty where energy is left out. */
  energy: Record<string, EnergyUse>;
  /** Battery swaps, whole run: requested = completed + rejected + expired + stranded + open. All 0 where no station runs. */
  swap: {
    requested: number;
    completed: number;
    rejected: number;
    expired: number;
    stranded: number;
    open: number;
    mean_wait_s: number;
    p50_wait_s: number;
    p95_wait_s: number;
    mean_detour_m: number;
    total_time_lost_s: number;
  };
  performance: {
    wall_time_s: number;
    cpu_time_s: number;
    vehicle_updates: number;
    updates_per_cpu_s: number;
    real_time_factor: number;
    /** Where the wall time went, by part of the tick. */
    parts_ms: Record<string, number>;
    peak_rss_mb: number;
  };
  provenance: {
    version: string;
    commit: string;
    node: string;
    scenario_sha256: string;
    settings: unknown;
  };
}
