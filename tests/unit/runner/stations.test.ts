import { describe, expect, it } from 'vitest';
import { createRunStations, advanceStations, wrongBooks } from '../../../server/runner/stations/run-stations.ts';
import { stationStatus } from '../../../server/runner/stations/station-status.ts';
import { loadScenario } from '../../../server/scenario/loader.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';

async function stations(...sets: string[]) {
  const scenario = await loadScenario('swap-rush', { sets: ['energy.enabled=true', ...sets] });
  return createRunStations(scenario.settings, compileNetwork(scenario.network));
}

describe('stations of a run', () => {
  it('are those of the map, with its slots and as many packs as leave a slot for each bay', async () => {
    const run = (await stations())!;
    expect(run.list.map(({ station }) => station.settings.id)).toEqual(['swap_north', 'swap_south']);
    expect(run.list.map(({ station }) => station.slots.length)).toEqual([26, 14]);
    const south = stationStatus(run.list[1]!, []);
    expect(south.slots!.filter(({ state }) => state === 'ready')).toHaveLength(12);
    expect(south.bays).toHaveLength(2);
    expect(south.forecastWaitS).toBe(0);
  });

  it('take what the settings say', async () => {
    const run = (await stations('stations.swap_south.packs=5', 'stations.swap_south.swap_s=300'))!;
    const { station } = run.list[1]!;
    expect(station.slots.filter(({ pack }) => pack !== undefined)).toHaveLength(5);
    expect(station.swap_ms).toBeCloseTo(300_000, -1);
  });

  it('do not run without energy', async () => {
    expect(await stations('energy.enabled=false')).toBeUndefined();
  });

  it('refuse another name, too many packs, an unknown pack', async () => {
    await expect(stations('stations.swap_east.packs=5')).rejects.toThrow("no swap station 'swap_east'");
    await expect(stations('stations.swap_south.packs=14')).rejects.toThrow('14 packs need 15 slots');
    await expect(stations('stations.swap_south.pack_types=[gold]')).rejects.toThrow("no pack type 'gold'");
  });

  it('charge, and their books add up; a pack in two places is found', async () => {
    const run = (await stations('stations.swap_north.soc=0.2'))!;
    advanceStations(run, 600_000, () => {});
    const { station } = run.list[0]!;
    expect(station.energy_kwh).toBeGreaterThan(50);
    expect(station.power_kw).toBeLessThanOrEqual(600 + 1e-9);
    expect(wrongBooks(run)).toEqual([]);
    station.slots[3]!.pack = station.slots[4]!.pack;
    expect(wrongBooks(run).join()).toContain('is in two places');
  });
});
