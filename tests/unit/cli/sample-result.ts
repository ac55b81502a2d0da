/** A result such as a run of the junction gives, for tests of what is printed. */
import type { RunResult } from '../../../server/runner/result.ts';

/** A fresh copy, to be changed at will. */
export function sampleResult(): RunResult {
  const message = { sent: 1200, addressed: 24_000, delivered: 23_000, lost: 900, in_flight: 100 };
  return {
    scenario: 'junction',
    seed: 1,
    window: { warmup_s: 60, until_s: 600 },
    sim_time_s: 600,
    hash: 'ab'.repeat(32),
    deterministic: true,
    deterministic_reasons: [],
    vehicles: {
      inserted: 507,
      running: 76,
      arrived: 431,
      removed: 0,
      waiting_to_insert: 0,
      collisions: 0,
      geometry_overlaps: 0,
      rerouted: 2,
      red_entries: 0,
      red_entries_unavoidable: 1,
      stuck: 0,
    },
    walkers: { arrived: 80, crossed: 70, crossing: 6, waiting: 4, mean_wait_s: 31.25 },
    traffic: { mean_speed_mps: 8.312, stopped_share: 0.3141 },
    trips: {
      started: 480,
      finished: 404,
      unfinished: 76,
      mean_duration_s: 71.23,
      mean_speed_mps: 9.03,
      mean_delay_s: 22.44,
    },
    messages: {
      bsm: message,
      map: { sent: 0, addressed: 0, delivered: 0, lost: 0, in_flight: 0 },
      advice: { sent: 31, addressed: 31, delivered: 31, lost: 0, in_flight: 0 },
    },
    latency_ms: { pc5: { p50: 20, p95: 20, p99: 20 }, uu: { p50: 40, p95: 49, p99: 50 } },
    applications: { speed_advice: { advised: 31, followed: 22 }, hazard_warning: { warned: 0 } },
    agents: {},
    energy: {},
    swap: {
      requested: 0,
      completed: 0,
      rejected: 0,
      expired: 0,
      stranded: 0,
      open: 0,
      mean_wait_s: 0,
      p50_wait_s: 0,
      p95_wait_s: 0,
      mean_detour_m: 0,
      total_time_lost_s: 0,
    },
    performance: {
      wall_time_s: 12.1,
      cpu_time_s: 13,
      vehicle_updates: 421_000,
      updates_per_cpu_s: 32_384.6,
      real_time_factor: 49.6,
      parts_ms: { traffic: 4000, channel: 3000, hash: 2000, pace: 1 },
      peak_rss_mb: 210.3,
    },
    provenance: { version: '0.1.0', commit: 'abc', node: 'v20', scenario_sha256: 'cd'.repeat(32), settings: {} },
  };
}
