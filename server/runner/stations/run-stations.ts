/** The swap stations in a run: each is brought to the present once a tick, with what has come to it since. */
import { advance } from '../../energy/station.ts';
import type { StationEvent, StationInput } from '../../energy/station-events.ts';
import type { ScenarioSettings } from '../../scenario/schema.ts';
import type { Network } from '../../simulation/network.ts';
import { createStations, stock_kwh, type RunStation } from './create-stations.ts';

export interface RunStations {
  readonly list: readonly RunStation[];
  /** By station: what it is told at the next advance. */
  readonly inputs: StationInput[][];
  /** By station: ids of those who wait on its lane, the first first. */
  readonly queues: string[][];
  /** What happened in this tick, a line each, for the hash. */
  readonly transitions: string[];
}

/**
 * undefined where no station runs.
 * @throws UserError for settings of a station that do not fit
 */
export function createRunStations(settings: ScenarioSettings, network: Network): RunStations | undefined {
  const list = createStations(settings, network);
  if (list.length === 0) return undefined;
  return { list, inputs: list.map(() => []), queues: list.map(() => []), transitions: [] };
}

/** Brings all stations to `now_ms`; `tell` hears what happened, station by station. */
export function advanceStations(
  run: RunStations,
  now_ms: number,
  tell: (station: number, event: StationEvent) => void,
): void {
  run.transitions.length = 0;
  run.list.forEach((one, index) => {
    const { events } = advance(one.station, now_ms, run.inputs[index]!);
    run.inputs[index]!.length = 0;
    for (const event of events) {
      if (event.kind === 'complete') one.completed += 1;
      run.transitions.push(`${index} ${JSON.stringify(event)}`);
      tell(index, event);
    }
  });
}

/** What does not add up in the stations' books, in words; empty = nothing. A pack may be in one place only. */
export function wrongBooks(run: RunStations): string[] {
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const { station, began_kwh, brought_kwh, taken_kwh } of run.list) {
    const { id, efficiency } = station.settings;
    for (const { pack } of station.slots) {
      if (pack === undefined) continue;
      if (seen.has(pack.serial)) wrong.push(`${id}: pack ${pack.serial} is in two places`);
      seen.add(pack.serial);
    }
    const expected_kwh = began_kwh + brought_kwh - taken_kwh + station.energy_kwh * efficiency;
    const off_kwh = stock_kwh(station) - expected_kwh;
    if (Math.abs(off_kwh) > 1e-6 * (1 + Math.abs(expected_kwh))) {
      wrong.push(`${id}: its packs hold ${off_kwh.toFixed(6)} kWh more than went into them`);
    }
  }
  return wrong;
}
