import { describe, expect, it } from 'vitest';
import {
  createTripStatistics,
  meanDelay_s,
  observeTrips,
  trafficResult,
  tripResult,
  tripRows,
} from '../../../server/runner/trip-statistics.ts';
import type { DemandSpec } from '../../../server/simulation/demand-spec.ts';
import { EVENT, VEHICLE_STATE, type World } from '../../../server/simulation/world.ts';

/** A world of one lane (10 m/s) and as many slots as departures, whose ticks the test makes up. */
function fakeWorld(depart_ms: readonly number[]) {
  const count = depart_ms.length;
  const demand = {
    types: [],
    departures: depart_ms.map((at, key) => ({ id: `car-${key}`, depart_ms: at })),
  } as unknown as DemandSpec;
  const world = {
    network: { lanes: { speed_mps: Float64Array.of(10) } },
    demand,
    dt_ms: 100,
    tick: 0,
    vehicles: {
      state: new Uint8Array(count).fill(VEHICLE_STATE.driving),
      key: Int32Array.from({ length: count }, (_, key) => key),
      lane: new Int32Array(count),
      speed_mps: new Float64Array(count),
      speed_factor: new Float64Array(count).fill(1),
      max_speed_mps: new Float64Array(count).fill(50),
      lights: new Uint8Array(count),
    },
    active: new Int32Array(count),
    active_count: 0,
    events: { kind: new Uint8Array(8), key: new Int32Array(8), count: 0 },
  };
  return world as unknown as World & { events: { count: number } };
}

function tell(world: World, kind: number, key: number): void {
  world.events.kind[world.events.count] = kind;
  world.events.key[world.events.count++] = key;
}

describe('delay', () => {
  it('is the travel time beyond the free-flow time at the own desired speed, with the wait for insertion', () => {
    const world = fakeWorld([0]);
    const trips = createTripStatistics(world.demand, 0);
    world.active_count = 1;
    // Inserted 2 s late, drives 10 s at half its desired speed: 50 m that take 5 s freely.
    for (world.tick = 20; world.tick <= 120; world.tick++) {
      world.events.count = 0;
      if (world.tick === 20) tell(world, EVENT.inserted, 0);
      world.vehicles.speed_mps[0] = world.tick === 20 ? 10 : 5;
      if (world.tick === 120) tell(world, EVENT.arrived, 0);
      observeTrips(trips, world);
    }
    const [trip] = tripRows(trips, 12_000);
    expect(trip.delay_s).toBeCloseTo(2 + 5, 6);
    expect(trip.duration_s).toBeCloseTo(10, 6);
    expect(trip.distance_m).toBeCloseTo(51, 6);
    expect(tripResult(trips, 12_000)).toMatchObject({
      started: 1,
      finished: 1,
      unfinished: 0,
      mean_delay_s: trip.delay_s,
    });
  });

  it('counts the unfinished with their delay so far, and those still waiting with their wait', () => {
    const world = fakeWorld([0, 1000, 99_000]);
    const trips = createTripStatistics(world.demand, 0);
    tell(world, EVENT.inserted, 0);
    world.active_count = 1;
    observeTrips(trips, world);
    const result = tripResult(trips, 5000);
    // Standing for the one tick seen: 0.1 s; the second waits since t = 1 s; the third is not due yet.
    expect(result).toMatchObject({ started: 2, finished: 0, unfinished: 2 });
    expect(result.mean_delay_s).toBeCloseTo((0.1 + 4) / 2, 6);
  });

  it('has a mean over those who drive now', () => {
    const world = fakeWorld([0, 1000]);
    const trips = createTripStatistics(world.demand, 0);
    expect(meanDelay_s(trips, world)).toBe(0);
    world.active_count = 1;
    trips.lost_ms.set([3000, 9000]);
    expect(meanDelay_s(trips, world)).toBe(3);
  });

  it('is not made by planned stops', () => {
    const world = fakeWorld([0]);
    const trips = createTripStatistics(world.demand, 0);
    tell(world, EVENT.inserted, 0);
    world.active_count = 1;
    world.vehicles.lights[0] = 8;
    observeTrips(trips, world);
    expect(tripResult(trips, 100).mean_delay_s).toBe(0);
  });

  it('leaves departures before the warm-up out', () => {
    const world = fakeWorld([0, 5000]);
    expect([...tripRows(createTripStatistics(world.demand, 3000), 10_000)].map((trip) => trip.id)).toEqual(['car-1']);
  });
});

describe('traffic', () => {
  it('is the mean over all vehicle-ticks of the window, and the share of them below 0.1 m/s', () => {
    const world = fakeWorld([0, 0]);
    const trips = createTripStatistics(world.demand, 500);
    world.active_count = 2;
    world.active[1] = 1;
    world.vehicles.speed_mps.set([8, 0.05]);
    for (world.tick = 0; world.tick <= 10; world.tick++) observeTrips(trips, world);
    expect(trips.updates).toBe(2 * 5);
    expect(trafficResult(trips).mean_speed_mps).toBeCloseTo(4.025, 9);
    expect(trafficResult(trips).stopped_share).toBe(0.5);
  });

  it('leaves the parked out', () => {
    const world = fakeWorld([0]);
    const trips = createTripStatistics(world.demand, -1);
    world.active_count = 1;
    world.vehicles.state[0] = VEHICLE_STATE.parked;
    observeTrips(trips, world);
    expect(trafficResult(trips)).toEqual({ mean_speed_mps: 0, stopped_share: 0 });
  });
});
