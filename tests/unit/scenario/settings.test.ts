import { describe, expect, it } from 'vitest';
import { ONBOARD_DEFAULTS } from '../../../server/onboard/settings.ts';
import { scenarioSchema } from '../../../server/scenario/schema.ts';
import { applyOverrides, checkSettings, parseOverride, parseSettings } from '../../../server/scenario/settings.ts';
import { editDistance, nearest } from '../../../server/scenario/suggestion.ts';
import { UserError } from '../../../server/scenario/user-error.ts';

/** The line that a user would see. */
function complaint(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.line();
    throw error;
  }
  throw new Error('nothing was refused');
}

function check(text: string, sets: readonly string[] = []): unknown {
  const source = parseSettings(text, 'a.yaml');
  const overrides = sets.map(parseOverride);
  return checkSettings(applyOverrides(source.raw, overrides), source, overrides);
}

const good = 'name: a\nmap: { crossing: {} }\n';

describe('a scenario file', () => {
  it('gets every default', () => {
    const file = scenarioSchema.parse({ map: { crossing: {} } });
    expect(file).toMatchObject({
      seed: 1,
      dt_ms: 100,
      v2x: { enabled: true, penetration: 1, bsm_period_ms: 100, applications: { speed_advice: true } },
      channel: {
        pc5: { range_m: 300, loss_min: 0.01, delay_ms: 20 },
        uu: { delay_ms: 40, jitter_ms: 10, loss: 0.002 },
      },
      rsu: { at: 'signals', perception_range_m: 120, perception_miss: 0.05 },
      deadline: { limit_s: 10, policy: 'wait' },
      copies: 'auto',
      faults: [],
    });
    expect(file.drivers).toEqual(ONBOARD_DEFAULTS.driver);
  });

  it('with a wrong key is refused with line, column and the nearest right one', () => {
    expect(complaint(() => check(`${good}v2x:\n  penetraton: 0.5\n`))).toBe(
      "a.yaml:4:3: unknown setting 'v2x.penetraton' (did you mean v2x.penetration?)",
    );
    expect(complaint(() => check(`${good}bsm_period_ms: 200\n`))).toBe(
      "a.yaml:3:1: unknown setting 'bsm_period_ms' (did you mean v2x.bsm_period_ms?)",
    );
  });

  it('with a wrong value is refused with line, column and what the setting means', () => {
    expect(complaint(() => check(`${good}seed: many\n`))).toBe(
      'a.yaml:3:7: seed: expected number, received string (Seed of everything random)',
    );
    expect(complaint(() => check(`${good}v2x: { penetration: 1.5 }\n`))).toMatch(
      /^a\.yaml:3:21: v2x\.penetration: expected number to be <=1/,
    );
  });

  it('with two maps or none is refused', () => {
    expect(complaint(() => check('name: a\nmap: {}\n'))).toBe(
      'a.yaml:2:6: map: needs exactly one of crossing, sumo and file (Where the scenario drives: crossing, sumo, or file)',
    );
    expect(complaint(() => check('map: { crossing: {}, sumo: x.net.xml }\n'))).toMatch(/needs exactly one/);
  });

  it('that is no YAML is refused with line and column', () => {
    expect(complaint(() => check('name: a\nmap: { crossing\n'))).toMatch(/^a\.yaml:\d+:\d+: not valid YAML: /);
    expect(complaint(() => check('name: a\nname: b\n'))).toMatch(
      /^a\.yaml:2:1: not valid YAML: Map keys must be unique/,
    );
    expect(complaint(() => check('- a\n'))).toMatch(/^a\.yaml:1:1: a scenario is a list of settings/);
  });

  it('with several problems says how many more there are', () => {
    expect(complaint(() => check(`${good}dt_ms: 1\nseed: -1\n`))).toMatch(/; 1 more problem \(/);
  });
});

describe('--set', () => {
  it('reads values as YAML and lays them over the file', () => {
    const sets = [
      'v2x.enabled=false',
      'until_s=90.5',
      'name=b',
      'demand.flows=[{from: north, to: south, per_hour: 60}]',
    ];
    expect(check(good, sets)).toMatchObject({
      name: 'b',
      until_s: 90.5,
      v2x: { enabled: false, penetration: 1 },
      demand: { flows: [{ from: 'north', per_hour: 60 }] },
    });
  });

  it('reaches into lists by number', () => {
    const text = `${good}demand:\n  flows:\n    - { from: north, to: south, per_hour: 1 }\n`;
    expect(check(text, ['demand.flows.0.per_hour=900'])).toMatchObject({
      demand: { flows: [{ from: 'north', per_hour: 900 }] },
    });
  });

  it('is named as the place of what is wrong with it', () => {
    expect(complaint(() => check(good, ['v2x.penetraton=0.5']))).toBe(
      "--set v2x.penetraton=0.5: unknown setting 'v2x.penetraton' (did you mean v2x.penetration?)",
    );
    expect(complaint(() => check(good, ['seed=x']))).toMatch(/^--set seed=x: seed: expected number/);
    expect(complaint(() => check(good, ['seed']))).toMatch(/^--set seed: expected path=value/);
    expect(complaint(() => check(good, ['=3']))).toMatch(/^--set =3: expected path=value/);
    expect(complaint(() => check(good, ['__proto__.x=3']))).toMatch(/is no place in a scenario/);
  });

  it('does not change what it is applied to', () => {
    const raw = { v2x: { enabled: true } };
    applyOverrides(raw, [parseOverride('v2x.enabled=false')]);
    expect(raw).toEqual({ v2x: { enabled: true } });
  });
});

describe('a suggestion', () => {
  it('counts swaps, insertions and replacements once', () => {
    expect(editDistance('seed', 'sede')).toBe(1);
    expect(editDistance('seed', 'seeds')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });

  it('is the nearest word, or none where none is near', () => {
    expect(nearest('penetraton', ['period', 'penetration'])).toBe('penetration');
    expect(nearest('until', ['seed', 'until_s'])).toBe('until_s');
    expect(nearest('xyz', ['seed', 'until_s'])).toBeUndefined();
  });
});
