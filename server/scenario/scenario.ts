/** A scenario ready to run: settings, road network, demand, and what is to be said about where they came from. */
import type { DemandSpec } from '../simulation/demand-spec.ts';
import type { NetworkSpec } from '../simulation/network-spec.ts';
import type { DressingSpec } from './dressing.ts';
import type { Expectation } from './expectation.ts';
import type { ScenarioSettings } from './schema.ts';

export interface Scenario {
  readonly name: string;
  /** Everything resolved: file, then --set and flags. */
  readonly settings: ScenarioSettings;
  /** What its result must be. */
  readonly expectations: readonly Expectation[];
  readonly network: NetworkSpec;
  readonly demand: DemandSpec;
  /** What is drawn around the roads; absent: nothing is known of it. */
  readonly dressing?: DressingSpec;
  /** SHA-256 (hex) over the scenario's canonical content and the files it reads; seed, length and other flags are not in it. */
  readonly sha256: string;
  /** Lines for people: warnings, assumptions made, what an import did not understand or only approximated. */
  readonly notes: readonly string[];
  /** What an import left out on purpose, one line a kind. */
  readonly ignored: readonly string[];
  /** Absolute paths of all files read. */
  readonly files: readonly string[];
}
