/** The table of metrics and the numbers of real results are the same set, over all scenarios that come along. */
import { describe, expect, it } from 'vitest';
import { isMetricPath, numbersOf, pathsOf } from '../../server/runner/metric.ts';
import { METRICS } from '../../server/runner/metrics.ts';
import { listScenarios } from '../../server/scenario/library.ts';
import { loadScenario } from '../../server/scenario/loader.ts';
import { unitOfName } from '../../server/scenario/unit-of-name.ts';
import { runScenario } from './run-rig.ts';

/** Long enough for every link to have delivered something. */
const UNTIL_S = 10;

describe('the numbers of a result', () => {
  const found = new Set<string>();

  it.each(listScenarios())('have one definition each ($name)', async ({ name }) => {
    const scenario = await loadScenario(name, { until_s: UNTIL_S, sets: ['warmup_s=0'] });
    const paths = [...numbersOf(await runScenario(scenario, { check: true })).keys()];
    for (const path of paths) found.add(path);
    expect(paths).toContain('vehicles.collisions');
    expect(paths).not.toContain('provenance.settings.seed');
    const counts = paths.map((path) => [path, METRICS.filter((metric) => isMetricPath(metric, path)).length]);
    expect(counts.filter(([, count]) => count !== 1)).toEqual([]);
  });

  it('are there for every definition', () => {
    const missing = METRICS.flatMap((metric) =>
      metric.names === undefined
        ? [...found].some((path) => isMetricPath(metric, path))
          ? []
          : [metric.path]
        : pathsOf(metric).filter((path) => !found.has(path)),
    );
    expect(missing).toEqual([]);
  });
});

it('units stand in the names as well, and nothing lacks a definition or source', () => {
  const wrong = METRICS.filter(({ path, unit }) => {
    const named = unitOfName(path.replace('.*', ''));
    return named !== '' && named !== unit;
  }).map(({ path, unit }) => `${path}: ${unit}`);
  expect(wrong).toEqual([]);
  for (const { path, definition, source } of METRICS) {
    expect(definition, path).toMatch(/^[A-Z].{10,}\.$/);
    expect(source, path).not.toBe('');
  }
  expect(new Set(METRICS.map(({ path }) => path)).size).toBe(METRICS.length);
});
