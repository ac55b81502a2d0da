import { describe, expect, it } from 'vitest';
import { crossingNetwork } from '../../../server/scenario/crossing.ts';
import { crossingSchema } from '../../../server/scenario/map-schema.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import type { LaneSpec, NetworkSpec } from '../../../server/simulation/network-spec.ts';

function build(settings: object = {}): NetworkSpec {
  return crossingNetwork('test', crossingSchema.parse(settings));
}

function lanesOf(network: NetworkSpec): Map<string, LaneSpec> {
  return new Map(network.edges.flatMap((edge) => edge.lanes.map((lane) => [lane.id, lane] as const)));
}

/** Unit tangents at every piece of a line. */
function tangents({ shape }: LaneSpec): { x: number; y: number }[] {
  const result: { x: number; y: number }[] = [];
  for (let i = 3; i < shape.length; i += 3) {
    const dx = shape[i] - shape[i - 3];
    const dy = shape[i + 1] - shape[i - 2];
    const length = Math.hypot(dx, dy);
    result.push({ x: dx / length, y: dy / length });
  }
  return result;
}

function turnDegrees(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return (Math.atan2(a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y) * 180) / Math.PI;
}

const variants = [
  { name: 'as it is', settings: {} },
  { name: 'with one lane each way', settings: { lanes_in: 1, lanes_out: 1, signal: { left: 'permissive' } } },
  { name: 'with five lanes in', settings: { lanes_in: 5, lanes_out: 3 } },
  {
    name: 'with a narrow side road',
    settings: { arms: { north: { lanes_in: 2, lanes_out: 2 }, south: { lanes_in: 2, lanes_out: 2 } } },
  },
  { name: 'with free right turns', settings: { signal: { right_turn: 'always' } } },
];

describe.each(variants)('a crossing $name', ({ settings }) => {
  const network = build(settings);
  const lanes = lanesOf(network);
  const across = network.connections.filter((connection) => connection.via !== undefined);

  it('joins every path to its lanes without a gap or a kink', () => {
    for (const connection of across) {
      const [from, via, to] = [connection.from_lane, connection.via ?? '', connection.to_lane].map((id) =>
        lanes.get(id),
      );
      if (from === undefined || via === undefined || to === undefined)
        throw new Error(`a lane of ${connection.via} is absent`);
      for (let axis = 0; axis < 2; axis++) {
        expect(via.shape[axis]).toBeCloseTo(from.shape[from.shape.length - 3 + axis], 9);
        expect(via.shape[via.shape.length - 3 + axis]).toBeCloseTo(to.shape[axis], 9);
      }
      const directions = [...tangents(from), ...tangents(via), ...tangents(to)];
      for (let i = 1; i < directions.length; i++) {
        expect(Math.abs(turnDegrees(directions[i - 1], directions[i]))).toBeLessThan(7);
      }
    }
  });

  it('turns right to the right, left to the left and straight ahead on', () => {
    const expected = { right: -90, straight: 0, left: 90 } as Record<string, number>;
    for (const connection of across) {
      const from = tangents(lanes.get(connection.from_lane)!)[0];
      const to = tangents(lanes.get(connection.to_lane)!)[0];
      expect(turnDegrees(from, to)).toBeCloseTo(expected[connection.direction], 6);
    }
  });

  it('drives on the right: lanes in lie left of no lane out', () => {
    const north_in = lanes.get('north_in_0')!;
    const north_out = lanes.get('north_out_0')!;
    expect(north_in.shape[0]).toBeLessThan(0);
    expect(north_out.shape[0]).toBeGreaterThan(0);
  });

  it('never shows green to two paths that cross unless one of them gives way', () => {
    const { requests } = network.junctions[0];
    for (const { state } of network.signals[0].phases) {
      expect(state).toHaveLength(across.length);
      for (let a = 0; a < state.length; a++) {
        for (let b = 0; b < a; b++) {
          if (!requests[a].foes[b] || !'Gg'.includes(state[a]) || !'Gg'.includes(state[b])) continue;
          expect([state[a], state[b]], `links ${a} and ${b} in ${state}`).toContain('g');
          expect(requests[a].response[b] || requests[b].response[a]).toBe(true);
        }
      }
    }
  });

  it('has a right of way in which foes are mutual and never both give way', () => {
    const { requests } = network.junctions[0];
    requests.forEach((request, a) => {
      request.foes.forEach((foe, b) => {
        expect(requests[b].foes[a]).toBe(foe);
        if (request.response[b]) expect(foe && !requests[b].response[a]).toBe(true);
      });
    });
  });

  it('is a network that the engine takes, with a path for every link', () => {
    const compiled = compileNetwork(network);
    expect(compiled.links.count).toBe(across.length);
    expect(compiled.signals).toHaveLength(1);
    // Lanes side by side are exactly a lane's width apart, a little less where both shift.
    expect(compiled.close_lanes.filter((pair) => pair.distance_m < 3.2)).toEqual([]);
  });
});

describe('the signal program', () => {
  it('follows every green by yellow before red', () => {
    const { phases } = build().signals[0];
    phases.forEach(({ state }, index) => {
      const next = phases[(index + 1) % phases.length].state;
      [...state].forEach((letter, link) => {
        if (letter === 'G') expect('Gy').toContain(next[link]);
        if (letter === 'y') expect(next[link]).toBe('r');
      });
    });
  });

  it('has the durations that were asked for', () => {
    const { phases } = build({ signal: { north_south_green_s: 20, yellow_s: 4, all_red_s: 1 } }).signals[0];
    expect(phases.slice(0, 3).map((phase) => phase.duration_ms)).toEqual([20_000, 4000, 1000]);
  });
});

describe('numbers that do not fit', () => {
  it('are refused with the setting that is wrong', () => {
    expect(() => build({ lanes_in: 1, lanes_out: 1 })).toThrow('a protected left turn needs a lane of its own');
    expect(() => build({ lanes_in: 4, lanes_out: 2 })).toThrow(
      '3 lanes lead straight on from north, but arm south has 2 lanes out',
    );
  });
});

it('turns with realistic radii: speed on a right turn is that of 2.5 m/s2 sideways', () => {
  const right = lanesOf(build()).get(':crossing_0_0');
  expect(right?.speed_mps).toBeGreaterThan(5);
  expect(right?.speed_mps).toBeLessThan(8);
});

describe('crosswalks of a crossing', () => {
  const wish = { walkers_per_hour: 200, width_m: 3 };

  it('lie inside the stop lines, from kerb to kerb, with a signal of their own', () => {
    const network = build({ crosswalks: wish });
    const plain = build();
    expect(network.crosswalks!.map(({ id }) => id)).toEqual(
      ['north', 'east', 'south', 'west'].map((arm) => `${arm}_crosswalk`),
    );
    const [signal, without] = [network.signals[0], plain.signals[0]];
    expect(signal.phases[0].state.length).toBe(without.phases[0].state.length + 4);
    expect(plain.crosswalks).toBeUndefined();
    const cycle = (phases: typeof signal.phases): number => phases.reduce((sum, phase) => sum + phase.duration_ms, 0);
    expect(cycle(signal.phases)).toBe(cycle(without.phases));
    const { crossings } = compileNetwork(network);
    for (const { length_m, signal_index } of crossings.records) {
      // Three lanes of 3.25 m on each side and a little of the kerb's curve.
      expect(length_m).toBeGreaterThan(19.5);
      expect(length_m).toBeLessThan(20.5);
      const walk_s = signal.phases
        .filter(({ state }) => state[signal_index] === 'G')
        .reduce((sum, { duration_ms }) => sum + duration_ms / 1000, 0);
      // 30 s green, 3 s yellow, 2 s red for all; 17 s to get across at 1.2 m/s.
      expect(walk_s).toBe(18);
    }
  });

  it('are crossed by every path once at its beginning and once at its end', () => {
    const network = compileNetwork(build({ crosswalks: wish }));
    const { crossings, lanes } = network;
    for (let lane = 0; lane < lanes.count; lane++) {
      expect(crossings.count[lane]).toBe(lanes.junction[lane] === -1 ? 0 : 2);
      if (lanes.junction[lane] === -1) continue;
      const [entry, exit] = [crossings.first[lane], crossings.first[lane] + 1];
      expect(crossings.start_m[entry]).toBeGreaterThan(0.4);
      expect(crossings.end_m[entry]).toBeLessThan(5);
      expect(crossings.start_m[exit]).toBeGreaterThan(lanes.length_m[lane] - 5.5);
      expect(crossings.end_m[exit]).toBeLessThan(lanes.length_m[lane]);
      for (const row of [entry, exit]) expect(crossings.to_m[row] - crossings.from_m[row]).toBeGreaterThan(2.55);
    }
  });

  it('are refused where corners or greens leave no room for them', () => {
    expect(() => build({ corner_radius_m: 6, crosswalks: wish })).toThrow(/6 m are too narrow for crosswalks/);
    expect(() => build({ crosswalks: wish, signal: { east_west_green_s: 12 } })).toThrow(
      /12 s are too short for walkers/,
    );
  });
});
