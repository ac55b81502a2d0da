/** Driving cycles second by second, and vehicles that drive them. */
import { readCsv } from '../../support/csv.ts';
import { createTaken, driveStep, type Stores, type Taken } from '../../../server/energy/powertrain.ts';
import { ENERGY_VEHICLES, type EnergyVehicle } from '../../../server/energy/vehicle-table.ts';

/** Speeds of a file of reference data, m/s. */
export function readCycle(path: string): Float64Array {
  return Float64Array.from(readCsv(path), (row) => Number(row['v_kmh']) / 3.6);
}

/** Town and country without data files: starts, cruising and stops up to 30 m/s, 600 s. */
export function madeCycle(): Float64Array {
  return Float64Array.from({ length: 601 }, (_, s) => {
    const within = s % 120;
    const top = 10 + 5 * Math.floor(s / 120);
    return Math.max(0, Math.min(top, within * 1.2, (115 - within) * 1.5));
  });
}

/** Distance of a cycle, km: the mean of two neighbouring samples for every second. */
export function cycleLength_km(speeds: Float64Array): number {
  let metres = 0;
  for (let s = 1; s < speeds.length; s++) metres += 0.5 * (speeds[s] + speeds[s - 1]);
  return metres / 1000;
}

export function vehicleOf(id: string): EnergyVehicle {
  return ENERGY_VEHICLES.find((vehicle) => vehicle.id === id)!;
}

export function fullStores(vehicle: EnergyVehicle, soc = 0.9): Stores {
  return {
    battery_kwh: soc * vehicle.battery_kwh,
    fuel_l: vehicle.tank_l,
    hydrogen_kg: vehicle.hydrogen_kg,
    source_kw: 0,
  };
}

/** Drives a cycle once and adds up what was taken. @param slope by second */
export function driveCycle(
  vehicle: EnergyVehicle,
  stores: Stores,
  speeds: Float64Array,
  slope: (second: number) => number = () => 0,
): Taken {
  const sum = createTaken();
  const taken = createTaken();
  for (let s = 1; s < speeds.length; s++) {
    driveStep(vehicle, stores, speeds[s - 1], speeds[s], slope(s), 1, taken);
    sum.battery_kwh += taken.battery_kwh;
    sum.fuel_l += taken.fuel_l;
    sum.hydrogen_kg += taken.hydrogen_kg;
    sum.missing_kwh += taken.missing_kwh;
  }
  return sum;
}
