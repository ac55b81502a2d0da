import { describe, expect, it } from 'vitest';
import { ENERGY_VEHICLES, rowsOf } from '../../../server/energy/vehicle-table.ts';
import { createRunEnergy, energyResult, observeEnergy, type RunEnergy } from '../../../server/runner/run-energy.ts';
import { scenarioSchema, type ScenarioSettings } from '../../../server/scenario/schema.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { demand, departure, plainCar, straightRoad } from '../../support/roads.ts';
import { drive, findings, isRunning, slotOf, watch, type Watch } from '../../support/traffic.ts';

const CLEAN = { collisions: 0, red_entries: 0, stuck: 0 };
const SHARES = { electric: 1, plug_in: 0, range_extended: 0, hydrogen: 0, swap: 0, fuel: 0 };

function settings(energy: Record<string, unknown>): ScenarioSettings {
  const file = scenarioSchema.parse({ map: { crossing: {} }, energy });
  return { ...file, name: 'test', until_s: 600 };
}

/** Two cars one behind the other on 4 km of road. */
function road(energy: Record<string, unknown>): { watched: Watch; energy: RunEnergy } {
  const network = compileNetwork(straightRoad(4000, { lanes: 1, speed_mps: 20 }));
  const cars = ['a', 'b'].map((id, i) => departure({ id, edges: ['road'], depart_ms: 10_000 * i }));
  const watched = watch(network, demand([plainCar()], cars));
  return { watched, energy: createRunEnergy(settings(energy), watched.world)! };
}

describe('energy in a run', () => {
  it('is left out unless the scenario has it', () => {
    const { watched } = road({ enabled: true });
    expect(createRunEnergy(settings({}), watched.world)).toBeUndefined();
    expect(energyResult(undefined)).toEqual({});
  });

  it('adds up by powertrain what the vehicles drove and took', () => {
    const { watched, energy } = road({ enabled: true, shares: { car: SHARES } });
    drive(watched, 300, (world) => observeEnergy(energy, world));
    expect(watched.world.counts.arrived).toBe(2);
    const { electric, ...others } = energyResult(energy);
    expect(others).toEqual({});
    expect(electric!.km).toBeCloseTo(8, 1);
    // 20 m/s without stops: 9 to 16 kWh/100 km for any of the models.
    expect((100 * electric!.pack_kwh) / electric!.km).toBeGreaterThan(9);
    expect((100 * electric!.pack_kwh) / electric!.km).toBeLessThan(18);
    expect(electric!.wall_kwh).toBeCloseTo(electric!.pack_kwh / 0.88, 9);
    expect(electric!.soc_change_kwh).toBeCloseTo(-electric!.pack_kwh, 9);
    expect(electric!.stranded).toBe(0);
  });

  it('lets a car with an empty battery stand for good, counts it, and calls nobody stuck for it', () => {
    const { watched, energy } = road({ enabled: true, shares: { car: SHARES } });
    drive(watched, 20, (world) => observeEnergy(energy, world));
    energy.fleet.battery_kwh[slotOf(watched.world, 'a')] = 0.05;
    drive(watched, 400, (world) => observeEnergy(energy, world));
    const { world } = watched;
    expect(isRunning(world, 'a') && isRunning(world, 'b')).toBe(true);
    expect(world.vehicles.speed_mps[slotOf(world, 'a')]).toBe(0);
    expect(world.vehicles.lights[slotOf(world, 'a')] & 8).toBe(8);
    expect(energy.fleet.battery_kwh[slotOf(world, 'a')]).toBe(0);
    expect(energyResult(energy)['electric']!.stranded).toBe(1);
    // b waits behind it: that is a jam, and the judge says so of b alone.
    expect(findings(watched)).toMatchObject({ ...CLEAN, stuck: 1 });
  });

  it('draws models and charge by key: the same for the same seed, within the bounds', () => {
    const one = road({ enabled: true, soc_min: 0.4, soc_max: 0.5 });
    const other = road({ enabled: true, soc_min: 0.4, soc_max: 0.5 });
    expect([...one.energy.fleet.row_of_key]).toEqual([...other.energy.fleet.row_of_key]);
    const vehicle = ENERGY_VEHICLES[one.energy.fleet.row_of_key[0]]!;
    expect(vehicle.classes).toContain('car');
    const stores = vehicle.battery_kwh > 0 ? one.energy.fleet.battery_kwh : one.energy.fleet.fuel_l;
    const full = vehicle.battery_kwh > 0 ? vehicle.battery_kwh : vehicle.tank_l;
    expect(stores[slotOf(one.watched.world, 'a')] / full).toBeGreaterThanOrEqual(0.4);
    expect(stores[slotOf(one.watched.world, 'a')] / full).toBeLessThanOrEqual(0.5);
  });

  it('gives a class every powertrain that the settings name for it', () => {
    const shape = scenarioSchema.shape.energy.parse({ enabled: true }).shares;
    for (const [name, shares] of Object.entries(shape)) {
      for (const powertrain of Object.keys(shares)) {
        expect(rowsOf(name as 'car', powertrain as 'fuel'), `${name}.${powertrain}`).not.toEqual([]);
      }
    }
  });
});
