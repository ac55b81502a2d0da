import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listScenarios } from '../../../server/scenario/library.ts';
import { ENDLESS_S } from '../../../server/scenario/endless.ts';
import { loadScenario } from '../../../server/scenario/loader.ts';
import type { ScenarioFlags } from '../../../server/scenario/loader.ts';
import { scenarioJsonSchema } from '../../../server/scenario/schema.ts';
import { UserError } from '../../../server/scenario/user-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'chelu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The line that a user would see. */
async function complaint(name: string, flags: ScenarioFlags = {}): Promise<string> {
  try {
    await loadScenario(name, flags);
  } catch (error) {
    if (error instanceof UserError) return error.line();
    throw error;
  }
  throw new Error('nothing was refused');
}

const corner = `map:
  crossing: { lanes_in: 2, lanes_out: 1, signal: { left: permissive } }
demand:
  flows:
    - { from: west, to: east, per_hour: 300 }
`;

describe.each(listScenarios())('the scenario $name', ({ name, title }) => {
  it('loads, has a title in both languages and says what to look at', async () => {
    const scenario = await loadScenario(name);
    expect(scenario.demand.departures.length).toBeGreaterThan(0);
    expect(scenario.notes).toEqual([]);
    for (const text of [title, scenario.settings.look_at]) {
      expect(text.en).not.toBe('');
      expect(text.zh).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('a scenario', () => {
  it('is named after its file where it has no name', async () => {
    expect((await loadScenario(file('my corner.yaml', corner))).name).toBe('my-corner');
  });

  it('takes flags before what the file says', async () => {
    const path = file('flags.yaml', `${corner}seed: 4\nuntil_s: 50\n`);
    expect((await loadScenario(path)).settings).toMatchObject({ seed: 4, until_s: 50 });
    const flags = { seed: 9, until_s: 70, sets: ['seed=8', 'dt_ms=50'] };
    expect((await loadScenario(path, flags)).settings).toMatchObject({ seed: 9, until_s: 70, dt_ms: 50 });
  });

  it('ends after 600 s where nobody says more, and goes on for a day where it is served', async () => {
    const path = file('end.yaml', corner);
    expect((await loadScenario(path)).settings.until_s).toBe(600);
    expect((await loadScenario(path, { endless: true })).settings.until_s).toBe(ENDLESS_S);
    expect((await loadScenario(path, { endless: true, until_s: 30 })).settings.until_s).toBe(30);
  });

  it('counts from the start where it is served for ever or cut short by --until', async () => {
    const path = file('warmup.yaml', `${corner}warmup_s: 60\n`);
    expect((await loadScenario(path)).settings.warmup_s).toBe(60);
    expect((await loadScenario(path, { endless: true })).settings.warmup_s).toBe(0);
    const short = await loadScenario(path, { until_s: 30 });
    expect(short.settings.warmup_s).toBe(0);
    expect(short.notes).toEqual(['warm-up: the 60 s of the scenario are left out, because the run ends at 30 s']);
  });

  it('has a hash of what it says, not of how it is written or run', async () => {
    const one = await loadScenario(file('one.yaml', `${corner}seed: 4\ndt_ms: 50\n`));
    const two = await loadScenario(file('two.yaml', `# the same\ndt_ms: 50\n\nseed:   4\n${corner}`), { seed: 5 });
    const three = await loadScenario(file('three.yaml', `${corner}seed: 4\ndt_ms: 51\n`));
    expect(one.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(two.sha256).toBe(one.sha256);
    expect(three.sha256).not.toBe(one.sha256);
  });

  it('with a long step says so', async () => {
    const { notes } = await loadScenario(file('long.yaml', `${corner}dt_ms: 500\n`));
    expect(notes.join()).toContain('warning: a step of 500 ms is above 200 ms');
  });

  it('names the place of what does not fit together', async () => {
    const path = file('place.yaml', corner.replace('from: west', 'from: wets'));
    expect(await complaint(path)).toBe(`${path}:5:15: demand.flows.0.from: no arm 'wets' (did you mean west?)`);
    const narrow = file('narrow.yaml', corner.replace('lanes_in: 2', 'lanes_in: 4'));
    expect(await complaint(narrow)).toMatch(/narrow\.yaml:2:\d+: map\.crossing\.lanes_out: 3 lanes lead straight on/);
    expect(await complaint(file('warm.yaml', corner), { sets: ['warmup_s=700'] })).toBe(
      '--set warmup_s=700: warmup_s: 700 s is not before the end at 600 s (nothing would be counted)',
    );
    expect(await complaint(file('empty.yaml', 'map: { crossing: {} }\n'))).toMatch(
      /empty\.yaml:1:6: map: nobody drives/,
    );
  });

  it('that is not there is refused with the nearest name or the path', async () => {
    expect(await complaint('juntion')).toBe("no scenario 'juntion' (did you mean junction?)");
    expect(await complaint(join(folder, 'nothing.yaml'))).toBe(`${join(folder, 'nothing.yaml')}: file not found`);
    expect(await complaint(folder)).toMatch(/this is a folder/);
  });
});

it('the JSON Schema beside the scenarios is the one of the code', () => {
  const written: unknown = JSON.parse(
    readFileSync(new URL('../../../scenarios/scenario.schema.json', import.meta.url), 'utf8'),
  );
  // A mismatch is mended by: npx chelu schema > scenarios/scenario.schema.json && npx oxfmt scenarios/scenario.schema.json
  expect(written).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
});
