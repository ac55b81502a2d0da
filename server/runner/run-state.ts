/** What a run consists of, for those who build, publish and report it. */
import type { Scenario } from '../scenario/scenario.ts';
import type { Oracle } from '../simulation/oracle.ts';
import type { World } from '../simulation/world.ts';
import type { Agents } from './agents/agents.ts';
import type { BuiltInCoordinator } from './built-in-coordinator.ts';
import { cpuNow_ms, wallNow_ms, type Pacer } from './pacing.ts';
import type { PartClock } from './part-clock.ts';
import type { RunEnergy } from './run-energy.ts';
import type { RunOptions } from './run-options.ts';
import type { RunSwaps } from './stations/swap-state.ts';
import type { RunStations } from './stations/run-stations.ts';
import type { TickHash } from './tick-hash.ts';
import type { TripStatistics } from './trip-statistics.ts';
import type { V2x } from './v2x.ts';

/** What a run has cost so far, from its start. */
export interface Meter {
  readonly wall_ms: number;
  readonly cpu_ms: number;
  vehicle_updates: number;
}

export function startMeter(): Meter {
  return { wall_ms: wallNow_ms(), cpu_ms: cpuNow_ms(), vehicle_updates: 0 };
}

/** Everything that a run consists of; read by those who publish and report. */
export interface RunState {
  readonly scenario: Scenario;
  readonly options: RunOptions;
  readonly world: World;
  /** Absent where V2X is off. */
  readonly v2x: V2x | undefined;
  /** The built-in coordinator; absent where V2X is off or a test has its own. */
  readonly coordinator: BuiltInCoordinator | undefined;
  /** Outside agents; absent where nobody can reach the run. */
  readonly agents: Agents | undefined;
  readonly oracle: Oracle | undefined;
  readonly trips: TripStatistics;
  /** Absent where the scenario leaves energy out. */
  readonly energy: RunEnergy | undefined;
  /** Absent where no swap station runs. */
  readonly stations: RunStations | undefined;
  /** Absent where no station runs or V2X is off. */
  readonly swaps: RunSwaps | undefined;
  readonly hash: TickHash;
  readonly pacer: Pacer;
  readonly clock: PartClock;
  readonly meter: Meter;
  /** Why two runs of this kind may differ; empty = deterministic. */
  readonly reasons: Set<string>;
}
