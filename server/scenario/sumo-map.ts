/** What a scenario takes from the SUMO import: network, demand, the configuration's own settings, and what to tell the user. */
import { resolve } from 'node:path';
import type { DemandSpec } from '../simulation/demand-spec.ts';
import type { NetworkSpec } from '../simulation/network-spec.ts';
import { readConfig } from './sumo/config-file.ts';
import { createImportReport, importLines, importNotes } from './sumo/import-report.ts';
import type { ImportReport } from './sumo/import-report.ts';
import { loadSumo } from './sumo/load-sumo.ts';
import { findFile } from './sumo/xml-source.ts';

export interface SumoMap {
  readonly network: NetworkSpec;
  /** undefined for a bare network. */
  readonly demand: DemandSpec | undefined;
  readonly settings: { readonly end_s?: number; readonly step_ms?: number; readonly seed?: number };
  /** One line for each kind of thing that was not understood, dropped or approximated, with the place of the first. */
  readonly notes: readonly string[];
  /** The same for what was left out on purpose. */
  readonly ignored: readonly string[];
  /** Absolute paths of the files that the configuration names, and of itself. */
  readonly files: readonly string[];
}

/** What the scenario or a flag says before the configuration does. */
export interface SumoWishes {
  readonly seed: number | undefined;
  readonly until_s: number | undefined;
}

const NET = /\.net\.xml(\.gz)?$/i;

/** Imports a .sumocfg or .net.xml; throws a UserError that names file, line and column. */
export async function importSumo(path: string, wishes: SumoWishes): Promise<SumoMap> {
  const report = createImportReport();
  const { network, demand, settings } = await loadSumo(path, report, {
    ...(wishes.seed === undefined ? {} : { seed: wishes.seed }),
    ...(wishes.until_s === undefined ? {} : { until_ms: Math.ceil(wishes.until_s * 1000) }),
  });
  return {
    network,
    demand: NET.test(path) ? undefined : demand,
    settings: {
      ...(settings.end_ms === undefined ? {} : { end_s: settings.end_ms / 1000 }),
      ...(settings.step_ms === undefined ? {} : { step_ms: settings.step_ms }),
      ...(settings.seed === undefined ? {} : { seed: settings.seed }),
    },
    ...sortedLines(report),
    files: await filesOf(path),
  };
}

/** importLines gives one line a note, in the order of importNotes, and perhaps one more about what found no room. */
function sortedLines(report: ImportReport): { notes: string[]; ignored: string[] } {
  const kinds = importNotes(report).map((note) => note.kind);
  const lines = importLines(report);
  return {
    notes: lines.filter((_, i) => kinds[i] !== 'ignored'),
    ignored: lines.filter((_, i) => kinds[i] === 'ignored'),
  };
}

/** The configuration's files in its own order; reading it once more is cheaper than carrying a list through the import. */
async function filesOf(path: string): Promise<string[]> {
  if (NET.test(path)) return [resolve(path)];
  const config = await readConfig(path, createImportReport());
  const named = [path, config.net, ...config.additional, ...config.routes];
  return named.map((name) => resolve(findFile(name) ?? name));
}
