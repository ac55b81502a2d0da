/** The stores of all vehicles of a run as columns by slot, who has which powertrain, and what each powertrain has used. */
import { PURPOSE, random } from '../simulation/random.ts';
import { WALL_EFFICIENCY } from './electric-drive.ts';
import { createTaken, driveStep, type Stores } from './powertrain.ts';
import {
  ENERGY_CLASSES,
  ENERGY_VEHICLES,
  POWERTRAINS,
  rowsOf,
  type EnergyClass,
  type Powertrain,
} from './vehicle-table.ts';

/** Shares of the powertrains of one class; they need not add up to 1. */
export type PowertrainShares = Partial<Readonly<Record<Powertrain, number | undefined>>>;

export interface FleetEnergySettings {
  readonly seed: number;
  readonly shares: Readonly<Record<EnergyClass, PowertrainShares>>;
  /** Charge at departure is uniform between these two, 0..1; tanks alike. */
  readonly soc_min: number;
  readonly soc_max: number;
}

/** Over the vehicles of one powertrain. */
export interface EnergyTotals {
  km: number;
  /** Out of the packs, less what went in while driving. */
  pack_kwh: number;
  fuel_l: number;
  hydrogen_kg: number;
  /** Charge at the end less charge at the beginning, swaps counted. */
  soc_change_kwh: number;
  /** Vehicles that ran out of everything. */
  stranded: number;
}

/** No row: the vehicle takes no energy that is counted here (bicycles, trams). */
export const NO_ROW = -1;

export interface FleetEnergy {
  readonly settings: FleetEnergySettings;
  /** By key: row of ENERGY_VEHICLES or NO_ROW. */
  readonly row_of_key: Int16Array;
  /** By slot. */
  readonly row: Int16Array;
  readonly battery_kwh: Float64Array;
  readonly fuel_l: Float64Array;
  readonly hydrogen_kg: Float64Array;
  readonly source_kw: Float64Array;
  readonly speed_mps: Float64Array;
  readonly z_m: Float64Array;
  /** 1 = something was asked for that was not there. */
  readonly empty: Uint8Array;
  /** By powertrain. */
  readonly totals: EnergyTotals[];
}

/**
 * Draws everybody's powertrain and model by key, so that they do not depend on who else drives.
 * @param classes by key; undefined = none that has energy
 */
export function createFleetEnergy(
  settings: FleetEnergySettings,
  classes: readonly (EnergyClass | undefined)[],
  capacity: number,
): FleetEnergy {
  const { seed, shares } = settings;
  const draws = new Map(ENERGY_CLASSES.map((name) => [name, rowShares(name, shares[name])]));
  return {
    settings,
    row_of_key: Int16Array.from(classes, (name, key) =>
      name === undefined ? NO_ROW : pick(draws.get(name)!, random(seed, PURPOSE.powertrain, key, 0, 0)),
    ),
    row: new Int16Array(capacity).fill(NO_ROW),
    battery_kwh: new Float64Array(capacity),
    fuel_l: new Float64Array(capacity),
    hydrogen_kg: new Float64Array(capacity),
    source_kw: new Float64Array(capacity),
    speed_mps: new Float64Array(capacity),
    z_m: new Float64Array(capacity),
    empty: new Uint8Array(capacity),
    totals: POWERTRAINS.map(() => emptyTotals()),
  };
}

interface RowShare {
  readonly row: number;
  readonly share: number;
}

/** The models of one powertrain share its part equally. */
function rowShares(name: EnergyClass, shares: PowertrainShares): RowShare[] {
  return POWERTRAINS.flatMap((powertrain) => {
    const rows = rowsOf(name, powertrain);
    return rows.map((row) => ({ row, share: (shares[powertrain] ?? 0) / rows.length }));
  });
}

function pick(shares: readonly RowShare[], draw: number): number {
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  let rest = draw * total;
  for (const { row, share } of shares) {
    if (rest < share) return row;
    rest -= share;
  }
  return NO_ROW;
}

/** Fills the stores of a vehicle that has just come onto the road. */
export function board(fleet: FleetEnergy, slot: number, key: number, speed_mps: number, z_m: number): void {
  const row = fleet.row_of_key[key]!;
  fleet.row[slot] = row;
  fleet.speed_mps[slot] = speed_mps;
  fleet.z_m[slot] = z_m;
  fleet.empty[slot] = 0;
  fleet.source_kw[slot] = 0;
  if (row === NO_ROW) return;
  const { seed, soc_min, soc_max } = fleet.settings;
  const level = soc_min + (soc_max - soc_min) * random(seed, PURPOSE.powertrain, key, 0, 1);
  const vehicle = ENERGY_VEHICLES[row]!;
  fleet.battery_kwh[slot] = level * vehicle.battery_kwh;
  fleet.fuel_l[slot] = level * vehicle.tank_l;
  fleet.hydrogen_kg[slot] = level * vehicle.hydrogen_kg;
}

/** Place in POWERTRAINS by row. */
const POWERTRAIN_OF_ROW = Int8Array.from(ENERGY_VEHICLES, ({ powertrain }) => POWERTRAINS.indexOf(powertrain));
const stores: Stores = { battery_kwh: 0, fuel_l: 0, hydrogen_kg: 0, source_kw: 0 };
const taken = createTaken();
/** Steeper than any road: maps have steps where lanes meet. */
const STEEPEST = 0.2;

/** Takes one step of one vehicle out of its stores. `counts` false: nothing is added to the totals (warm-up). */
export function spend(
  fleet: FleetEnergy,
  slot: number,
  speed_mps: number,
  z_m: number,
  dt_s: number,
  counts: boolean,
): void {
  const row = fleet.row[slot]!;
  if (row === NO_ROW) return;
  const vehicle = ENERGY_VEHICLES[row]!;
  const before = fleet.speed_mps[slot]!;
  const metres = 0.5 * (before + speed_mps) * dt_s;
  const rise = z_m - fleet.z_m[slot]!;
  const slope = metres < 1e-3 ? 0 : Math.max(-STEEPEST, Math.min(STEEPEST, rise / metres));
  stores.battery_kwh = fleet.battery_kwh[slot]!;
  stores.fuel_l = fleet.fuel_l[slot]!;
  stores.hydrogen_kg = fleet.hydrogen_kg[slot]!;
  stores.source_kw = fleet.source_kw[slot]!;
  driveStep(vehicle, stores, before, speed_mps, slope, dt_s, taken);
  fleet.battery_kwh[slot] = stores.battery_kwh;
  fleet.fuel_l[slot] = stores.fuel_l;
  fleet.hydrogen_kg[slot] = stores.hydrogen_kg;
  fleet.source_kw[slot] = stores.source_kw;
  fleet.speed_mps[slot] = speed_mps;
  fleet.z_m[slot] = z_m;
  const totals = fleet.totals[POWERTRAIN_OF_ROW[row]!]!;
  if (taken.missing_kwh > 0 && fleet.empty[slot] === 0) {
    fleet.empty[slot] = 1;
    if (counts) totals.stranded += 1;
  }
  if (!counts) return;
  totals.km += metres / 1000;
  totals.pack_kwh += taken.battery_kwh;
  totals.fuel_l += taken.fuel_l;
  totals.hydrogen_kg += taken.hydrogen_kg;
  totals.soc_change_kwh -= taken.battery_kwh;
}

/** Charge of a slot's battery, 0..1; 1 where it has none. */
export function socOf(fleet: FleetEnergy, slot: number): number {
  const row = fleet.row[slot]!;
  const capacity = row === NO_ROW ? 0 : ENERGY_VEHICLES[row]!.battery_kwh;
  return capacity === 0 ? 1 : fleet.battery_kwh[slot]! / capacity;
}

/** At the socket, to bring back what the packs gave, kWh. Hydrogen and fuel vehicles charge nowhere. */
export function wallEnergy(powertrain: Powertrain, totals: EnergyTotals): number {
  if (powertrain === 'hydrogen' || powertrain === 'fuel') return 0;
  return Math.max(0, totals.pack_kwh) / WALL_EFFICIENCY;
}

function emptyTotals(): EnergyTotals {
  return { km: 0, pack_kwh: 0, fuel_l: 0, hydrogen_kg: 0, soc_change_kwh: 0, stranded: 0 };
}
