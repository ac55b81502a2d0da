/**
 * Loads a SUMO scenario: a .sumocfg with all that it names, or a bare .net.xml.
 */
import { basename } from 'node:path';
import type { DemandSpec } from '../../simulation/demand-spec.ts';
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { readConfig, type SumoConfig } from './config-file.ts';
import { readDemand } from './demand-file.ts';
import { createDemandRecord, type DemandRecord } from './demand-record.ts';
import { assembleDemand } from './departure.ts';
import type { ImportReport } from './import-report.ts';
import { readNet } from './net-file.ts';
import { assembleNetwork } from './network-assembly.ts';
import type { NetRecord } from './network-record.ts';
import { findFile, shownPath } from './xml-source.ts';

/** The scenario's own clock and seed; absent where the configuration says nothing. */
export interface SumoSettings {
  /** Instant of the files' clock at which the run begins. All other times count from it. */
  readonly begin_ms: number;
  /** Length of the run: the configured end minus begin. */
  readonly end_ms?: number;
  readonly step_ms?: number;
  readonly seed?: number;
}

export interface SumoScenario {
  readonly network: NetworkSpec;
  readonly demand: DemandSpec;
  readonly settings: SumoSettings;
}

export interface SumoOptions {
  /** Seed of the run, which draws types, routes and random flows; else the configuration's, else 1. */
  readonly seed?: number;
  /** Length of the run where it is given from outside: flows without an end go on until then. */
  readonly until_ms?: number;
}

const STEP_MS = 1000;
/** Flows without an end, in a run without an end, go on for a day. */
const FLOW_END_MS = 86_400_000;

/**
 * Reads a scenario. An absent file is looked for with `.gz` added; gzip is told by content.
 * @param path .sumocfg or .net.xml, gzipped or not
 * @param report takes what was not understood, dropped, approximated or ignored
 * @throws UserError (file:line:column and a hint) where a file is not there, not well-formed, or does not fit together
 */
export async function loadSumo(path: string, report: ImportReport, options: SumoOptions = {}): Promise<SumoScenario> {
  const file = findFile(path);
  if (file === undefined) {
    throw new UserError('no such file (nor with .gz)', {
      place: shownPath(path),
      hint: 'give a .sumocfg or a .net.xml',
    });
  }
  const bare = /\.net\.xml(\.gz)?$/.test(file);
  const config = bare ? bareConfig(file) : await readConfig(file, report);
  const net = await readNet(config.net, report);
  const record = await readDemandFiles(config, net, report);
  chooseStartPrograms(net, record);
  if (config.signals_off) switchOff(net);
  const name = basename(file)
    .replace(/(\.gz)$/, '')
    .replace(/(\.net\.xml|\.sumocfg|\.xml)$/, '');
  const network = assembleNetwork(net, name, shownPath(config.net), config.begin_ms, report);
  const seed = options.seed ?? config.seed ?? 1;
  const clock = {
    begin_ms: config.begin_ms,
    end_ms: flowEnd(config, options),
    step_ms: config.step_ms ?? STEP_MS,
    seed,
  };
  const demand = assembleDemand(record, network, clock, config.scale, report);
  return { network, demand, settings: settingsOf(config) };
}

function bareConfig(net: string): SumoConfig {
  return { net, routes: [], additional: [], begin_ms: 0, scale: 1, signals_off: false };
}

/** Additional files come before route files, as in SUMO. */
async function readDemandFiles(config: SumoConfig, net: NetRecord, report: ImportReport): Promise<DemandRecord> {
  const demand = createDemandRecord();
  const lanes = new Map(net.edges.flatMap((edge) => edge.lanes.map((lane) => [lane.id, lane])));
  const input = { demand, net, lanes, report, speed_deviation: config.speed_deviation };
  for (const path of [...config.additional, ...config.routes]) await readDemand(path, input);
  return demand;
}

/** A switching plan starts a signal with one program: it counts as the last one loaded. */
function chooseStartPrograms(net: NetRecord, demand: DemandRecord): void {
  for (const [signal, program] of demand.start_programs) {
    const programs = net.programs.get(signal) ?? [];
    const start = programs.find((entry) => entry.program === program);
    if (start !== undefined) net.programs.set(signal, [...programs.filter((entry) => entry !== start), start]);
  }
}

function switchOff(net: NetRecord): void {
  for (const [signal, programs] of net.programs) {
    const last = programs[programs.length - 1];
    net.programs.set(signal, [...programs, { ...last, program: 'off', phases: [] }]);
  }
}

function flowEnd(config: SumoConfig, options: SumoOptions): number {
  const until_ms = options.until_ms === undefined ? -1 : config.begin_ms + options.until_ms;
  const end_ms = Math.max(config.end_ms ?? -1, until_ms);
  return end_ms >= 0 ? end_ms : config.begin_ms + FLOW_END_MS;
}

function settingsOf(config: SumoConfig): SumoSettings {
  return {
    begin_ms: config.begin_ms,
    ...(config.end_ms === undefined ? {} : { end_ms: config.end_ms - config.begin_ms }),
    ...(config.step_ms === undefined ? {} : { step_ms: config.step_ms }),
    ...(config.seed === undefined ? {} : { seed: config.seed }),
  };
}
