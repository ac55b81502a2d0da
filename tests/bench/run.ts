/**
 * The bench (`npm run bench`): what a simulated second costs, and where it goes. A run that stands still looks fast, so every line
 * also says how the traffic moved: mean speed, share standing, trips finished.
 *
 *   npm run bench -- [--only NAME] [--until-junction 120] [--until-city 300] [--set path=value]
 *
 * CPU time is of the whole process. Figures vary with what else the machine does: compare rows of one table, not of two days.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { number, percent, table } from '../../server/cli/format.ts';
import { PARTS } from '../../server/runner/part-clock.ts';
import { cpuNow_ms } from '../../server/runner/pacing.ts';
import type { RunResult } from '../../server/runner/result.ts';
import { startRun } from '../../server/runner/run.ts';
import { loadScenario } from '../../server/scenario/loader.ts';
import { dataPath } from '../support/data.ts';

const CITY = 'maps/sumo/tavf-hamburg/run_simulation.sumocfg';

interface Case {
  readonly name: string;
  readonly scenario: string;
  readonly until_s: number;
  readonly sets: readonly string[];
  readonly check?: true;
}

interface Measured {
  readonly name: string;
  readonly result: RunResult;
  readonly cpu_s: number;
  readonly ticks: number;
}

async function measure({ name, scenario, until_s, sets, check }: Case): Promise<Measured> {
  const loaded = await loadScenario(scenario, { until_s, sets });
  const run = await startRun(loaded, { run_id: 'bench', pace: 'max', check: check ?? false });
  const start_ms = cpuNow_ms();
  await run.run();
  const cpu_s = (cpuNow_ms() - start_ms) / 1000;
  return { name, result: await run.finish(), cpu_s, ticks: run.state.world.tick };
}

function costRow({ name, result, cpu_s, ticks }: Measured): string[] {
  const { performance, sim_time_s, traffic, trips } = result;
  return [
    name,
    number(sim_time_s),
    number(sim_time_s / cpu_s, 1),
    number(performance.vehicle_updates / cpu_s / 1000, 1),
    number(performance.vehicle_updates / ticks),
    number(traffic.mean_speed_mps, 2),
    percent(traffic.stopped_share),
    number(trips.finished),
    number(performance.peak_rss_mb),
  ];
}

/** Wall time by part, ms per simulated second. */
function partRow({ name, result }: Measured): string[] {
  const parts = result.performance.parts_ms;
  return [name, ...PARTS.map((part) => number((parts[part] ?? 0) / result.sim_time_s, 1))];
}

function cases(until_junction_s: number, until_city_s: number, sets: readonly string[]): Case[] {
  const junction = { scenario: 'junction', until_s: until_junction_s };
  const list: Case[] = [
    { name: 'junction', ...junction, sets: ['warmup_s=0', ...sets] },
    { name: 'junction, no V2X', ...junction, sets: ['warmup_s=0', 'v2x.enabled=false', ...sets] },
  ];
  const city = dataPath(CITY);
  if (city === undefined) return list;
  const hamburg = { scenario: city, until_s: until_city_s };
  list.push(
    { name: 'Hamburg', ...hamburg, sets },
    { name: 'Hamburg, no V2X', ...hamburg, sets: ['v2x.enabled=false', ...sets] },
    { name: 'Hamburg, no V2X, --check', ...hamburg, sets: ['v2x.enabled=false', ...sets], check: true },
  );
  return list;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    'until-junction': { type: 'string', default: '120' },
    'until-city': { type: 'string', default: '300' },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const measured: Measured[] = [];
for (const entry of cases(Number(values['until-junction']), Number(values['until-city']), values.set)) {
  if (values.only !== undefined && !entry.name.toLowerCase().includes(values.only.toLowerCase())) continue;
  measured.push(await measure(entry));
  process.stderr.write(`${entry.name} measured\n`);
}
const cost_head = ['', 'sim s', 'sim s/CPU s', 'k updates/CPU s', 'vehicles', 'm/s', 'standing', 'trips', 'MB'];
const cost = [cost_head, ...measured.map(costRow)];
const parts = [['ms per sim s', ...PARTS], ...measured.map(partRow)];
process.stdout.write(
  `${table(cost).join('\n')}\n\n${table(parts).join('\n')}\n\nload ${number(loadavg()[0], 1)}, Node ${process.version}\n`,
);
