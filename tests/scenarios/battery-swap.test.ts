/** Battery swap over a channel that loses and delays: whatever is lost, every request ends once and no pack is in two hands. */
import { describe, expect, it } from 'vitest';
import { wrongBooks } from '../../server/runner/stations/run-stations.ts';
import { startRun, type Run } from '../../server/runner/run.ts';
import { loadScenario } from '../../server/scenario/loader.ts';

const DEMAND = [
  'energy.enabled=true',
  'energy.shares={ taxi: { swap: 1, fuel: 0 } }',
  'energy.soc_min=0.05',
  'energy.soc_max=0.6',
  'demand.random.per_hour=1200',
  'demand.shares={ taxi: 1 }',
  'warmup_s=0',
  'stations={ swap_north: { pack_types: [choco_25] }, swap_south: { pack_types: [choco_25] } }',
];

/** Runs to the end and looks at every tick. */
async function swapRun(until_s: number, sets: readonly string[], seed = 1): Promise<Run> {
  const scenario = await loadScenario('swap-rush', { until_s, seed, sets: [...DEMAND, ...sets] });
  const run = await startRun(scenario, { run_id: 'test', pace: 'max', check: true });
  const { stations, world } = run.state;
  while (!run.done) {
    await run.advance();
    if (world.tick % 50 !== 0) continue;
    for (const { station } of stations!.list) {
      const promised = [...station.leases.values()].map(({ slot }) => slot);
      expect(new Set(promised).size).toBe(promised.length);
      for (const lease of station.leases.values()) expect(station.slots[lease.slot]!.lease).toBe(lease.id);
    }
  }
  return run;
}

function expectInOrder(run: Run): void {
  const { stations, swaps } = run.state;
  const { books, journeys, packs } = swaps!;
  const ended = Object.values(books.ended).reduce((sum, count) => sum + count, 0);
  expect(ended + journeys.size).toBe(books.requested);
  expect(wrongBooks(stations!)).toEqual([]);
  // A serial number is in one station, or in one vehicle: nobody has what a slot holds.
  const stored = new Set(stations!.list.flatMap(({ station }) => station.slots.map(({ pack }) => pack?.serial)));
  const carried = [...packs.values()].map(({ serial }) => serial);
  expect(new Set(carried).size).toBe(carried.length);
  expect(carried.filter((serial) => stored.has(serial))).toEqual([]);
  expect(run.broken).toEqual([]);
}

describe('battery swap', () => {
  it('brings vehicles with a low charge to a station and back on their way with a full pack', async () => {
    const run = await swapRun(600, []);
    const { books, journeys } = run.state.swaps!;
    expect(books.ended.completed).toBeGreaterThan(5);
    expect(books.ended.expired + books.ended.stranded).toBe(0);
    expect(journeys.size).toBeGreaterThan(0);
    expect(run.result().vehicles.collisions).toBe(0);
    expectInOrder(run);
    await run.finish();
  }, 60_000);

  it.each([1, 2])(
    'keeps its books when three of ten messages are lost (seed %i)',
    async (seed) => {
      const bad = [
        'channel.uu={ loss: 0.3, delay_ms: 400, jitter_ms: 300 }',
        'channel.wired={ loss: 0.3, delay_ms: 50 }',
      ];
      const run = await swapRun(300, [...bad, 'stations.swap_north.packs=3', 'stations.swap_south.packs=3'], seed);
      expect(run.state.swaps!.books.ended.completed).toBeGreaterThan(0);
      expectInOrder(run);
      await run.finish();
    },
    60_000,
  );
});
