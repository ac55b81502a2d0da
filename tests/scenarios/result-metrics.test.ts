/** The table of metrics and the numbers of a real result are the same set. */
import { expect, it } from 'vitest';
import { isMetricPath, numbersOf, pathsOf } from '../../server/runner/metric.ts';
import { METRICS } from '../../server/runner/metrics.ts';
import { unitOfName } from '../../server/scenario/unit-of-name.ts';
import { loadJunction, runScenario } from './run-rig.ts';

it('every number of a result has one definition, and every definition a number', async () => {
  const result = await runScenario(await loadJunction(15), { check: true });
  const paths = [...numbersOf(result).keys()];
  expect(paths).toContain('vehicles.collisions');
  expect(paths).toContain('messages.bsm.lost');
  expect(paths).not.toContain('provenance.settings.seed');
  const counts = paths.map((path) => [path, METRICS.filter((metric) => isMetricPath(metric, path)).length]);
  expect(counts.filter(([, count]) => count !== 1)).toEqual([]);
  const missing = METRICS.flatMap((metric) =>
    metric.names === undefined
      ? paths.some((path) => isMetricPath(metric, path))
        ? []
        : [metric.path]
      : pathsOf(metric).filter((path) => !paths.includes(path)),
  );
  expect(missing).toEqual([]);
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
