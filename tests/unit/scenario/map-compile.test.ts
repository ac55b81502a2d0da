import { describe, expect, it } from 'vitest';
import { compileText } from '../../../server/scenario/map/read.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import type { LaneSpec } from '../../../server/simulation/network-spec.ts';
import { createRouter, findRoute } from '../../../server/simulation/routing.ts';
import { UserError } from '../../../server/scenario/user-error.ts';
import { TOWN } from './map-town.ts';

const { network, dressing, notes } = compileText(TOWN, 'town.map.yaml', 'town');
const compiled = compileNetwork(network);
const lanes = new Map(network.edges.flatMap((edge) => edge.lanes.map((lane) => [lane.id, lane] as const)));
const across = network.connections.filter(({ via }) => via !== undefined);
const laneOf = (id: string): LaneSpec => {
  const lane = lanes.get(id);
  if (lane === undefined) throw new Error(`no lane ${id}`);
  return lane;
};

function headings({ shape }: LaneSpec): number[] {
  const result: number[] = [];
  for (let p = 3; p < shape.length; p += 3)
    result.push(Math.atan2(shape[p + 1] - shape[p - 2], shape[p] - shape[p - 3]));
  return result;
}

function between(a: number, b: number): number {
  return (Math.abs(Math.atan2(Math.sin(b - a), Math.cos(b - a))) * 180) / Math.PI;
}

describe('paths across junctions', () => {
  it('join their lanes without a gap, a step in height or a kink', () => {
    expect(across.length).toBeGreaterThan(30);
    for (const { from_lane, via, to_lane } of across) {
      const [from, path, to] = [from_lane, via ?? '', to_lane].map(laneOf);
      for (let axis = 0; axis < 3; axis++) {
        expect(path.shape[axis]).toBeCloseTo(from.shape[from.shape.length - 3 + axis], 6);
        expect(path.shape[path.shape.length - 3 + axis]).toBeCloseTo(to.shape[axis], 6);
      }
      const all = [headings(from).at(-1) as number, ...headings(path), headings(to)[0]];
      for (let i = 1; i < all.length; i++) expect(between(all[i - 1], all[i]), via).toBeLessThan(12);
    }
  });

  it('have foes that know each other, and of two foes exactly one gives way', () => {
    for (const { requests, internal_lanes } of network.junctions) {
      expect(requests.length).toBe(internal_lanes.length);
      requests.forEach((row, i) => {
        row.foes.forEach((foe, j) => {
          expect(requests[j].foes[i]).toBe(foe);
          expect(Number(row.response[j]) + Number(requests[j].response[i])).toBe(foe ? 1 : 0);
        });
      });
    }
  });

  it('are never laid too close without a conflict', () => {
    expect(compiled.close_lanes.filter(({ distance_m }) => distance_m < 2.6)).toEqual([]);
  });
});

describe('signals', () => {
  it('never let conflicting movements go together unless one of them gives way', () => {
    for (const signal of network.signals) {
      const junction = network.junctions.find(({ id }) => id === signal.id);
      for (const { state } of signal.phases) {
        junction?.requests.forEach(({ foes }, i) => {
          foes.forEach((foe, j) =>
            expect(foe && state[i] === 'G' && state[j] === 'G', `${signal.id} ${state}`).toBe(false),
          );
        });
      }
    }
  });

  it('show every movement and every crosswalk green in some phase, and yellow behind it long enough for the speed', () => {
    for (const signal of network.signals) {
      const count = signal.phases[0].state.length;
      for (let i = 0; i < count; i++) {
        expect(
          signal.phases.some(({ state }) => 'Gg'.includes(state[i])),
          `${signal.id} ${i}`,
        ).toBe(true);
      }
    }
    const centre = network.signals.find(({ id }) => id === 'centre');
    const yellows = centre?.phases.filter(({ name }) => name?.endsWith('yellow')).map(({ duration_ms }) => duration_ms);
    // 1 s + 1.2 x 16.67 / 6 = 4.33 s.
    expect(new Set(yellows)).toEqual(new Set([4500]));
  });

  it('let walkers cross a road only while its own traffic stands', () => {
    const centre = network.signals.find(({ id }) => id === 'centre');
    const own = network.crosswalks?.filter(({ signal }) => signal === 'centre') ?? [];
    expect(own.map(({ id }) => id).sort()).toEqual([
      'centre_x_ring',
      'centre_x_south',
      'centre_x_tee',
      'centre_x_west',
    ]);
    for (const { id, signal_index } of own) {
      const toward = id.split('_x_')[1];
      const links = across.filter((one) => one.signal === 'centre' && one.from_lane.startsWith(`${toward}-`));
      const walking = centre?.phases.filter(({ state }) => state[signal_index ?? -1] === 'G') ?? [];
      expect(walking.length).toBeGreaterThan(0);
      for (const { state } of walking) expect(links.map((link) => state[link.signal_index ?? -1])).not.toContain('G');
    }
  });
});

describe('heights', () => {
  it('rise smoothly, no steeper than the points ask, and steep roads are told', () => {
    expect(notes.filter((note) => note.includes('grade')).map((note) => note.split(':')[0])).toEqual([
      'centre-ring',
      'ring-centre',
    ]);
    for (const edge of network.edges) {
      for (const { shape } of edge.lanes) {
        let slope: number | undefined;
        for (let p = 3; p < shape.length; p += 3) {
          const run = Math.hypot(shape[p] - shape[p - 3], shape[p + 1] - shape[p - 2]);
          if (run < 0.5) continue;
          const next = (shape[p + 2] - shape[p - 1]) / run;
          if (slope !== undefined) expect(Math.abs(next - slope), edge.id).toBeLessThan(0.05);
          slope = next;
        }
      }
    }
  });
});

describe('places', () => {
  const router = createRouter(compiled);
  const route = (from: string, to: string): string[] | undefined =>
    findRoute(router, compiled.edge_by_id.get(from) ?? -1, compiled.edge_by_id.get(to) ?? -1, 1)?.map(
      (e) => compiled.edges.ids[e],
    );

  it('every end of the map can be reached from every other', () => {
    const ends = ['west', 'east', 'south', 'north', 'lane', 'stem', 'down'];
    const edges = network.edges.filter(({ kind }) => kind === 'road');
    for (const from of ends) {
      for (const to of ends.filter((end) => end !== from)) {
        const begin = edges.find((edge) => edge.from === from)?.id ?? '';
        const finish = edges.find((edge) => edge.to === to)?.id ?? '';
        expect(route(begin, finish), `${from} to ${to}`).toBeDefined();
      }
    }
  });

  it('one drives through every bay of a station and back to the road', () => {
    const [station] = network.stations ?? [];
    expect(station.bays.length).toBe(2);
    for (const { lane, stop_m } of station.bays) {
      const bay = lane.replace(/_0$/, '');
      expect(laneOf(lane).length_m).toBeGreaterThan(stop_m);
      expect(route('west-centre', bay)).toEqual(['west-centre', 'swap_1_in', bay]);
      expect(route(bay, 'west-centre.after_swap_1')).toEqual([bay, 'swap_1_out', 'west-centre.after_swap_1']);
    }
    const inside = compiled.edges.ids.filter((_, edge) => compiled.edges.station[edge] === 1);
    expect(inside.filter((id) => !id.startsWith(':'))).toEqual([
      'swap_1_in',
      'swap_1_bay_1',
      'swap_1_bay_2',
      'swap_1_out',
    ]);
  });

  it('a stop lies on the rightmost lane, and the opening shot is kept', () => {
    expect(network.stops).toMatchObject([{ id: 'market', kind: 'bus_stop', lane: 'side-tee_0' }]);
    expect(dressing.opening_shot).toEqual([0, -200, 300, 0, 0, 200]);
  });
});

describe('a mistake in a map is told with file, line and column', () => {
  const complaint = (change: (text: string) => string): string => {
    try {
      compileText(change(TOWN), 'town.map.yaml', 'town');
    } catch (error) {
      if (error instanceof UserError) return error.line();
      throw error;
    }
    throw new Error('nothing was refused');
  };
  it.each([
    [
      'an unknown node',
      '[stem, tee]',
      '[stem, tea]',
      /^town\.map\.yaml:22:23: roads\.4\.through\.1: no node 'tea' \(did you mean tee\?\)$/,
    ],
    [
      'a point twice',
      '[side, [670, -100], down]',
      '[side, [670, -100], [670, -100.5], down]',
      /town\.map\.yaml:23:\d+: roads\.5\.through\.2: two points of a road lie less than 1 m apart/,
    ],
    [
      'an unknown class',
      'class: main,',
      'class: mane,',
      /town\.map\.yaml:18:\d+: roads\.0\.class: no class 'mane' \(did you mean main\?\)/,
    ],
    [
      'an unknown setting',
      'radius_m: 26',
      'radius: 26',
      /town\.map\.yaml:28:\d+: unknown setting 'roundabouts\.ring\.radius' \(did you mean roundabouts\.ring\.radius_m\?\)/,
    ],
    [
      'a station without room',
      'at_m: 60',
      'at_m: 300',
      /town\.map\.yaml:30:.*does not fit on west-centre there \(here \d+ to \d+ fits\)/,
    ],
    [
      'a node without a road',
      '  down: [660, -200, 196]',
      '  down: [660, -200, 196]\n  lost: [1, 2, 3]',
      /town\.map\.yaml:\d+:9: nodes\.lost: no road leads to node lost/,
    ],
    [
      'a wide road at a roundabout',
      '[centre, ring, north], class: street',
      '[centre, ring, north], class: main',
      /town\.map\.yaml:\d+:.*has more than one lane/,
    ],
  ])('%s', (_, from, to, expected) => {
    expect(complaint((text) => text.replace(from, to))).toMatch(expected);
  });
});
