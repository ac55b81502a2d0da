/**
 * From a name or path and flags to a scenario ready to run. Precedence: flag, then scenario file, then the SUMO configuration, then default.
 * A .sumocfg keeps its own step, end and seed unless a flag says otherwise; a bare .net.xml gets a modest random demand.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DemandSpec } from '../simulation/demand-spec.ts';
import type { NetworkSpec } from '../simulation/network-spec.ts';
import { scenarioHash } from './canonical-hash.ts';
import { crossingNetwork } from './crossing.ts';
import { parseExpectation } from './expectation.ts';
import { demandOf, flowTrips } from './departures.ts';
import { demandSchema } from './demand-schema.ts';
import type { DemandSettings } from './demand-schema.ts';
import { ENDLESS_S } from './endless.ts';
import { existingFile, locateScenario, shownPath } from './library.ts';
import type { ScenarioLocation } from './library.ts';
import { randomTrips } from './random-trips.ts';
import type { ScenarioFile, ScenarioSettings } from './schema.ts';
import type { Scenario } from './scenario.ts';
import { applyOverrides, checkSettings, parseOverride, parseSettings, placeError, placeOf } from './settings.ts';
import type { Override, RawSettings, SettingsSource } from './settings.ts';
import type { DressingSpec } from './dressing.ts';
import { readMap } from './map/read.ts';
import { lineTrips } from './bus-lines.ts';
import { importSumo } from './sumo-map.ts';
import type { SumoMap } from './sumo-map.ts';
import { UserError } from './user-error.ts';

export { ENDLESS_S };

/** What the command line says about a scenario. */
export interface ScenarioFlags {
  readonly seed?: number;
  readonly until_s?: number;
  /** path=value, in the order given. */
  readonly sets?: readonly string[];
  /** Served without --until: a demand of our own goes on for a day instead of until_s; that of a .sumocfg keeps its end. */
  readonly endless?: boolean;
}

const DEFAULT_UNTIL_S = 600;
/** A SUMO configuration without an end runs on for so long after its last departure. */
const AFTER_LAST_DEPARTURE_S = 1800;
const DEFAULT_STEP_MS = 100;
const LONG_STEP_MS = 200;

/** Everything that a scenario's parts are made from. */
interface Sources {
  readonly location: ScenarioLocation;
  readonly source: SettingsSource | undefined;
  readonly overrides: readonly Override[];
  /** As the file and the flags say it, without defaults. */
  readonly raw: RawSettings;
  readonly file: ScenarioFile;
}

/** Reads, checks and imports. Throws a UserError (file:line:column or flag, and a hint) for everything that the user can mend. */
export async function loadScenario(name_or_path: string, flags: ScenarioFlags = {}): Promise<Scenario> {
  const sources = readSources(name_or_path, flags);
  try {
    return await buildScenario(sources, flags.endless === true && flags.until_s === undefined);
  } catch (error) {
    if (error instanceof UserError) throw placeError(error, sources.source, sources.overrides);
    throw error;
  }
}

function readSources(name_or_path: string, flags: ScenarioFlags): Sources {
  const location = locateScenario(name_or_path);
  const overrides = (flags.sets ?? []).map(parseOverride);
  if (flags.seed !== undefined) overrides.push({ path: ['seed'], value: flags.seed, flag: `--seed ${flags.seed}` });
  if (flags.until_s !== undefined) {
    overrides.push({ path: ['until_s'], value: flags.until_s, flag: `--until ${flags.until_s}` });
  }
  const source = location.kind === 'yaml' ? parseSettings(readText(location), location.shown) : undefined;
  const bare = { map: location.kind === 'map' ? { file: location.path } : { sumo: location.path } };
  const raw = applyOverrides(source?.raw ?? bare, overrides);
  return { location, source, overrides, raw, file: checkSettings(raw, source, overrides) };
}

function readText(location: ScenarioLocation): string {
  try {
    return readFileSync(location.path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      place: location.shown,
    });
  }
}

async function buildScenario(sources: Sources, endless: boolean): Promise<Scenario> {
  const { file, location } = sources;
  const name = file.name ?? location.name;
  const ground = await groundOf(sources, name);
  // A demand that came with the map ends where it ends; ours can be made for as long as anybody looks.
  const for_ever = endless && ground.demand === undefined;
  const { settings, window_notes } = checkWindow(
    {
      ...file,
      name,
      seed: sources.raw['seed'] === undefined ? (ground.sumo?.seed ?? file.seed) : file.seed,
      dt_ms: sources.raw['dt_ms'] === undefined ? (ground.sumo?.step_ms ?? DEFAULT_STEP_MS) : file.dt_ms,
      until_s: for_ever ? ENDLESS_S : (file.until_s ?? ground.end_s),
      // Who looks on and ends the run by hand wants to be told about all of it.
      ...(for_ever && !isGiven(sources.overrides, 'warmup_s') ? { warmup_s: 0 } : {}),
    },
    sources.overrides,
  );
  const files =
    location.kind === 'yaml' ? ground.files : [location.path, ...ground.files.filter((path) => path !== location.path)];
  const expectations = file.expect.map((line, index) =>
    parseExpectation(line, placeOf(['expect', index], false, sources.source, sources.overrides)),
  );
  return {
    name,
    settings,
    expectations,
    network: ground.network,
    ...(ground.dressing === undefined ? {} : { dressing: ground.dressing }),
    demand: makeDemand(sources, settings, ground),
    sha256: await scenarioHash(sources.source?.raw ?? {}, files),
    notes: [...window_notes, ...ground.notes, ...stepNotes(settings, ground, sources.raw['dt_ms'] !== undefined)],
    ignored: ground.ignored,
    files: location.kind === 'yaml' ? [location.path, ...files] : files,
  };
}

/** What a map brings along. */
interface Ground {
  readonly network: NetworkSpec;
  /** The demand that came with the map. */
  readonly demand: DemandSpec | undefined;
  readonly end_s: number;
  readonly sumo: SumoMap['settings'] | undefined;
  readonly notes: readonly string[];
  readonly ignored: readonly string[];
  readonly files: readonly string[];
  readonly dressing?: DressingSpec | undefined;
}

async function groundOf(sources: Sources, name: string): Promise<Ground> {
  const { map } = sources.file;
  if (map.sumo !== undefined) return sumoGround(sources, map.sumo);
  if (map.file !== undefined) return mapGround(sources, map.file, name);
  return crossingGround(sources.file, name);
}

function mapGround(sources: Sources, file: string, name: string): Ground {
  const own = sources.location.kind === 'map';
  const path = own ? sources.location.path : resolve(dirname(sources.location.path), file);
  const found = existingFile(path, own ? sources.location.shown : 'map.file');
  const { network, dressing, notes } = readMap(found, own ? sources.location.shown : shownPath(found), name);
  return {
    network,
    dressing,
    notes,
    demand: undefined,
    end_s: DEFAULT_UNTIL_S,
    sumo: undefined,
    ignored: [],
    files: [found],
  };
}

function crossingGround(file: ScenarioFile, name: string): Ground {
  const crossing = file.map.crossing;
  if (crossing === undefined) throw new Error('a map has a crossing or a SUMO file');
  const network = crossingNetwork(name, crossing);
  return { network, demand: undefined, end_s: DEFAULT_UNTIL_S, sumo: undefined, notes: [], ignored: [], files: [] };
}

async function sumoGround(sources: Sources, sumo: string): Promise<Ground> {
  const own = sources.location.kind !== 'yaml';
  const path = own ? sources.location.path : resolve(dirname(sources.location.path), sumo);
  const given = (key: 'seed' | 'until_s'): number | undefined =>
    sources.raw[key] === undefined ? undefined : sources.file[key];
  const wishes = { seed: given('seed'), until_s: given('until_s') };
  const map = await importSumo(existingFile(path, own ? sources.location.shown : 'map.sumo'), wishes);
  const last_ms = map.demand?.departures.at(-1)?.depart_ms;
  const end_s =
    map.settings.end_s ??
    (last_ms === undefined ? DEFAULT_UNTIL_S : Math.ceil(last_ms / 1000) + AFTER_LAST_DEPARTURE_S);
  const { network, demand, settings, notes, ignored, files } = map;
  return { network, demand, end_s, sumo: settings, notes, ignored, files };
}

function isGiven(overrides: readonly Override[], key: string): boolean {
  return overrides.some(({ path }) => path[0] === key);
}

/** A warm-up as long as the run counts nothing: an error, unless the run was only shortened by --until; then it is left out. */
function checkWindow(
  settings: ScenarioSettings,
  overrides: readonly Override[],
): { settings: ScenarioSettings; window_notes: string[] } {
  const { warmup_s, until_s } = settings;
  if (warmup_s < until_s) return { settings, window_notes: [] };
  if (isGiven(overrides, 'until_s') && !isGiven(overrides, 'warmup_s')) {
    const note = `warm-up: the ${warmup_s} s of the scenario are left out, because the run ends at ${until_s} s`;
    return { settings: { ...settings, warmup_s: 0 }, window_notes: [note] };
  }
  throw new UserError(`${warmup_s} s is not before the end at ${until_s} s`, {
    place: 'warmup_s',
    hint: 'nothing would be counted',
  });
}

function makeDemand(sources: Sources, settings: ScenarioSettings, ground: Ground): DemandSpec {
  const own = settings.demand;
  if (ground.demand !== undefined) {
    if (own !== undefined) {
      throw new UserError('a .sumocfg brings its own demand', {
        place: 'demand',
        hint: 'name its .net.xml in map.sumo instead',
      });
    }
    return ground.demand;
  }
  const demand: DemandSettings = own ?? demandSchema.parse({ random: {} });
  const until_ms = Math.ceil(settings.until_s * 1000);
  const crossing = settings.map.crossing !== undefined;
  if (crossing && own === undefined) {
    throw new UserError('nobody drives: a crossing needs flows', {
      place: 'map',
      hint: 'see demand: in scenarios/junction.yaml',
    });
  }
  const edges = crossing ? undefined : new Set(ground.network.edges.filter((e) => e.kind === 'road').map((e) => e.id));
  const origin = (flow: number): string => sources.source?.place(['demand', 'flows', flow]) ?? 'flow';
  const trips = flowTrips(demand, { seed: settings.seed, until_ms, edges, origin });
  if (demand.random !== undefined) trips.push(...randomTrips(ground.network, demand, settings.seed, until_ms));
  trips.push(...lineTrips(ground.network, demand.lines, until_ms));
  return demandOf(trips, demand);
}

function stepNotes(settings: ScenarioSettings, ground: Ground, step_given: boolean): string[] {
  if (ground.sumo === undefined) return longStep(settings.dt_ms);
  const notes: string[] = [];
  if (ground.demand !== undefined && ground.sumo.step_ms === undefined && !step_given) {
    notes.push(`step: ${DEFAULT_STEP_MS} ms (the configuration names none; SUMO's default of 1 s is not taken over)`);
  }
  if (!ground.network.origin.projected) {
    notes.push('place: the network has no projection; it is put at 29.56 N 106.55 E');
  }
  return [...notes, ...longStep(settings.dt_ms)];
}

function longStep(dt_ms: number): string[] {
  if (dt_ms <= LONG_STEP_MS) return [];
  return [`warning: a step of ${dt_ms} ms is above ${LONG_STEP_MS} ms: reactions and messages get coarse`];
}
