/**
 * The text of a new scenario: the settings that one changes most, each with its unit, range and meaning as a comment, taken from the
 * schema, so that they stay true.
 */
import { Document, Scalar, isMap, isScalar, visit } from 'yaml';
import { unitOfName } from './unit-of-name.ts';
import { scenarioSchema } from './schema.ts';
import { settingPaths } from './setting-path.ts';
import type { SettingPath } from './setting-path.ts';

export interface DraftMap {
  /** Setting of `map:` that names it. */
  readonly key: 'sumo' | 'file';
  /** Relative to the scenario file. */
  readonly path: string;
  readonly facts: string;
  readonly signals: number;
  /** As the map's own configuration says, or the defaults. */
  readonly seed: number;
  readonly dt_ms: number;
  readonly until_s: number;
  /** It brings its own demand, with so many departures. */
  readonly departures?: number;
  /** Random trips that it gets by default. */
  readonly per_hour: number;
  /** Two edges with a way from one to the other. */
  readonly example?: readonly [string, string];
}

export interface Draft {
  readonly name: string;
  /** Path of the JSON Schema, for editors. */
  readonly schema: string;
  /** Absent: a crossing drawn from numbers. */
  readonly map?: DraftMap;
}

/** What a real map does is for its user to find out first. */
const EXPECT =
  ' What the result must be; chelu run exits with 1 where it is not:\n expect:\n   - collisions == 0\n   - removed == 0';

/** Widest line with a comment behind a value; longer ones stand above it. */
const WIDTH = 120;

/** The whole file; it can be run as it is. */
export function draftScenario(draft: Draft): string {
  const document = new Document(values(draft));
  const settings = settingPaths(scenarioSchema.parse(values(draft)));
  commentSettings(document, new Map(settings.map((setting) => [setting.path, setting])));
  for (const [key, text] of Object.entries(sections(draft))) commentSection(document, key, text);
  document.commentBefore = ` yaml-language-server: $schema=${draft.schema}\n ${draft.name}: a scenario of Chelu. More settings: chelu list --paths FILE; what the result holds: chelu metrics`;
  if (draft.map !== undefined) document.comment = EXPECT;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function values({ name, map }: Draft): Record<string, unknown> {
  const { v2x, rsu, channel, drivers, seed, dt_ms } = scenarioSchema.parse({ map: { crossing: {} } });
  const { pc5, uu } = channel;
  return {
    name,
    title: { en: name, zh: name },
    map: map === undefined ? { crossing: CROSSING } : { [map.key]: map.path },
    ...demandOf(map),
    v2x: { enabled: v2x.enabled, penetration: v2x.penetration, applications: v2x.applications },
    rsu: { at: rsu.at, perception_range_m: rsu.perception_range_m, perception_miss: rsu.perception_miss },
    channel: {
      pc5: { range_m: pc5.range_m, loss_min: pc5.loss_min, delay_ms: pc5.delay_ms },
      uu: { delay_ms: uu.delay_ms, jitter_ms: uu.jitter_ms, loss: uu.loss },
    },
    drivers: { warning_compliance: drivers.warning_compliance, advice_compliance: drivers.advice_compliance },
    seed: map?.seed ?? seed,
    dt_ms: map?.dt_ms ?? dt_ms,
    until_s: map?.until_s ?? UNTIL_S,
    warmup_s: map?.departures === undefined && (map?.until_s ?? UNTIL_S) > WARMUP_S ? WARMUP_S : 0,
    ...(map === undefined ? { expect: ['collisions == 0', 'stuck == 0'] } : {}),
  };
}

const UNTIL_S = 600;
/** Until the roads have filled; a configuration of SUMO counts from its own begin. */
const WARMUP_S = 60;

const CROSSING = {
  length_m: 280,
  lanes_in: 3,
  lanes_out: 2,
  speed_mps: 13.89,
  signal: { left: 'protected', north_south_green_s: 30, east_west_green_s: 30, left_green_s: 12 },
};

function demandOf(map: DraftMap | undefined): Record<string, unknown> {
  if (map?.departures !== undefined) return {};
  const shares = { car: 0.8, taxi: 0.1, bus: 0.04, truck: 0.06 };
  if (map !== undefined) return { demand: { shares, random: { per_hour: map.per_hour } } };
  const flow = (from: string, per_hour: number): unknown => ({
    from,
    per_hour,
    turns: { left: 0.2, straight: 0.6, right: 0.2 },
  });
  return {
    demand: { shares, flows: [flow('north', 500), flow('east', 600), flow('south', 500), flow('west', 600)] },
  };
}

/** What stands above a section. */
function sections({ map }: Draft): Record<string, string> {
  const example =
    map?.example === undefined
      ? ''
      : `\n streams between edges instead of random trips, or beside them:\n   flows:\n     - { from: ${JSON.stringify(map.example[0])}, to: ${JSON.stringify(map.example[1])}, per_hour: 300 }`;
  const signals = map === undefined ? 1 : map.signals;
  return {
    map: map === undefined ? ' One signalised junction with four arms.' : ` Where it drives: ${map.facts}.`,
    demand:
      map === undefined
        ? ' Who drives: streams from each arm, vehicles per hour (per_hour), shares of the turns.'
        : ` Who drives. Random trips between the edges at the rim;${example === '' ? ' flows are streams between edges.' : example}`,
    v2x:
      map?.departures === undefined
        ? ' Messages and applications.'
        : ` The ${map.departures} departures of the configuration drive; a demand: here would need its .net.xml instead.\n\n Messages and applications.`,
    rsu: ` Roadside units: ${signals} ${signals === 1 ? 'signal gets one' : 'signals get one each'}.`,
    channel: ' Radio: pc5 between vehicles and RSUs, uu between vehicles and the cloud.',
    drivers: ' Drivers with an on-board unit.',
    seed: ' The run.',
    expect: ' What the result must be; chelu run exits with 1 where it is not.',
  };
}

/** Puts unit, range and meaning behind each plain value of a block; what stands in braces on one line is left alone. */
function commentSettings(document: Document, settings: ReadonlyMap<string, SettingPath>): void {
  visit(document, {
    Map(key, map, parents) {
      const depth = parents.filter((parent) => isMap(parent)).length;
      // The elements of a list and the inner blocks of shares read better in one line.
      if (key !== null && typeof key === 'number') map.flow = true;
      if (parents.some((parent) => isMap(parent) && parent.flow === true)) map.flow = true;
      if (depth > 0 && map.items.every(({ key: name }) => isScalar(name) && isShare(String(name.value))))
        map.flow = true;
    },
  });
  const comment = (node: unknown, path: string): void => {
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      const inner = path === '' ? String(key) : `${path}.${String(key)}`;
      if (isMap(value) && value.flow !== true) comment(value, inner);
      const setting = settings.get(inner);
      if (!(value instanceof Scalar) || setting === undefined || /^(name|title)/.test(inner)) continue;
      const text = meaning(setting);
      const indent = 2 * (inner.split('.').length - 1);
      if (indent + inner.length + String(value.value).length + text.length + 6 <= WIDTH) value.comment = ` ${text}`;
      else if (key instanceof Scalar) key.commentBefore = ` ${text}`;
    }
  };
  comment(document.contents, '');
}

const isShare = (name: string): boolean =>
  ['car', 'taxi', 'van', 'bus', 'truck', 'motorcycle', 'left', 'straight', 'right'].includes(name);

/** `m, 1 to 2000: Beyond it nobody hears the sender.` */
function meaning({ path, description, minimum, maximum, choices }: SettingPath): string {
  const range = minimum === undefined || maximum === undefined ? '' : `${minimum} to ${maximum}`;
  // Most descriptions of a choice begin with its words.
  const told = choices === undefined || description.startsWith(`${String(choices[0])}:`);
  const words = told ? '' : choices.map(String).join(' or ');
  const facts = [unitOfName(path), range, words].filter((part) => part !== '').join(', ');
  return facts === '' ? description : `${facts}: ${description}`;
}

function commentSection(document: Document, section: string, text: string): void {
  if (!isMap(document.contents)) return;
  for (const { key } of document.contents.items) {
    if (!(key instanceof Scalar) || key.value !== section) continue;
    key.spaceBefore = true;
    key.commentBefore =
      key.commentBefore === undefined || key.commentBefore === null ? text : `${text}\n${key.commentBefore}`;
  }
}
