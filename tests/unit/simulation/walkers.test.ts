import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossingNetwork } from '../../../server/scenario/crossing.ts';
import { crossingSchema } from '../../../server/scenario/map-schema.ts';
import { TAIL_MAX, type Engine } from '../../../server/simulation/engine-state.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import type { NetworkSpec } from '../../../server/simulation/network-spec.ts';
import type { Network } from '../../../server/simulation/network.ts';
import { WALKER_STATE } from '../../../server/simulation/world.ts';
import { demand, departure, plainCar, straightRoad } from '../../support/roads.ts';
import { CLEAN, crossingDemand, drive, findings, slotOf, watch } from '../../support/traffic.ts';

function crossing(settings: object, walkers_per_hour = 300): Network {
  const whole = crossingSchema.parse({ length_m: 120, crosswalks: { walkers_per_hour }, ...settings });
  return compileNetwork(crossingNetwork('test', whole));
}

/** One lane to the east with a crosswalk over it, `at_m` from its start; no signal. */
function road(at_m: number, walkers_per_hour: number, length_m = 300): NetworkSpec {
  const shape = Float64Array.of(at_m, -3, 0, at_m, 3, 0);
  const crosswalks = [{ id: 'zebra', shape, width_m: 4, walkers_per_hour }];
  return { ...straightRoad(length_m, { lanes: 1, speed_mps: 13.9 }), crosswalks };
}

const NOBODY = demand([plainCar()], []);

/** Positions of the walkers who are on their way, by number. */
function underWay(world: Engine): Map<number, number> {
  const walkers = world.walkers!;
  const found = new Map<number, number>();
  for (const slot of walkers.active.subarray(0, walkers.active_count))
    if (walkers.state[slot] === WALKER_STATE.crossing) found.set(walkers.number[slot], walkers.pos_m[slot]);
  return found;
}

/** Lanes that a body covers, each with the place of the front counted from its start. */
function lanesUnder(world: Engine, slot: number): [lane: number, front_m: number][] {
  const { vehicles, network } = world;
  let front = vehicles.pos_m[slot];
  const under: [number, number][] = [[vehicles.lane[slot], front]];
  for (let i = 0; i < TAIL_MAX && front < vehicles.length_m[slot]; i++) {
    const lane = vehicles.tail_lane[slot * TAIL_MAX + i];
    if (lane === -1) break;
    front += network.lanes.length_m[lane];
    under.push([lane, front]);
  }
  return under;
}

describe('walkers', () => {
  it('come as a Poisson process and walk at 1.34 m/s on the average', () => {
    const watched = watch(compileNetwork(road(150, 3600)), NOBODY, { seed: 7 });
    const paces = new Map<number, number>();
    drive(watched, 1000, (world) => {
      const walkers = world.walkers!;
      for (const slot of walkers.active.subarray(0, walkers.active_count))
        paces.set(walkers.number[slot], walkers.pace_mps[slot]);
    });
    const { arrived } = watched.world.walkers!.counts;
    // 1000 expected, deviation 32.
    expect(Math.abs(arrived - 1000)).toBeLessThan(100);
    const all = [...paces.values()];
    const mean = all.reduce((sum, pace) => sum + pace, 0) / all.length;
    const deviation = Math.sqrt(all.reduce((sum, pace) => sum + (pace - mean) ** 2, 0) / all.length);
    expect(mean).toBeCloseTo(1.34, 1);
    expect(deviation).toBeGreaterThan(0.22);
    expect(deviation).toBeLessThan(0.29);
  });

  it('are the same people whatever drives, and at every step length', () => {
    const seen = [50, 100, 200].map((dt_ms) => {
      const cars = dt_ms === 50 ? [] : [departure({ id: 'car', edges: ['road'] })];
      const watched = watch(compileNetwork(road(150, 400)), demand([plainCar()], cars), { seed: 3, dt_ms });
      const people = new Map<number, string>();
      drive(watched, 300, (world) => {
        const walkers = world.walkers!;
        for (const slot of walkers.active.subarray(0, walkers.active_count)) {
          const { number, arrived_ms, pace_mps, direction, lateral_m } = walkers;
          const person = [arrived_ms[slot], pace_mps[slot], direction[slot], lateral_m[slot]];
          people.set(number[slot], person.join(' '));
        }
      });
      return [...people].slice(0, 20);
    });
    expect(seen[0].length).toBe(20);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('have the right of way where there is no signal: who can stop does, and goes on behind them', () => {
    const cars = Array.from({ length: 60 }, (_, i) =>
      departure({ id: `car.${i}`, edges: ['road'], depart_ms: i * 5000 }),
    );
    const watched = watch(compileNetwork(road(150, 500)), demand([plainCar()], cars), { seed: 2 });
    let stopped = 0;
    drive(watched, 400, (world) => {
      for (let i = 0; i < world.active_count; i++) if (world.vehicles.speed_mps[world.active[i]] < 0.1) stopped += 1;
    });
    expect(findings(watched)).toEqual(CLEAN);
    expect(stopped).toBeGreaterThan(0);
    const { counts, walkers } = watched.world;
    expect(counts.arrived).toBe(60);
    // Nobody waits long: the next car that can stop gives way.
    expect(walkers!.counts.wait_ms / walkers!.counts.started).toBeLessThan(4000);
  });

  it('let a vehicle pass that could not stop comfortably', () => {
    // Walkers come all the time; a car is set down 25 m before them at 13.9 m/s, which is 3.9 m/s2.
    const network = compileNetwork(road(35, 3600));
    const watched = watch(network, demand([plainCar()], []), { seed: 5 });
    drive(watched, 30);
    const car = demand([plainCar()], [departure({ id: 'car', edges: ['road'], depart_speed: 13.9 })]);
    const late = watch(network, car, { seed: 5 });
    let slowest = Infinity;
    drive(late, 6, (world) => {
      if (world.active_count > 0) slowest = Math.min(slowest, world.vehicles.speed_mps[slotOf(world, 'car')]);
    });
    expect(findings(late)).toEqual(CLEAN);
    expect(slowest).toBeGreaterThan(0);
  });

  it('keep queues off the stripes', () => {
    // Somebody stands 8 m behind the crosswalk for a minute; a car of 5 m has no room between.
    const stop = { edge: 'road', lane: 'road_0', start_m: 160, end_m: 162, duration_ms: 60_000, until_ms: 0 };
    const cars = Array.from({ length: 6 }, (_, i) =>
      departure({
        id: `car.${i}`,
        edges: ['road'],
        depart_ms: i * 3000,
        ...(i === 0 ? { stops: [{ ...stop, parking: false } as never] } : {}),
      }),
    );
    const watched = watch(compileNetwork(road(152, 0)), demand([plainCar()], cars));
    const { crossings } = watched.world.network;
    drive(watched, 120, (world) => {
      for (let i = 0; i < world.active_count; i++) {
        const slot = world.active[i];
        const front = world.vehicles.pos_m[slot];
        if (world.vehicles.speed_mps[slot] > 0.05 || front < crossings.start_m[0]) continue;
        expect(front - world.vehicles.length_m[slot]).toBeGreaterThan(crossings.end_m[0] - 0.4);
      }
    });
    expect(findings(watched)).toEqual(CLEAN);
    expect(watched.world.counts.arrived).toBe(6);
  });
});

describe('a crossing with walkers', () => {
  it('lets them begin on their green only, and is clear before the traffic across goes', () => {
    const watched = watch(crossing({}, 400), NOBODY, { seed: 4 });
    const { crossings, links, lanes } = watched.world.network;
    const lane_of_row = [...crossings.count].flatMap((count, lane) => Array<number>(count).fill(lane));
    const letter = (world: Engine, signal: number, index: number): string =>
      String.fromCharCode(world.signals.letters[world.signals.first_group[signal] + index]);
    const before = new Map<number, number>();
    const seen = new Set<string>();
    drive(watched, 600, (world) => {
      const walkers = world.walkers!;
      for (const slot of walkers.active.subarray(0, walkers.active_count)) {
        const crosswalk = walkers.crosswalk[slot];
        const record = crossings.records[crosswalk];
        const [number, state, pos] = [walkers.number[slot], walkers.state[slot], walkers.pos_m[slot]];
        if (state === WALKER_STATE.crossing && before.get(number) === WALKER_STATE.waiting)
          seen.add(`begins on ${letter(world, record.signal, record.signal_index)}`);
        before.set(number, state);
        if (state === WALKER_STATE.waiting || pos < 0 || pos > record.length_m) continue;
        for (const row of crossings.rows.subarray(crossings.row_first[crosswalk], crossings.row_first[crosswalk + 1])) {
          const lane = lane_of_row[row];
          const link = lanes.link[lane];
          if (links.direction[link] !== 'straight') continue;
          if (letter(world, links.signal[link], links.signal_index[link]) === 'G') seen.add('is there on their green');
        }
      }
    });
    expect([...seen]).toEqual(['begins on G']);
    expect(watched.world.walkers!.counts.crossed).toBeGreaterThan(200);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('harms nobody and loses nobody, whatever the demand and the step', { timeout: 180_000 }, () => {
    const green = { north_south_green_s: 22, east_west_green_s: 22 };
    const shapes = [
      { lanes_in: 2, lanes_out: 2, signal: { left: 'permissive', ...green } },
      { lanes_in: 1, lanes_out: 1, signal: { left: 'permissive', ...green } },
      { signal: { right_turn: 'always', ...green } },
      { lane_width_m: 2.8, corner_radius_m: 9, signal: green },
    ];
    const wish = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      per_hour_and_arm: fc.integer({ min: 100, max: 900 }),
      walkers_per_hour: fc.integer({ min: 50, max: 1500 }),
      left: fc.double({ min: 0, max: 0.4, noNaN: true }),
      right: fc.double({ min: 0, max: 0.4, noNaN: true }),
      trucks: fc.double({ min: 0, max: 0.3, noNaN: true }),
      shape: fc.constantFrom(...shapes),
      dt_ms: fc.constantFrom(50, 100, 200),
    });
    fc.assert(
      fc.property(wish, ({ shape, dt_ms, walkers_per_hour, ...flows }) => {
        const { seed } = flows;
        const watched = watch(crossing(shape, walkers_per_hour), crossingDemand({ ...flows, seconds: 150 }), {
          seed,
          dt_ms,
        });
        let last = underWay(watched.world);
        drive(watched, 200, (world) => {
          const now = underWay(world);
          // Nobody jumps: 2.1 m/s at most.
          for (const [number, pos] of now)
            expect(Math.abs(pos - (last.get(number) ?? pos))).toBeLessThan(0.0022 * dt_ms);
          last = now;
        });
        expect(findings(watched)).toEqual(CLEAN);
        const { arrived, started, crossed } = watched.world.walkers!.counts;
        expect(arrived).toBe(crossed + watched.world.walkers!.active_count);
        expect(started - crossed).toBe(underWay(watched.world).size);
      }),
      { numRuns: 10, seed: 20260504 },
    );
  });

  it('comes to rest nowhere on the stripes, turning or behind those who turn', { timeout: 60_000 }, () => {
    const flows = { seed: 11, seconds: 300, per_hour_and_arm: 600, left: 0.2, right: 0.25, trucks: 0.15 };
    const watched = watch(
      crossing({ signal: { north_south_green_s: 22, east_west_green_s: 22 } }, 500),
      crossingDemand(flows),
    );
    const { crossings } = watched.world.network;
    const SLACK_M = 0.45;
    let waited = 0;
    drive(watched, 360, (world) => {
      const { vehicles } = world;
      for (let i = 0; i < world.active_count; i++) {
        const slot = world.active[i];
        if (vehicles.standing_s[slot] < 2) continue;
        if (vehicles.walkers_halt_m[slot] < Infinity) waited += 1;
        for (const [lane, front] of lanesUnder(world, slot)) {
          for (let row = crossings.first[lane]; row < crossings.first[lane] + crossings.count[lane]; row++) {
            const on =
              front > crossings.start_m[row] + SLACK_M &&
              front - vehicles.length_m[slot] < crossings.end_m[row] - SLACK_M;
            expect(on).toBe(false);
          }
        }
      }
    });
    expect(waited).toBeGreaterThan(100);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('keeps the flow: through traffic loses little, turning traffic waits for walkers', { timeout: 60_000 }, () => {
    const flows = { seed: 1, seconds: 600, per_hour_and_arm: 500, left: 0.15, right: 0.15, trucks: 0.05 };
    const arrived = [undefined, { walkers_per_hour: 200 }].map((crosswalks) => {
      const network = crossingNetwork('test', crossingSchema.parse({ length_m: 160, crosswalks }));
      const watched = watch(compileNetwork(network), crossingDemand(flows));
      drive(watched, 660);
      expect(findings(watched)).toEqual(CLEAN);
      return watched.world.counts.arrived;
    });
    expect(arrived[1]).toBeGreaterThan(0.93 * arrived[0]);
  });
});

describe('a junction without a signal', () => {
  it.each([1, 2, 3])('lets people over all arms and traffic through (seed %i)', { timeout: 60_000 }, (seed) => {
    const settings = { length_m: 120, lanes_in: 1, lanes_out: 1, crosswalks: { walkers_per_hour: 150 } };
    const signalled = crossingNetwork('test', crossingSchema.parse({ ...settings, signal: { left: 'permissive' } }));
    const network = compileNetwork({
      ...signalled,
      signals: [],
      junctions: signalled.junctions.map((junction) => ({ ...junction, kind: 'priority' as const })),
      connections: signalled.connections.map(({ signal: _signal, signal_index: _index, ...connection }) => connection),
      crosswalks: signalled.crosswalks!.map(({ signal: _signal, signal_index: _index, ...crosswalk }) => crosswalk),
    });
    const flows = { seed, seconds: 400, per_hour_and_arm: 200, left: 0.2, right: 0.2, trucks: 0.1 };
    const watched = watch(network, crossingDemand(flows), { seed });
    drive(watched, 520);
    expect(findings(watched)).toEqual(CLEAN);
    const { counts, walkers, demand: all } = watched.world;
    expect(counts.arrived).toBe(all.departures.length);
    expect(walkers!.counts.crossed).toBeGreaterThan(50);
    expect(walkers!.counts.wait_ms / walkers!.counts.started).toBeLessThan(10_000);
  });
});
