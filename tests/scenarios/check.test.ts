/** Shipped scenarios and real cities drive cleanly: nobody collides, runs a red light that could be avoided, or is stuck. */
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../server/runner/result.ts';
import { startRun } from '../../server/runner/run.ts';
import { loadScenario } from '../../server/scenario/loader.ts';
import { dataPath } from '../support/data.ts';

async function check(scenario: string, until_s: number, sets: readonly string[]): Promise<RunResult> {
  const loaded = await loadScenario(scenario, { until_s, sets });
  const run = await startRun(loaded, { run_id: 'check', pace: 'max', check: true });
  await run.run();
  expect(run.broken).toEqual([]);
  return run.finish();
}

function expectClean({ vehicles, messages }: RunResult): void {
  const { collisions, red_entries, stuck, inserted, running, arrived, removed } = vehicles;
  expect({ collisions, red_entries, stuck }).toEqual({ collisions: 0, red_entries: 0, stuck: 0 });
  expect(inserted).toBe(running + arrived + removed);
  for (const counts of Object.values(messages)) {
    expect(counts.addressed).toBe(counts.delivered + counts.lost + counts.in_flight);
  }
}

const city = dataPath('maps/sumo/tavf-hamburg/run_simulation.sumocfg');

describe('the judge finds nothing', () => {
  it('at the junction of npm start in five minutes', async () => {
    const result = await check('junction', 300, ['warmup_s=60']);
    expectClean(result);
    expect(result.vehicles.arrived).toBeGreaterThan(150);
    expect(result.traffic.mean_speed_mps).toBeGreaterThan(3);
    expect(result.messages['advice'].delivered).toBeGreaterThan(0);
  });

  it.each(['expressway-merge', 'swap-rush', 'chongqing-riverside'])('in two minutes of %s', async (name) => {
    const result = await check(name, 120, ['warmup_s=30']);
    expectClean(result);
    expect(result.vehicles.inserted).toBeGreaterThan(80);
  });

  it.skipIf(city === undefined)('in a minute of Hamburg', async () => {
    const result = await check(city!, 60, []);
    expectClean(result);
    expect(result.vehicles.inserted).toBeGreaterThan(300);
    expect(result.messages['bsm'].lost).toBeGreaterThan(0);
  });
});
