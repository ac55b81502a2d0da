/** Traffic alone on real cities: no messages, five minutes, watched by the judge at every step. */
import { describe, expect, it } from 'vitest';
import { createImportReport } from '../../server/scenario/sumo/import-report.ts';
import { loadSumo } from '../../server/scenario/sumo/load-sumo.ts';
import { compileNetwork } from '../../server/simulation/network-compiler.ts';
import { dataPath } from '../support/data.ts';
import { drive, watch, type Watch } from '../support/traffic.ts';

const SECONDS = 300;
const hamburg = dataPath('maps/sumo/tavf-hamburg/run_simulation.sumocfg');
const bologna = dataPath('maps/sumo/bologna-pasubio/run.sumocfg');

interface Drive extends Watch {
  readonly worst_standing_s: number;
}

async function city(path: string): Promise<Drive> {
  const { network, demand } = await loadSumo(path, createImportReport(), { until_ms: SECONDS * 1000 });
  const watched = watch(compileNetwork(network), demand);
  let worst_standing_s = 0;
  drive(watched, SECONDS, (world) => {
    if (world.tick % 50 !== 0) return;
    for (let i = 0; i < world.active_count; i++) {
      const slot = world.active[i];
      if ((world.vehicles.lights[slot] & 8) === 0)
        worst_standing_s = Math.max(worst_standing_s, world.vehicles.standing_s[slot]);
    }
  });
  return { ...watched, worst_standing_s };
}

function meanSpeed({ vehicles, active, active_count }: Watch['world']): number {
  let sum = 0;
  for (let i = 0; i < active_count; i++) sum += vehicles.speed_mps[active[i]];
  return sum / active_count;
}

describe('traffic in real cities', () => {
  it.skipIf(hamburg === undefined)('runs cleanly through five minutes of Hamburg', async () => {
    const { world, oracle, problems, worst_standing_s } = await city(hamburg!);
    expect(oracle.accounts).toEqual([]);
    expect(oracle.collisions).toBe(0);
    expect(oracle.red_entries - oracle.red_entries_unavoidable).toBe(0);
    expect(oracle.stuck).toBe(0);
    expect(oracle.broken).toEqual([]);
    expect(problems).toEqual([]);
    expect(world.held_at_line).toBe(0);
    expect(world.events.dropped).toBe(0);
    // SUMO's own longest stand is 156 s.
    expect(worst_standing_s).toBeLessThan(200);
    expect(Math.abs(world.counts.inserted - 1790)).toBeLessThan(30);
    // SUMO's own figures after 299 s: 1052 running at a mean of 8.78 m/s, 730 arrived.
    expect(Math.abs(world.counts.arrived / 730 - 1)).toBeLessThan(0.15);
    expect(Math.abs(meanSpeed(world) / 8.78 - 1)).toBeLessThan(0.15);
  });

  it.skipIf(bologna === undefined)('gets through five minutes of Bologna', async () => {
    const { world, oracle, problems } = await city(bologna!);
    expect(oracle.accounts).toEqual([]);
    expect(oracle.collisions).toBe(0);
    expect(oracle.broken).toEqual([]);
    expect(problems).toEqual([]);
    expect(world.held_at_line).toBe(0);
    expect(oracle.stuck).toBe(0);
    expect(oracle.red_entries - oracle.red_entries_unavoidable).toBe(0);
    expect(world.counts.inserted).toBeGreaterThan(300);
    expect(world.counts.arrived).toBeGreaterThan(50);
  });
});
