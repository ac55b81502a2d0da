/** From a run's state to its result. */
import { onboardCounters } from '../onboard/onboard.ts';
import { createAgentCounts } from './agents/agent-session.ts';
import { inFlight } from './v2x.ts';
import type { DeadlineCounts } from './coordinator-link.ts';
import { latencies, messageCounts, createMessageStatistics } from './message-statistics.ts';
import { cpuNow_ms, peakMemory_mb, wallNow_ms } from './pacing.ts';
import { energyResult } from './run-energy.ts';
import type { RunResult } from './result.ts';
import type { RunState } from './run-state.ts';
import type { World } from '../simulation/world.ts';
import { swapResult } from './stations/swap-result.ts';
import { hashSoFar } from './tick-hash.ts';
import { trafficResult, tripResult } from './trip-statistics.ts';

/** @param deadlines of the coordinator; absent where there is none */
export function createRunResult(state: RunState, deadlines: DeadlineCounts | undefined): RunResult {
  const { scenario, world, v2x, trips, reasons, options } = state;
  const { settings } = scenario;
  const now_ms = world.tick * world.dt_ms;
  return {
    scenario: scenario.name,
    seed: settings.seed,
    window: { warmup_s: settings.warmup_s, until_s: settings.until_s },
    sim_time_s: now_ms / 1000,
    hash: hashSoFar(state.hash),
    deterministic: reasons.size === 0,
    deterministic_reasons: [...reasons],
    vehicles: vehicleResult(state),
    walkers: walkerResult(world),
    traffic: trafficResult(trips),
    trips: tripResult(trips, now_ms),
    messages: messageCounts(
      v2x?.exchange.window ?? createMessageStatistics(),
      v2x === undefined ? new Float64Array(64) : inFlight(v2x),
    ),
    latency_ms: v2x === undefined ? {} : latencies(v2x.exchange.window),
    applications:
      v2x === undefined
        ? {}
        : {
            ...onboardCounters(v2x.onboard),
            roadside_perception: { ...v2x.roadside.perception.counts },
            ...state.coordinator?.counters(),
            lock_step: { ...deadlines },
          },
    agents: { ...(state.agents?.counts ?? createAgentCounts()) },
    energy: energyResult(state.energy),
    swap: swapResult(state.swaps),
    performance: performanceResult(state, now_ms),
    provenance: {
      version: options.version ?? '',
      commit: options.commit ?? '',
      node: process.version,
      scenario_sha256: scenario.sha256,
      settings,
    },
  };
}

function vehicleResult({ world, oracle }: RunState): RunResult['vehicles'] {
  const { counts } = world;
  return {
    inserted: counts.inserted,
    running: world.active_count,
    arrived: counts.arrived,
    removed: counts.removed,
    waiting_to_insert: world.waiting_to_insert,
    collisions: oracle?.collisions ?? 0,
    geometry_overlaps: oracle?.geometry_overlaps ?? 0,
    rerouted: counts.rerouted,
    red_entries: oracle === undefined ? 0 : oracle.red_entries - oracle.red_entries_unavoidable,
    red_entries_unavoidable: oracle?.red_entries_unavoidable ?? 0,
    stuck: oracle?.stuck ?? 0,
  };
}

function walkerResult({ walkers }: World): RunResult['walkers'] {
  if (walkers === undefined) return { arrived: 0, crossed: 0, crossing: 0, waiting: 0, mean_wait_s: 0 };
  const { arrived, started, crossed, wait_ms } = walkers.counts;
  const mean_wait_s = started === 0 ? 0 : Math.round(wait_ms / started) / 1000;
  return { arrived, crossed, crossing: started - crossed, waiting: arrived - started, mean_wait_s };
}

function performanceResult({ meter, clock }: RunState, now_ms: number): RunResult['performance'] {
  const wall_ms = wallNow_ms() - meter.wall_ms;
  const cpu_ms = cpuNow_ms() - meter.cpu_ms;
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    wall_time_s: round(wall_ms / 1000),
    cpu_time_s: round(cpu_ms / 1000),
    vehicle_updates: meter.vehicle_updates,
    updates_per_cpu_s: cpu_ms === 0 ? 0 : Math.round(meter.vehicle_updates / (cpu_ms / 1000)),
    real_time_factor: wall_ms === 0 ? 0 : round(now_ms / wall_ms),
    parts_ms: Object.fromEntries(Object.entries(clock.total_ms).map(([part, total_ms]) => [part, round(total_ms)])),
    peak_rss_mb: round(peakMemory_mb()),
  };
}
