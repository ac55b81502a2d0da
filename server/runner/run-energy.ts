/** Energy in a run: carries what the traffic does to the vehicles' stores, and stops those that have nothing left. */
import { board, createFleetEnergy, NO_ROW, spend, wallEnergy, type FleetEnergy } from '../energy/fleet-energy.ts';
import { POWERTRAINS, type EnergyClass } from '../energy/vehicle-table.ts';
import type { ScenarioSettings } from '../scenario/schema.ts';
import { breakDown } from '../simulation/breakdown.ts';
import type { VehicleClass } from '../simulation/network-spec.ts';
import { VEHICLE_STATE, type World } from '../simulation/world.ts';
import type { RunResult } from './result.ts';

export interface RunEnergy {
  readonly fleet: FleetEnergy;
  /** Generation of the slot's vehicle whose stores these are; another one has come when it differs. */
  readonly generation: Uint32Array;
  /** 1 = stands for good. */
  readonly broken_down: Uint8Array;
  readonly warmup_ms: number;
}

/** undefined where the scenario leaves energy out. */
export function createRunEnergy(settings: ScenarioSettings, world: World): RunEnergy | undefined {
  const { energy, seed, warmup_s } = settings;
  if (!energy.enabled) return undefined;
  const { capacity } = world.vehicles;
  const { departures, types } = world.demand;
  const classes = departures.map(({ type }) => energyClass(types[type]!.vehicle_class));
  const fleet = createFleetEnergy({ seed, ...energy }, classes, capacity);
  const run = {
    fleet,
    generation: new Uint32Array(capacity).fill(0xffff_ffff),
    broken_down: new Uint8Array(capacity),
    warmup_ms: warmup_s * 1000,
  };
  observeEnergy(run, world);
  return run;
}

/** Takes in the step that has just been made. */
export function observeEnergy(energy: RunEnergy, world: World): void {
  const { fleet, generation, broken_down } = energy;
  const { vehicles, active, active_count, dt_ms } = world;
  const dt_s = dt_ms / 1000;
  const counts = world.tick * dt_ms > energy.warmup_ms;
  for (let i = 0; i < active_count; i++) {
    const slot = active[i]!;
    if (generation[slot] !== vehicles.generation[slot]) {
      generation[slot] = vehicles.generation[slot]!;
      broken_down[slot] = 0;
      board(fleet, slot, vehicles.key[slot]!, vehicles.speed_mps[slot]!, vehicles.z[slot]!);
      continue;
    }
    if (fleet.row[slot] === NO_ROW) continue;
    if (vehicles.state[slot] !== VEHICLE_STATE.driving) {
      fleet.speed_mps[slot] = 0;
      continue;
    }
    if (broken_down[slot] === 0) {
      spend(fleet, slot, vehicles.speed_mps[slot]!, vehicles.z[slot]!, dt_s, counts);
      if (fleet.empty[slot] === 1 && breakDown(world, slot)) broken_down[slot] = 1;
    }
  }
}

/** By powertrain, those that drove at all; empty where energy is left out. */
export function energyResult(energy: RunEnergy | undefined): RunResult['energy'] {
  if (energy === undefined) return {};
  return Object.fromEntries(
    POWERTRAINS.flatMap((powertrain, index) => {
      const totals = energy.fleet.totals[index]!;
      return totals.km === 0 ? [] : [[powertrain, { ...totals, wall_kwh: wallEnergy(powertrain, totals) }]];
    }),
  );
}

const CLASS_OF: Partial<Record<VehicleClass, EnergyClass>> = {
  passenger: 'car',
  private: 'car',
  vip: 'car',
  hov: 'car',
  evehicle: 'car',
  emergency: 'car',
  authority: 'car',
  custom1: 'car',
  custom2: 'car',
  taxi: 'taxi',
  delivery: 'van',
  bus: 'bus',
  coach: 'bus',
  truck: 'truck',
  trailer: 'truck',
  motorcycle: 'motorcycle',
  moped: 'motorcycle',
};

/** undefined for what has no energy here: bicycles, trams, ships. */
export function energyClass(vehicle_class: VehicleClass): EnergyClass | undefined {
  return CLASS_OF[vehicle_class];
}
