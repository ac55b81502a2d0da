/** A scenario as a test in somebody's CI: expectations, exit codes and the JUnit file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { afterAll, expect, it } from 'vitest';
import { runChelu } from '../support/chelu-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'chelu-expect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scenario(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  const text = `map: { crossing: {} }
demand: { flows: [{ from: west, to: east, per_hour: 600 }] }
until_s: 40
expect:
${lines.map((line) => `  - ${line}`).join('\n')}
`;
  writeFileSync(path, text);
  return path;
}

function testCases(xml: string): number {
  let count = 0;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => (count += name === 'testcase' ? 1 : 0));
  parser.write(xml).close();
  return count;
}

it('passes where all hold, and judges collisions without being asked twice', async () => {
  const { code, stdout } = await runChelu('run', scenario('good.yaml', 'collisions == 0', 'inserted >= 3'));
  expect(stdout).toMatch(
    /expected {4}2 of 2 hold\n {2}ok +collisions == 0 +is 0 collisions {3}\(vehicles\.collisions\)/,
  );
  expect(stdout).toContain('safety      0 collisions');
  expect(code).toBe(0);
});

it('exits with 1 where one does not hold, with its value, on screen and in the JUnit file', async () => {
  const path = scenario('bad.yaml', 'trips.finished > 900', 'collisions == 0');
  const file = join(folder, 'ci/junit.xml');
  const { code, stdout } = await runChelu('run', path, '--junit', file);
  expect(code).toBe(1);
  expect(stdout).toMatch(/expected {4}1 of 2 hold\n {2}FAILED +trips\.finished > 900 +is \d+ trips\n/);
  const xml = readFileSync(file, 'utf8');
  expect(testCases(xml)).toBe(5);
  expect(xml).toMatch(/message="trips\.finished &gt; 900: is \d+ trips \([^"]*bad\.yaml:5:5\)"/);
  expect(xml).toContain('failures="1"');
});

it('adds the checks of --check to the JUnit file', async () => {
  const file = join(folder, 'checked.xml');
  expect(await runChelu('run', 'junction', '--until', '5', '--check', '--junit', file)).toMatchObject({ code: 0 });
  expect(testCases(readFileSync(file, 'utf8'))).toBe(6);
});

it('refuses a path that no result has before it runs, with place and suggestion', async () => {
  const path = scenario('typo.yaml', 'collisions == 0', 'trips.mean_dely_s <= 40');
  const wanted = `error: ${path}:6:5: the result has no 'trips.mean_dely_s' (did you mean trips.mean_delay_s?)\n`;
  expect(await runChelu('run', path)).toMatchObject({ code: 2, stderr: wanted, stdout: '' });
  expect(await runChelu('check', path)).toMatchObject({ code: 2, stderr: wanted });
  const set = ['run', 'junction', '--set', 'expect=["collisions = 0"]'];
  expect((await runChelu(...set)).stderr).toBe(
    `error: --set expect=["collisions = 0"]: 'collisions = 0' is no expectation (equal is written ==)\n`,
  );
});
