import { describe, expect, it } from 'vitest';
import { createImportReport } from '../../../server/scenario/sumo/import-report.ts';
import { loadSumo } from '../../../server/scenario/sumo/load-sumo.ts';
import { createWorld } from '../../../server/simulation/create-world.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import type { Network } from '../../../server/simulation/network.ts';
import { step } from '../../../server/simulation/step.ts';
import { readCsv } from '../../support/csv.ts';
import { dataPath } from '../../support/data.ts';
import { phase } from '../../support/nets.ts';
import { demand, departure, plainCar } from '../../support/roads.ts';

const GREEN_S = 60;
const CYCLE_S = 120;
/** Cycles 4 to 10 are counted: the approach has filled up by then. */
const FIRST_CYCLE = 3;
const LAST_CYCLE = 10;

const net = dataPath('golden/nets/satflow.net.xml');
const flows = dataPath('golden/b_saturation_flow.csv');
const headways = dataPath('golden/b_discharge_headways.csv');

/** Model's name in the reference (which has no rows of the last one), and the flow of a plain IDM queue at rest, veh/h. */
const SETS = [
  { model: 'IDM_sumo_default', accel_mps2: 2.6, decel_mps2: 4.5, headway_s: 1, min_gap_m: 2.5, plain: 1832, rows: 28 },
  { model: 'IDM_T1.2_a2.0', accel_mps2: 2, decel_mps2: 3, headway_s: 1.2, min_gap_m: 2, plain: 1690, rows: 0 },
  { model: 'IDM_T1.5_a1.4', accel_mps2: 1.4, decel_mps2: 2, headway_s: 1.5, min_gap_m: 2, plain: 1439, rows: 0 },
];

async function loadNetwork(): Promise<Network> {
  const { network } = await loadSumo(net!, createImportReport());
  const phases = [phase('G', GREEN_S), phase('y', 3), phase('r', CYCLE_S - GREEN_S - 3)];
  return compileNetwork({
    ...network,
    signals: network.signals.map((signal) => ({ ...signal, kind: 'static', offset_ms: 0, phases })),
  });
}

/** Times since the start of green, s, at which fronts pass 0.1 m behind the junction, by cycle. */
function crossings(network: Network, set: (typeof SETS)[number]): number[][] {
  const edges = network.edges.ids.filter((_, edge) => network.edges.internal[edge] === 0);
  const seconds = LAST_CYCLE * CYCLE_S;
  const { model: _model, plain: _plain, rows: _rows, ...parameters } = set;
  const world = createWorld(
    network,
    demand(
      [plainCar(parameters)],
      Array.from({ length: Math.ceil(seconds / 1.5) }, (_, i) =>
        departure({ id: `v${String(i).padStart(5, '0')}`, edges, depart_ms: i * 1500 }),
      ),
    ),
    { seed: 1, dt_ms: 100 },
  );
  const out = network.edge_by_id.get('out')!;
  const passed = new Set<number>();
  const cycles: number[][] = Array.from({ length: LAST_CYCLE }, () => []);
  while (world.tick < seconds * 10) {
    step(world);
    const { lane, pos_m, speed_mps, key } = world.vehicles;
    for (let i = 0; i < world.active_count; i++) {
      const slot = world.active[i];
      if (network.lanes.edge[lane[slot]] !== out || pos_m[slot] < 0.1 || passed.has(key[slot])) continue;
      passed.add(key[slot]);
      const time = world.tick / 10 - (pos_m[slot] - 0.1) / Math.max(0.1, speed_mps[slot]);
      const cycle = Math.floor(time / CYCLE_S);
      if (time - cycle * CYCLE_S <= GREEN_S) cycles[cycle]?.push(time - cycle * CYCLE_S);
    }
  }
  return cycles.slice(FIRST_CYCLE);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe.skipIf(net === undefined || flows === undefined || headways === undefined)('a queue at a green light', () => {
  it.each(SETS)('discharges like the reference with $model', { timeout: 60_000 }, async (set) => {
    const cycles = crossings(await loadNetwork(), set);
    const flow = 3600 / mean(cycles.map((times) => (times[times.length - 1] - times[3]) / (times.length - 4)));
    const reference = readCsv(flows!).find((row) => row['model'] === set.model && Number(row['step']) === 0.1);
    expect(Math.abs(flow / set.plain - 1)).toBeLessThan(0.02);
    if (set.model !== 'IDM_T1.5_a1.4') {
      expect(Math.abs(flow / Number(reference?.['sat_flow_vehphpl']) - 1)).toBeLessThan(0.02);
    }

    const rows = readCsv(headways!).filter(
      (row) => row['model'] === set.model && Number(row['step']) === 0.1 && Number(row['queue_pos']) >= 3,
    );
    expect(rows).toHaveLength(set.rows);
    const shortest = Math.min(...cycles.map((times) => times.length));
    let compared = 0;
    for (const row of rows) {
      const position = Number(row['queue_pos']);
      if (position > shortest) continue;
      const headway = mean(cycles.map((times) => times[position - 1] - times[position - 2]));
      expect(Math.abs(headway - Number(row['mean_headway_s'])), `position ${position}`).toBeLessThan(0.1);
      compared += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(rows.length - 2);
  });
});
