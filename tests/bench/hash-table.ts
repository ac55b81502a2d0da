/**
 * The table of hashes: one scenario over every packing of the copies, with a viewer, and over every transport must give one hash; another seed,
 * one lost message or one changed parameter must not. Exit code 1 where that fails.
 *
 *   npm run hashes -- [--until-junction 120] [--until-city 60]
 */
import { parseArgs } from 'node:util';
import { table } from '../../server/cli/format.ts';
import { launchRun } from '../../server/main.ts';
import type { BrokerChoice } from '../../server/main.ts';
import { loadScenario } from '../../server/scenario/loader.ts';
import { connectMqttTransport } from '../../server/transport/mqtt-transport.ts';
import { startMosquitto } from '../support/broker-mosquitto.ts';
import type { Mosquitto } from '../support/broker-mosquitto.ts';
import { dataPath } from '../support/data.ts';
import { findMosquitto } from '../support/executable.ts';

const CITY = 'maps/sumo/tavf-hamburg/run_simulation.sumocfg';

interface Row {
  readonly group: string;
  readonly name: string;
  readonly scenario: string;
  readonly until_s: number;
  readonly sets?: readonly string[];
  readonly seed?: number;
  readonly broker?: BrokerChoice;
  readonly viewer?: true;
  /** Its hash must differ from the group's first. */
  readonly differs?: true;
}

interface Measured {
  readonly row: Row;
  readonly hash: string;
  readonly wall_s: number;
  readonly problem: string;
}

async function measure(row: Row, reference: string | undefined): Promise<Measured> {
  const scenario = await loadScenario(row.scenario, {
    until_s: row.until_s,
    sets: row.sets ?? [],
    ...(row.seed === undefined ? {} : { seed: row.seed }),
  });
  const live = await launchRun(scenario, {
    run_id: `hashes-${process.pid}`,
    pace: 'max',
    broker: row.broker ?? 'embedded',
    check: false,
    ...(row.viewer === undefined ? {} : { mqtt_port: 0 }),
  });
  const viewer =
    live.mqtt_url === undefined || row.viewer === undefined ? undefined : await watchEverything(live.mqtt_url);
  const { result } = await live.finished;
  await viewer?.();
  return {
    row,
    hash: result.hash,
    wall_s: result.performance.wall_time_s,
    problem: problemOf(row, result.hash, reference),
  };
}

function problemOf(row: Row, hash: string, reference: string | undefined): string {
  if (reference === undefined) return '';
  if (row.differs) return hash === reference ? 'should differ' : '';
  return hash === reference ? '' : 'DIFFERS';
}

async function watchEverything(url: string): Promise<() => Promise<void>> {
  const transport = await connectMqttTransport(url, { client_id: 'viewer', probe_topic: false });
  await transport.subscribe('v2x/v1/#', () => {});
  return () => transport.close();
}

function junctionRows(until_s: number, mosquitto: Mosquitto | undefined): Row[] {
  const common = { group: `junction, ${until_s} s`, scenario: 'junction', until_s };
  return [
    { ...common, name: 'in-process, nobody listens' },
    { ...common, name: 'no copies, viewer of everything', sets: ['copies=none'], viewer: true },
    { ...common, name: 'a topic per vehicle, viewer of everything', sets: ['copies=per-vehicle'], viewer: true },
    { ...common, name: 'batched copies, viewer of everything', sets: ['copies=batched'], viewer: true },
    { ...common, name: 'embedded broker over TCP', broker: 'embedded+tcp' },
    ...(mosquitto === undefined ? [] : [{ ...common, name: 'mosquitto', broker: { url: mosquitto.url } }]),
    { ...common, name: 'another seed', seed: 2, differs: true },
    {
      ...common,
      name: 'one lost message',
      sets: ['faults=[{tick: 100, source: rsu-crossing, message: spat}]'],
      differs: true,
    },
    { ...common, name: 'range 290 m instead of 300 m', sets: ['channel.pc5.range_m=290'], differs: true },
  ];
}

function cityRows(until_s: number, city: string | undefined, mosquitto: Mosquitto | undefined): Row[] {
  if (city === undefined) return [];
  const common = { group: `Hamburg, ${until_s} s`, scenario: city, until_s };
  return [
    { ...common, name: 'in-process' },
    { ...common, name: 'embedded broker over TCP', broker: 'embedded+tcp' },
    ...(mosquitto === undefined ? [] : [{ ...common, name: 'mosquitto', broker: { url: mosquitto.url } }]),
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'until-junction': { type: 'string', default: '120' }, 'until-city': { type: 'string', default: '60' } },
  });
  const program = findMosquitto();
  const mosquitto = program === undefined ? undefined : await startMosquitto(program);
  const rows = [
    ...junctionRows(Number(values['until-junction']), mosquitto),
    ...cityRows(Number(values['until-city']), dataPath(CITY), mosquitto),
  ];
  const references = new Map<string, string>();
  const measured: Measured[] = [];
  for (const row of rows) {
    const one = await measure(row, references.get(row.group));
    if (!references.has(row.group)) references.set(row.group, one.hash);
    measured.push(one);
    process.stderr.write('.');
  }
  await mosquitto?.stop();
  process.stderr.write('\n');
  const cells = measured.map(({ row, hash, wall_s, problem }) => [
    row.group,
    row.name,
    hash.slice(0, 16),
    row.differs ? 'other' : 'same',
    `${wall_s.toFixed(1)} s`,
    problem === '' ? 'ok' : problem,
  ]);
  process.stdout.write(`${table([['scenario', 'way', 'hash', 'wanted', 'wall', ''], ...cells], 4).join('\n')}\n`);
  if (measured.some(({ problem }) => problem !== '')) process.exitCode = 1;
}

await main();
