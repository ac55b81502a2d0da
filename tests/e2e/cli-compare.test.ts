/** Comparisons as a user starts them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runChelu } from '../support/chelu-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'chelu-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface ComparisonFile {
  readonly simulated: boolean;
  readonly seeds: number[];
  readonly same_departures: boolean;
  readonly metrics: { path: string; mean_a: number; mean_b: number; difference: number; low: number; high: number }[];
  readonly runs: { seed: number; variant: string; hash: string; numbers: Record<string, number> }[];
}

const runs = ['compare', 'junction', '--until', '20', '--set', 'warmup_s=0'];

it('runs pairs with shared departures and prints, saves and exports their differences', async () => {
  const out = join(folder, 'out');
  const flags = ['--seeds', '1-2', '--vary', 'v2x.enabled=true,false', '--out', out];
  const { code, stdout, stderr } = await runChelu(...runs, ...flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^junction {3}simulated, counted from 0 to 20 s\nseeds 1, 2 {3}\(2 pairs\)\nA {3}v2x\.enabled=true/,
  );
  expect(stdout).toContain('Both runs of a pair have the same departures');
  expect(stdout).toMatch(/^V2X is WORSE in: /m);
  const file = JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8')) as ComparisonFile;
  expect(file).toMatchObject({ simulated: true, seeds: [1, 2], same_departures: true });
  expect(file.runs.map(({ seed, variant }) => [seed, variant])).toEqual([
    [1, 'A'],
    [1, 'B'],
    [2, 'A'],
    [2, 'B'],
  ]);
  // The figures are those of single runs.
  const single = await runChelu(
    'run',
    'junction',
    '--until',
    '20',
    '--set',
    'warmup_s=0',
    '--seed',
    '2',
    '--json',
    '-',
  );
  expect((JSON.parse(single.stdout) as { hash: string }).hash).toBe(file.runs[2]!.hash);
  const delay = file.metrics.find(({ path }) => path === 'trips.mean_delay_s')!;
  const delays = file.runs.map(({ numbers }) => numbers['trips.mean_delay_s']!);
  expect(delay.difference).toBeCloseTo((delays[1]! - delays[0]! + delays[3]! - delays[2]!) / 2, 9);
  expect(delay.low).toBeLessThanOrEqual(delay.difference);
  expect(readFileSync(join(out, 'comparison.csv'), 'utf8')).toMatch(/^\uFEFFmetric,unit,better,pairs,mean_a,/);
  expect(readFileSync(join(out, 'runs.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(5);
});

it('gives no verdict from one seed, and says where departures are not shared', async () => {
  const flags = ['--seeds', '3', '--vary', 'demand.flows.0.per_hour=100,2000', '--json', join(folder, 'one.json')];
  const { code, stdout } = await runChelu(...runs, ...flags);
  expect(code).toBe(0);
  expect(stdout).toContain('NOTE: one seed gives no interval');
  expect(stdout).toContain('NOTE: departures differ');
  expect(JSON.parse(readFileSync(join(folder, 'one.json'), 'utf8'))).toMatchObject({ same_departures: false });
});

it('answers mistakes in one line', async () => {
  expect(await runChelu('compare', 'junction', '--seeds', '5-1')).toMatchObject({
    code: 2,
    stderr:
      "error: option '--seeds <list>' argument '5-1' is invalid. Expected seeds such as 1-5 or 1,2,9. (--help explains the flags)\n",
  });
  expect((await runChelu('compare', 'junction', '--vary', 'v2x.penetraton=0,1')).stderr).toBe(
    "error: --set v2x.penetraton=0: unknown setting 'v2x.penetraton' (did you mean v2x.penetration?)\n",
  );
});
