/** A comparison on disk: comparison.json, comparison.csv (a row for every number) and runs.csv (a row for every run). */
import { join } from 'node:path';
import { CONFIDENCE, compareResults } from '../runner/comparison.ts';
import { numbersOf } from '../runner/metric.ts';
import type { RunResult } from '../runner/result.ts';
import { CAVEAT, METHOD } from './comparison-lines.ts';
import type { Comparison, Side } from './comparison-lines.ts';
import { csvText } from './csv.ts';
import { writeText } from './output-files.ts';

const COLUMNS = [
  'metric',
  'unit',
  'better',
  'pairs',
  'mean_a',
  'mean_b',
  'difference',
  'low',
  'high',
  'verdict',
] as const;

/** Everything, with the numbers and hashes of all runs. */
export function comparisonJson(comparison: Comparison): string {
  const { pairs, a, b, same_departures } = comparison;
  const whole = {
    simulated: true,
    caveat: CAVEAT,
    method: METHOD,
    confidence: CONFIDENCE,
    version: pairs[0]?.a.provenance.version ?? '',
    commit: pairs[0]?.a.provenance.commit ?? '',
    seeds: pairs.map(({ seed }) => seed),
    same_departures,
    a: sideJson(a),
    b: sideJson(b),
    metrics: compareResults(pairs),
    runs: runsOf(comparison).map(({ variant, result }) => ({
      seed: result.seed,
      variant,
      hash: result.hash,
      deterministic: result.deterministic,
      numbers: Object.fromEntries(numbersOf(result)),
    })),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function sideJson({ label, scenario }: Side): unknown {
  return { label, scenario: scenario.name, sha256: scenario.sha256, settings: scenario.settings };
}

interface VariantRun {
  readonly variant: 'A' | 'B';
  readonly result: RunResult;
}

function runsOf({ pairs }: Comparison): VariantRun[] {
  return pairs.flatMap(({ a, b }) => [{ variant: 'A', result: a } as const, { variant: 'B', result: b } as const]);
}

/** Writes the three files and names them. */
export function writeComparison(folder: string, comparison: Comparison): string[] {
  const rows = compareResults(comparison.pairs).map((row) => [
    row.path,
    row.unit,
    row.better ?? '',
    row.pairs,
    row.mean_a,
    row.mean_b,
    row.difference,
    row.low ?? '',
    row.high ?? '',
    row.verdict,
  ]);
  const runs = runsOf(comparison).map(({ variant, result }) => ({ variant, result, numbers: numbersOf(result) }));
  const paths = [...new Set(runs.flatMap(({ numbers }) => [...numbers.keys()]))].filter((path) => path !== 'seed');
  const run_rows = runs.map(({ variant, result, numbers }) => [
    result.seed,
    variant,
    result.hash,
    ...paths.map((path) => numbers.get(path) ?? ''),
  ]);
  const files: [string, string][] = [
    ['comparison.json', comparisonJson(comparison)],
    ['comparison.csv', csvText(COLUMNS, rows)],
    ['runs.csv', csvText(['seed', 'variant', 'hash', ...paths], run_rows)],
  ];
  return files.map(([name, text]) => writeText(join(folder, name), text, '--out'));
}
