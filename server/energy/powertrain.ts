/**
 * One vehicle's stores during one step: battery, petrol, hydrogen. What the road asks comes from road-load.ts; here it is
 * decided which store pays.
 *
 * - electric, swap: the battery pays everything.
 * - plug_in, range_extended: the battery pays until its charge has fallen to `sustained_soc` (charge depleting). From then on the
 *   generator works at its best point or, where the road asks more, follows it, and rests again half a percent above.
 * - hydrogen: the stack follows the road through its ramp and keeps the charge; the small battery covers what is quicker.
 * - fuel: the engine pays; it takes nothing while it is pushed and idles at rest.
 */
import {
  FUEL_CELL_EFFICIENCY,
  FUEL_CELL_RAMP_S,
  GEARBOX_EFFICIENCY,
  GENERATOR_EFFICIENCY,
  HYDROGEN_KWH_PER_KG,
  IDLE_L_PER_H_KW,
  petrolRate,
} from './combustion.ts';
import { drivePower, regenerationLimit } from './electric-drive.ts';
import { createWheelPower, wheelPower } from './road-load.ts';
import type { EnergyVehicle } from './vehicle-table.ts';

const J_PER_KWH = 3_600_000;
const S_PER_H = 3600;
/** The generator works between this much below and above the sustained charge. */
const BAND_SOC = 0.005;
/** Load at which the generator's engine is best (petrol map). */
const BEST_LOAD = 0.2;
/** The stack corrects a charge that is off by all of the battery in this time, s. */
const CORRECTION_S = 60;

/** Stores of one vehicle. */
export interface Stores {
  battery_kwh: number;
  fuel_l: number;
  hydrogen_kg: number;
  /** What engine or stack gives to the bus now, kW; the stack's ramp starts from it. */
  source_kw: number;
}

/** What one step took; reused by the caller. */
export interface Taken {
  /** Out of the battery, negative = into it. */
  battery_kwh: number;
  fuel_l: number;
  hydrogen_kg: number;
  /** Asked for and not there: the store was empty. */
  missing_kwh: number;
}

export function createTaken(): Taken {
  return { battery_kwh: 0, fuel_l: 0, hydrogen_kg: 0, missing_kwh: 0 };
}

const wheel = createWheelPower();

/** Drives one step and takes it out of the stores. @param slope rise per metre driven */
export function driveStep(
  vehicle: EnergyVehicle,
  stores: Stores,
  before_mps: number,
  after_mps: number,
  slope: number,
  dt_s: number,
  taken: Taken,
): void {
  wheelPower(vehicle.load, before_mps, after_mps, slope, dt_s, wheel);
  taken.battery_kwh = 0;
  taken.fuel_l = 0;
  taken.hydrogen_kg = 0;
  taken.missing_kwh = 0;
  const speed = 0.5 * (before_mps + after_mps);
  if (vehicle.powertrain === 'fuel') burn(vehicle, stores, wheel.wheel_w, speed, dt_s, taken);
  else {
    const soc = stores.battery_kwh / vehicle.battery_kwh;
    const limit_w = regenerationLimit(vehicle.regeneration_w, soc);
    const bus_w = drivePower(wheel.wheel_w, speed, limit_w) + vehicle.aux_w;
    const source_kw = sourcePower(vehicle, stores, bus_w / 1000, soc, dt_s, taken);
    drawBattery(vehicle, stores, (bus_w * dt_s) / J_PER_KWH - (source_kw * dt_s) / S_PER_H, taken);
  }
}

function drawBattery(vehicle: EnergyVehicle, stores: Stores, wanted_kwh: number, taken: Taken): void {
  const room_kwh = stores.battery_kwh - vehicle.battery_kwh;
  taken.battery_kwh = Math.max(room_kwh, Math.min(stores.battery_kwh, wanted_kwh));
  taken.missing_kwh = Math.max(0, wanted_kwh - taken.battery_kwh);
  stores.battery_kwh -= taken.battery_kwh;
}

/** kW that generator or stack give in this step; takes their fuel. */
function sourcePower(
  vehicle: EnergyVehicle,
  stores: Stores,
  bus_kw: number,
  soc: number,
  dt_s: number,
  taken: Taken,
): number {
  if (vehicle.stack_kw > 0) return stackPower(vehicle, stores, bus_kw, soc, dt_s, taken);
  if (vehicle.engine_kw === 0) return 0;
  const on = stores.source_kw > 0;
  if (stores.fuel_l <= 0 || (on ? soc > vehicle.sustained_soc + BAND_SOC : soc > vehicle.sustained_soc - BAND_SOC)) {
    stores.source_kw = 0;
    return 0;
  }
  const best_kw = BEST_LOAD * vehicle.engine_kw * GENERATOR_EFFICIENCY;
  stores.source_kw = Math.min(vehicle.engine_kw * GENERATOR_EFFICIENCY, Math.max(best_kw, bus_kw));
  const shaft_kw = stores.source_kw / GENERATOR_EFFICIENCY;
  const wanted_l = (petrolRate(vehicle.engine_map, vehicle.engine_kw, shaft_kw) * dt_s) / S_PER_H;
  taken.fuel_l = Math.min(stores.fuel_l, wanted_l);
  stores.fuel_l -= taken.fuel_l;
  return (stores.source_kw * taken.fuel_l) / wanted_l;
}

function stackPower(
  vehicle: EnergyVehicle,
  stores: Stores,
  bus_kw: number,
  soc: number,
  dt_s: number,
  taken: Taken,
): number {
  const correction_kw = ((vehicle.sustained_soc - soc) * vehicle.battery_kwh * S_PER_H) / CORRECTION_S;
  const aim_kw = Math.min(vehicle.stack_kw, Math.max(0, bus_kw + correction_kw));
  const ramp_kw = (vehicle.stack_kw * dt_s) / FUEL_CELL_RAMP_S;
  const power_kw = Math.min(stores.source_kw + ramp_kw, Math.max(stores.source_kw - ramp_kw, aim_kw));
  const wanted_kg = (power_kw * dt_s) / S_PER_H / (FUEL_CELL_EFFICIENCY * HYDROGEN_KWH_PER_KG);
  taken.hydrogen_kg = Math.min(stores.hydrogen_kg, wanted_kg);
  stores.hydrogen_kg -= taken.hydrogen_kg;
  stores.source_kw = wanted_kg > 0 ? (power_kw * taken.hydrogen_kg) / wanted_kg : 0;
  return stores.source_kw;
}

function burn(
  vehicle: EnergyVehicle,
  stores: Stores,
  wheel_w: number,
  speed_mps: number,
  dt_s: number,
  taken: Taken,
): void {
  const shaft_kw = (Math.max(0, wheel_w) / GEARBOX_EFFICIENCY + vehicle.aux_w) / 1000;
  const pushed = wheel_w < 0 && speed_mps > 2;
  const idle_l_per_h = IDLE_L_PER_H_KW * vehicle.engine_kw;
  const rate = pushed ? 0 : Math.max(idle_l_per_h, petrolRate(vehicle.engine_map, vehicle.engine_kw, shaft_kw));
  const wanted_l = (rate * dt_s) / S_PER_H;
  taken.fuel_l = Math.min(stores.fuel_l, wanted_l);
  stores.fuel_l -= taken.fuel_l;
  if (wanted_l > 0 && stores.fuel_l <= 0) taken.missing_kwh = (shaft_kw * dt_s) / S_PER_H;
}
