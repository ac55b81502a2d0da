import { describe, expect, it } from 'vitest';
import { dataPath } from '../../support/data.ts';
import { load } from './sumo-files.ts';

const hamburg = dataPath('maps/sumo/tavf-hamburg/run_simulation.sumocfg');
const bologna = dataPath('maps/sumo/bologna-pasubio/run.sumocfg');

describe.skipIf(hamburg === undefined)('the SUMO scenario of Hamburg', () => {
  it('has the size that SUMO tells', async () => {
    const { network, demand, settings, notes } = await load(hamburg as string);
    const roads = network.edges.filter((edge) => edge.kind === 'road');
    const lanes = roads.flatMap((edge) => edge.lanes);
    expect(roads).toHaveLength(617);
    expect(lanes).toHaveLength(1315);
    expect(lanes.reduce((sum, lane) => sum + lane.length_m, 0) / 1000).toBeCloseTo(101.77, 2);
    expect(network.junctions).toHaveLength(422);
    expect(network.connections.filter((entry) => !entry.from_lane.startsWith(':'))).toHaveLength(1503);
    expect(network.signals).toHaveLength(43);
    expect(network.signals.filter((signal) => signal.kind === 'actuated')).toHaveLength(40);
    expect(network.stops).toHaveLength(29);
    expect(network.origin.lat_deg).toBeCloseTo(53.5404, 3);
    expect(network.origin.lon_deg).toBeCloseTo(9.9469, 3);
    expect(settings).toEqual({ begin_ms: 0, end_ms: 1_200_000, seed: 121294 });
    expect(demand.departures).toHaveLength(21265);
    expect(demand.departures.filter((entry) => entry.depart_ms < 1_200_000)).toHaveLength(7098);
    expect(demand.types.map((type) => type.id)).toEqual(['BUS', 'MetroBUS', 'PKW_special', 'LKW_special']);
    expect(notes('unknown')).toEqual([]);
    expect(notes('dropped')).toEqual([]);
  });

  it('keeps the successors of actuated phases, so that phases 4 to 7 of program 121 are never reached', async () => {
    const { network } = await load(hamburg as string);
    const signal = network.signals.find((entry) => entry.id === '121');
    const reached = new Set([0]);
    for (const phase of reached) {
      for (const next of signal?.phases[phase].next.length === 0 ? [phase + 1] : (signal?.phases[phase].next ?? [])) {
        reached.add(next % 8);
      }
    }
    expect([...reached].sort((a, b) => Number(a) - Number(b))).toEqual([0, 1, 2, 3]);
  });

  it('lets its buses leave their lane at their stops, as their routes say', async () => {
    const { demand } = await load(hamburg as string);
    const stops = demand.departures.flatMap((entry) => entry.stops);
    expect(stops).toHaveLength(344);
    expect(stops.filter((stop) => stop.parking)).toHaveLength(341);
    expect(stops.every((stop) => stop.duration_ms > 0 && stop.place !== undefined)).toBe(true);
  });
});

describe.skipIf(bologna === undefined)('the SUMO scenario of Bologna', () => {
  it('has the size that SUMO tells, and the signal programs of its additional file', async () => {
    const { network, demand, notes } = await load(bologna as string);
    expect(network.edges.filter((edge) => edge.kind === 'road')).toHaveLength(111);
    expect(network.signals.map((signal) => signal.program)).toEqual(Array.from({ length: 8 }, () => 'utopia'));
    expect(network.stops).toHaveLength(25);
    expect(demand.departures).toHaveLength(8776);
    expect(demand.types.some((type) => type.vehicle_class === 'ignoring')).toBe(true);
    expect(notes('unknown')).toEqual([]);
    expect(notes('dropped')).toEqual([]);
  });

  it('draws other types with another seed, and the same vehicles', async () => {
    const [one, other] = await Promise.all([1, 2].map((seed) => load(bologna as string, { seed })));
    const ids = (index: 0 | 1) => [one, other][index].demand.departures.map((entry) => entry.id);
    expect(ids(0)).toEqual(ids(1));
    const types = (index: 0 | 1) => {
      const { demand } = [one, other][index];
      return demand.departures.map((entry) => demand.types[entry.type].id);
    };
    expect(types(0)).not.toEqual(types(1));
  });
});
