import { describe, expect, it } from 'vitest';
import type { DepartureSpec, StopSpec } from '../../../server/simulation/demand-spec.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { VEHICLE_STATE } from '../../../server/simulation/world.ts';
import { demand, departure, plainCar, straightRoad } from '../../support/roads.ts';
import { CLEAN, drive, findings, happened, isRunning, slotOf, watch, type Watch } from '../../support/traffic.ts';

const STOP: StopSpec = {
  lane: 'road_0',
  start_m: 180,
  end_m: 200,
  duration_ms: 20_000,
  until_ms: -1,
  parking: false,
};

function road(departures: readonly DepartureSpec[], lanes = 1): Watch {
  return watch(
    compileNetwork(straightRoad(600, { lanes, speed_mps: 13.89 })),
    demand([plainCar(), plainCar({ id: 'bus', vehicle_class: 'bus', length_m: 12, width_m: 2.5 })], departures),
  );
}

interface Service {
  begin_s: number;
  end_s: number;
  pos_m: number;
}

/** Drives on and notes when a vehicle begins and ends its stops. */
function serve(watched: Watch, id: string, seconds: number, each: () => void = () => {}): Service[] {
  const services: Service[] = [];
  drive(watched, seconds, (world) => {
    const now = (world.tick * world.dt_ms) / 1000;
    if (happened(world, 'stop_begin').includes(id))
      services.push({ begin_s: now, end_s: -1, pos_m: world.vehicles.pos_m[slotOf(world, id)] });
    if (happened(world, 'stop_end').includes(id)) services[services.length - 1].end_s = now;
    each();
  });
  return services;
}

describe('a stop in the lane', () => {
  it('is served at its end for its duration', () => {
    const watched = road([departure({ id: 'v', edges: ['road'], stops: [STOP] })]);
    const [service, ...more] = serve(watched, 'v', 120);
    expect(more).toEqual([]);
    expect(Math.abs(service.pos_m - 200)).toBeLessThan(2);
    expect(service.end_s - service.begin_s).toBeCloseTo(20, 1);
    expect(watched.world.counts.arrived).toBe(1);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('shows by its lights and stands still meanwhile', () => {
    const watched = road([departure({ id: 'v', edges: ['road'], stops: [STOP] })]);
    let looked = 0;
    drive(watched, 40, (world) => {
      const slot = slotOf(world, 'v');
      if (world.vehicles.stop_until_ms[slot] < 0) return;
      looked += 1;
      expect(world.vehicles.speed_mps[slot]).toBe(0);
      expect(world.vehicles.lights[slot] & 8).toBe(8);
      expect(world.vehicles.state[slot]).toBe(VEHICLE_STATE.driving);
    });
    expect(looked).toBeGreaterThan(50);
  });

  it('blocks those behind, who wait and then go on', () => {
    const watched = road([
      departure({ id: 'bus', type: 1, edges: ['road'], stops: [STOP] }),
      departure({ id: 'car', edges: ['road'], depart_ms: 3000 }),
    ]);
    let behind = true;
    let slowest = Infinity;
    const [service] = serve(watched, 'bus', 100, () => {
      const { world } = watched;
      if (!isRunning(world, 'bus') || !isRunning(world, 'car')) return;
      const [bus, car] = [slotOf(world, 'bus'), slotOf(world, 'car')];
      behind &&= world.vehicles.pos_m[car] < world.vehicles.pos_m[bus] - 12;
      slowest = Math.min(slowest, world.vehicles.speed_mps[car]);
    });
    expect(behind).toBe(true);
    expect(slowest).toBeLessThan(0.1);
    expect(service.end_s).toBeGreaterThan(service.begin_s);
    expect(watched.world.counts.arrived).toBe(2);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('is passed on the other lane where there is one', () => {
    const watched = road(
      [
        departure({ id: 'bus', type: 1, edges: ['road'], depart_lane: 0, stops: [{ ...STOP, duration_ms: 200_000 }] }),
        departure({ id: 'car', edges: ['road'], depart_lane: 0, depart_ms: 4000 }),
      ],
      2,
    );
    drive(watched, 150);
    expect(isRunning(watched.world, 'bus')).toBe(true);
    expect(isRunning(watched.world, 'car')).toBe(false);
    expect(findings(watched)).toEqual(CLEAN);
  });
});

describe('the time at a stop', () => {
  it.each([
    { name: 'its duration where that is over later', duration_ms: 15_000, until_ms: 20_000, least: 15, end: -1 },
    { name: 'until its departure time', duration_ms: 5000, until_ms: 90_000, least: 5, end: 90 },
    { name: 'until its departure time alone', duration_ms: -1, until_ms: 70_000, least: 0, end: 70 },
    {
      name: 'not at all when that is over and no duration is given',
      duration_ms: 0,
      until_ms: 1000,
      least: 0,
      end: -1,
    },
  ])('is $name', ({ duration_ms, until_ms, least, end }) => {
    const watched = road([departure({ id: 'v', edges: ['road'], stops: [{ ...STOP, duration_ms, until_ms }] })]);
    const [service] = serve(watched, 'v', 200);
    expect(service.end_s).toBeCloseTo(end === -1 ? service.begin_s + least : end, 0);
    expect(watched.world.counts.arrived).toBe(1);
  });

  it('comes at each of several stops in turn', () => {
    const stops = [STOP, { ...STOP, start_m: 380, end_m: 400, duration_ms: 10_000 }];
    const services = serve(road([departure({ id: 'v', edges: ['road'], stops })]), 'v', 200);
    expect(services).toHaveLength(2);
    expect(Math.abs(services[1].pos_m - 400)).toBeLessThan(2);
    expect(services[1].end_s - services[1].begin_s).toBeCloseTo(10, 1);
  });
});

describe('a stop beside the lane', () => {
  const parking = { ...STOP, parking: true };

  it('leaves the lane free and comes back to it', () => {
    const watched = road([
      departure({ id: 'bus', type: 1, edges: ['road'], stops: [{ ...parking, duration_ms: 60_000 }] }),
      departure({ id: 'car', edges: ['road'], depart_ms: 4000 }),
    ]);
    let parked = 0;
    let passed_s = -1;
    const [service] = serve(watched, 'bus', 200, () => {
      const { world } = watched;
      if (!isRunning(world, 'bus')) return;
      const bus = slotOf(world, 'bus');
      if (world.vehicles.state[bus] !== VEHICLE_STATE.parked) return;
      parked += 1;
      const { first, count, slots } = world.order;
      expect([...slots.subarray(first[0], first[0] + count[0])]).not.toContain(bus);
      if (passed_s === -1 && (!isRunning(world, 'car') || world.vehicles.pos_m[slotOf(world, 'car')] > 220))
        passed_s = world.tick / 10;
    });
    expect(parked).toBeGreaterThan(590);
    expect(passed_s).toBeGreaterThan(0);
    expect(passed_s).toBeLessThan(service.begin_s + 30);
    expect(watched.world.counts.arrived).toBe(2);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('waits for a gap before it comes back', () => {
    const stream = Array.from({ length: 30 }, (_, i) =>
      departure({ id: `car.${String(i).padStart(2, '0')}`, edges: ['road'], depart_ms: 4000 + i * 2500 }),
    );
    const watched = road([departure({ id: 'bus', type: 1, edges: ['road'], stops: [parking] }), ...stream]);
    const [service] = serve(watched, 'bus', 250);
    expect(service.end_s).toBeGreaterThanOrEqual(service.begin_s + 20 - 0.11);
    expect(watched.world.counts.arrived).toBe(31);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('counts as running, not as arrived or removed', () => {
    const watched = road([departure({ id: 'v', edges: ['road'], stops: [{ ...parking, duration_ms: 1e6 }] })]);
    drive(watched, 400);
    const { world } = watched;
    expect(world.vehicles.state[slotOf(world, 'v')]).toBe(VEHICLE_STATE.parked);
    expect(world.counts).toMatchObject({ inserted: 1, arrived: 0, removed: 0 });
    expect(world.active_count).toBe(1);
    expect(watched.oracle.stuck).toBe(0);
  });
});
