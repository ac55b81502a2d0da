/** What a scenario takes from the SUMO import: network, demand, the configuration's own settings, and what to tell the user. */
import type { DemandSpec } from '../simulation/demand-spec.ts';
import type { NetworkSpec } from '../simulation/network-spec.ts';
import { UserError } from './user-error.ts';

export interface SumoMap {
  readonly network: NetworkSpec;
  /** undefined for a bare network. */
  readonly demand: DemandSpec | undefined;
  readonly settings: { readonly end_s?: number; readonly step_ms?: number; readonly seed?: number };
  readonly notes: readonly string[];
  /** Absolute paths of all files read. */
  readonly files: readonly string[];
}

/** Imports a .sumocfg or .net.xml. */
export function importSumo(path: string): Promise<SumoMap> {
  return Promise.reject(new UserError('SUMO files cannot be read yet', { place: path }));
}
