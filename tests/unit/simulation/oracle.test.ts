import { describe, expect, it } from 'vitest';
import type { DepartureSpec } from '../../../server/simulation/demand-spec.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { createOracle, observe } from '../../../server/simulation/oracle.ts';
import { step } from '../../../server/simulation/step.ts';
import { crossroadsDraft, net, phase, program } from '../../support/nets.ts';
import { demand, departure, plainCar, straightRoad } from '../../support/roads.ts';
import { TRUCK, slotOf, watch, type Watch } from '../../support/traffic.ts';

/** Cars a and b at rest on a road of two lanes, b 60 m behind a. */
function pair(): Watch {
  return road([
    departure({ id: 'a', edges: ['road'], depart_lane: 0, depart_pos: 100, depart_speed: 0 }),
    departure({ id: 'b', edges: ['road'], depart_lane: 0, depart_pos: 40, depart_speed: 0 }),
  ]);
}

function road(departures: readonly DepartureSpec[]): Watch {
  return watch(
    compileNetwork(straightRoad(500, { lanes: 2, speed_mps: 13.89 })),
    demand([plainCar(), TRUCK], departures),
  );
}

/** Puts the centre of b to a place relative to that of a, along and to the left, turned by an angle. */
function plant({ world }: Watch, along_m: number, left_m: number, turn_rad = 0): void {
  const { x, y, heading_rad } = world.vehicles;
  const [a, b] = [slotOf(world, 'a'), slotOf(world, 'b')];
  x[b] = x[a] + along_m;
  y[b] = y[a] + left_m;
  heading_rad[b] = turn_rad;
}

describe('the judge of overlaps', () => {
  it.each([
    { name: 'nose in tail', along: -4.7, left: 0, turn: 0, hit: true },
    { name: 'bumper to bumper', along: -4.9, left: 0, turn: 0, hit: false },
    { name: 'side in side', along: 0, left: 1.5, turn: 0, hit: true },
    { name: 'side by side', along: 0, left: 1.7, turn: 0, hit: false },
    { name: 'across its nose', along: 3.1, left: 0, turn: Math.PI / 2, hit: true },
    { name: 'across, ahead of its nose', along: 3.3, left: 0, turn: Math.PI / 2, hit: false },
    { name: 'with a corner in its side', along: 0, left: 2.9, turn: Math.PI / 4, hit: true },
    { name: 'with its corner beside it', along: 0, left: 3.3, turn: Math.PI / 4, hit: false },
    { name: 'the other way round', along: 4.7, left: 0, turn: Math.PI, hit: true },
    { name: 'inside', along: 0, left: 0, turn: 0.3, hit: true },
  ])('tells a car $name: $hit', ({ along, left, turn, hit }) => {
    const watched = pair();
    plant(watched, along, left, turn);
    observe(watched.oracle, watched.world);
    expect(watched.oracle.collisions).toBe(hit ? 1 : 0);
    expect(watched.oracle.accounts).toHaveLength(hit ? 1 : 0);
    if (hit) expect(watched.oracle.accounts[0]).toMatch(/\ba on road_0 at 100\.0 m.*|\bb on road_0 at 40\.0 m/);
  });

  it('counts one collision as long as two bodies overlap, and another one afterwards', () => {
    const watched = pair();
    for (const along of [-4, -3, -2]) {
      plant(watched, along, 0);
      observe(watched.oracle, watched.world);
    }
    expect(watched.oracle.collisions).toBe(1);
    plant(watched, -20, 0);
    observe(watched.oracle, watched.world);
    plant(watched, -4, 0);
    observe(watched.oracle, watched.world);
    expect(watched.oracle.collisions).toBe(2);
  });

  it('finds overlaps across the cells of its grid, on every side of the origin', () => {
    for (const [x, y] of [
      [19.9, 19.9],
      [-0.1, -0.1],
      [-20.1, 59.9],
      [40.1, -39.9],
    ]) {
      const watched = pair();
      const { vehicles } = watched.world;
      vehicles.x[slotOf(watched.world, 'a')] = x;
      vehicles.y[slotOf(watched.world, 'a')] = y;
      for (const along of [-4, 4]) {
        const before = watched.oracle.collisions;
        plant(watched, 50, 50);
        observe(watched.oracle, watched.world);
        plant(watched, along, 0.5);
        observe(watched.oracle, watched.world);
        expect(watched.oracle.collisions, `${x},${y} ${along}`).toBe(before + 1);
      }
    }
  });

  it('lets one road pass above another', () => {
    const watched = pair();
    plant(watched, 0, 0);
    watched.world.vehicles.z[slotOf(watched.world, 'b')] = 6;
    observe(watched.oracle, watched.world);
    expect(watched.oracle.collisions).toBe(0);
  });

  it('counts overlaps on lanes that the map lays too close apart', () => {
    const watched = pair();
    const { lanes } = watched.world.network;
    const network = { ...watched.world.network, close_lanes: [{ lane_a: 0, lane_b: 1, distance_m: 0.5 }] };
    expect(lanes.count).toBe(2);
    const world = { ...watched.world, network };
    const oracle = createOracle(world);
    world.vehicles.lane[slotOf(watched.world, 'b')] = 1;
    plant(watched, 0, 0.5);
    observe(oracle, world);
    expect([oracle.collisions, oracle.geometry_overlaps]).toEqual([0, 1]);
  });

  it('reports a speed below zero and a place out of this world', () => {
    const watched = pair();
    watched.world.vehicles.speed_mps[slotOf(watched.world, 'a')] = -0.5;
    watched.world.vehicles.x[slotOf(watched.world, 'b')] = Number.NaN;
    observe(watched.oracle, watched.world);
    expect(watched.oracle.broken).toHaveLength(2);
    expect(watched.oracle.broken.join()).toMatch(/a has speed -0.5/);
  });
});

describe('the judge of counts', () => {
  it('finds a vehicle that has vanished', () => {
    const watched = pair();
    observe(watched.oracle, watched.world);
    expect(watched.oracle.broken).toEqual([]);
    watched.world.counts.inserted += 1;
    observe(watched.oracle, watched.world);
    expect(watched.oracle.broken).toEqual([expect.stringContaining('inserted 3 is not running 2')]);
  });
});

describe('the judge of standing vehicles', () => {
  it('finds one that stands for 300 s, once', () => {
    const watched = pair();
    const { world, oracle } = watched;
    for (let tick = 0; tick < 2990; tick++) observe(oracle, world);
    expect(oracle.stuck).toBe(0);
    for (let tick = 0; tick < 500; tick++) observe(oracle, world);
    expect(oracle.stuck).toBe(2);
    expect(oracle.accounts[0]).toMatch(/stuck/);
  });

  it('begins anew when it has moved', () => {
    const { world, oracle } = pair();
    for (let tick = 0; tick < 2900; tick++) observe(oracle, world);
    world.vehicles.speed_mps.fill(0.5);
    observe(oracle, world);
    world.vehicles.speed_mps.fill(0);
    for (let tick = 0; tick < 2900; tick++) observe(oracle, world);
    expect(oracle.stuck).toBe(0);
  });

  it('does not take a stop for standing', () => {
    const stop = { lane: 'road_0', start_m: 90, end_m: 100, duration_ms: 1e6, until_ms: -1, parking: false };
    const watched = road([
      departure({ id: 'a', edges: ['road'], depart_lane: 0, depart_pos: 100, depart_speed: 0, stops: [stop] }),
    ]);
    for (let tick = 0; tick < 3500; tick++) {
      step(watched.world);
      observe(watched.oracle, watched.world);
    }
    expect(watched.world.vehicles.speed_mps[slotOf(watched.world, 'a')]).toBe(0);
    expect(watched.oracle.stuck).toBe(0);
  });
});

describe('the judge of red lights', () => {
  /** A car at rest before a light that is red, or turns red after 1 s. */
  function light(letter_first: 'G' | 'r', depart_pos: number, depart_speed: number): Watch {
    const signal = program({ id: 'm', phases: [phase(`${letter_first}r`, 1), phase('rr', 100)] });
    return watch(
      compileNetwork(net(crossroadsDraft(signal))),
      demand([plainCar()], [departure({ id: 'v', edges: ['west', 'east'], depart_pos, depart_speed })]),
    );
  }

  /** Puts the front onto the path across the junction, against the engine's will. */
  function pushOver({ world }: Watch): void {
    const slot = slotOf(world, 'v');
    world.vehicles.lane[slot] = world.network.links.via[world.vehicles.next_link[slot]];
    world.vehicles.pos_m[slot] = 0.5;
  }

  it('finds an entry at a light that has been red for long', () => {
    const watched = light('r', 280, 0);
    observe(watched.oracle, watched.world);
    pushOver(watched);
    observe(watched.oracle, watched.world);
    observe(watched.oracle, watched.world);
    expect([watched.oracle.red_entries, watched.oracle.red_entries_unavoidable]).toEqual([1, 0]);
    expect(watched.oracle.accounts[0]).toMatch(/entered on red: v on :m/);
  });

  it('does not blame an entry on green', () => {
    const watched = light('G', 280, 0);
    observe(watched.oracle, watched.world);
    pushOver(watched);
    observe(watched.oracle, watched.world);
    expect(watched.oracle.red_entries).toBe(0);
  });

  it.each([
    { speed: 13, room: 5, avoidable: 0 },
    { speed: 5, room: 5, avoidable: 1 },
  ])('asks whether $speed m/s could have stopped within $room m when red began', ({ speed, room, avoidable }) => {
    const watched = light('G', 200, 0);
    const { world, oracle } = watched;
    while (world.tick < 9) {
      step(world);
      observe(oracle, world);
    }
    const slot = slotOf(world, 'v');
    step(world);
    world.vehicles.pos_m[slot] = 290 - room;
    world.vehicles.speed_mps[slot] = speed;
    observe(oracle, world);
    pushOver(watched);
    observe(oracle, world);
    expect([oracle.red_entries, oracle.red_entries_unavoidable]).toEqual([1, 1 - avoidable]);
  });
});
