/** The list of settings is what --set takes, no more and no less. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settingPaths } from '../../../server/scenario/setting-path.ts';
import type { SettingPath } from '../../../server/scenario/setting-path.ts';
import { applyOverrides, checkSettings, parseOverride, parseSettings } from '../../../server/scenario/settings.ts';
import { UserError } from '../../../server/scenario/user-error.ts';

const text = readFileSync(new URL('../../../scenarios/junction.yaml', import.meta.url), 'utf8');
const fault = 'faults:\n  - { tick: 3, source: rsu-crossing, message: spat }\n';
const { raw } = parseSettings(`${text}\n${fault}`, 'junction.yaml');
const file = checkSettings(raw, undefined, []);
const paths = settingPaths(file);
const one = (path: string): SettingPath | undefined => paths.find((setting) => setting.path === path);

/** The settings after one --set; where it begins a list, after those of the other members that a first element needs. */
function set(path: string, value: unknown): unknown {
  const begun = /^(.*\.N)\./.exec(path)?.[1];
  const others = begun === undefined ? [] : paths.filter((other) => other.path.startsWith(`${begun}.`));
  const needed = others.filter((other) => other.path !== path && other.default === undefined);
  const sets = [
    ...needed.map((other) => `${other.path}=${JSON.stringify(anyOf(other))}`),
    `${path}=${JSON.stringify(value)}`,
  ];
  const overrides = sets.map((line) => parseOverride(line.replaceAll('.N.', '.0.')));
  return checkSettings(applyOverrides(raw, overrides), undefined, overrides);
}

function anyOf(setting: SettingPath): unknown {
  if (setting.choices !== undefined) return setting.choices[0];
  if (setting.type === 'list') return ['a', 'b'];
  return setting.type === 'text' ? 'a' : candidates(setting)[0];
}

function valueAt(settings: unknown, path: string): unknown {
  return path
    .replaceAll('.N.', '.0.')
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], settings);
}

/** Values other than the present one that the schema allows by itself. */
function candidates({ type, value, minimum = 0, maximum = minimum + 1000 }: SettingPath): number[] {
  const middle = minimum + (maximum - minimum) / 3;
  const numbers = [type === 'integer' ? Math.round(middle) : middle, minimum, maximum];
  return numbers.filter((number) => number !== value);
}

/** The first candidate that --set takes, with what came of it. */
function accepted(setting: SettingPath): { value: number; settings: unknown } | undefined {
  for (const value of candidates(setting)) {
    try {
      return { value, settings: set(setting.path, value) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return undefined;
}

describe('the paths of --set', () => {
  it('know type, unit, range, default, present value and meaning', () => {
    expect(one('channel.pc5.range_m')).toEqual({
      path: 'channel.pc5.range_m',
      type: 'number',
      unit: 'm',
      description: 'Beyond it nobody hears the sender.',
      minimum: 1,
      maximum: 2000,
      default: 300,
      value: 300,
    });
    expect(one('seed')).toMatchObject({ type: 'integer', minimum: 0, value: 1 });
    expect(one('seed')).not.toHaveProperty('maximum');
    expect(one('map.crossing.signal.left')).toMatchObject({ choices: ['protected', 'permissive'], value: 'protected' });
    expect(one('demand.flows.2.per_hour')).toMatchObject({ unit: '1/h', value: 860 });
    expect(one('demand.random.per_hour')).not.toHaveProperty('value');
    expect(one('v2x.enabled')).toMatchObject({ type: 'boolean', default: true, value: true });
  });

  it("have a description each, their block's where they have none", () => {
    expect(paths.filter(({ description }) => description === '')).toEqual([]);
    expect(one('demand.shares.bus')?.description).toMatch(/^Shares of the vehicle classes/);
  });

  it('go into lists by index, and name a place in an empty one by N', () => {
    expect(one('faults.0.tick')).toMatchObject({ value: 3 });
    const empty = settingPaths(checkSettings(parseSettings(text, 'junction.yaml').raw, undefined, []));
    expect(empty.find(({ path }) => path === 'faults.N.tick')).toMatchObject({ pattern: true });
    expect(empty.some(({ path }) => path.startsWith('faults.0'))).toBe(false);
  });

  it('go into tables by id, and into every variant of a block', () => {
    const bay = z.strictObject({ power_kw: z.number().min(3).describe('Power.') });
    const schema = z.toJSONSchema(
      z.strictObject({
        stations: z.record(z.string(), bay).describe('By id.'),
        weights: z.record(z.string(), z.number()).describe('Weights.'),
        policy: z
          .discriminatedUnion('kind', [
            z.strictObject({ kind: z.literal('fixed'), wait_s: z.number() }),
            z.strictObject({ kind: z.literal('free'), seats: z.array(z.number()) }),
          ])
          .describe('How.'),
      }),
    );
    const listed = settingPaths({ stations: { north: { power_kw: 60 } }, weights: { to_s: 2 } }, schema);
    expect(listed.map(({ path, type, unit }) => [path, type, unit])).toEqual([
      ['stations.north.power_kw', 'number', 'kW'],
      // An id is no name with a unit.
      ['weights.to_s', 'number', ''],
      ['policy.kind', 'text', ''],
      ['policy.wait_s', 'number', 's'],
      ['policy.seats', 'list', ''],
    ]);
    expect(listed[0]).toMatchObject({ value: 60, minimum: 3, description: 'Power.' });
    expect(settingPaths({}, schema)[0]).toMatchObject({ path: 'stations.ID.power_kw', pattern: true });
  });

  const numeric = paths.filter(({ type }) => type === 'number' || type === 'integer');
  it(`take a legal value each (${numeric.length} numbers)`, () => {
    expect(numeric.length).toBeGreaterThan(120);
    const refused = numeric.filter((setting) => {
      const found = accepted(setting);
      return found === undefined || valueAt(found.settings, setting.path) !== found.value;
    });
    expect(refused.map(({ path }) => path)).toEqual([]);
  });

  it('refuse what is out of range', () => {
    const wrong = numeric.flatMap(({ path, maximum }) => (maximum === undefined ? [] : [{ path, value: maximum + 1 }]));
    expect(wrong.length).toBeGreaterThan(100);
    for (const { path, value } of wrong) expect(() => set(path, value), path).toThrow(UserError);
  });

  it('take every word of a choice', () => {
    const chosen = paths.filter(({ choices }) => choices !== undefined);
    expect(chosen.length).toBeGreaterThan(5);
    for (const { path, choices = [] } of chosen) {
      for (const word of choices) expect(valueAt(set(path, word), path)).toBe(word);
    }
  });
});

describe('--set into lists', () => {
  const plain = parseSettings(text, 'junction.yaml').raw;
  const apply = (...sets: string[]): Record<string, unknown> => applyOverrides(plain, sets.map(parseOverride));

  it('begins one that is not there', () => {
    expect(apply('faults.0.tick=5', 'faults.0.source=a', 'faults.0.message=bsm')['faults']).toEqual([
      { tick: 5, source: 'a', message: 'bsm' },
    ]);
  });

  it('appends at its end and leaves no hole', () => {
    expect(apply('demand.flows.4.from=west', 'demand.flows.4.per_hour=9')).toMatchObject({
      demand: { flows: { length: 5 } },
    });
    expect(() => apply('demand.flows.9.per_hour=9')).toThrow(
      'demand.flows has 4 entries; the next one is demand.flows.4',
    );
  });
});
