/**
 * Vehicles by class and powertrain. Each row says how good its figures are: S = public sources, R = common knowledge that
 * nobody checked, C = fitted. Masses are kerb mass and 100 kg unless a row says otherwise. Rolling resistance 0.009 is a fit: with it
 * the model meets Chinese ratings; European and American test-bench figures are nearer 0.0075.
 */
import { ATKINSON_MAP, PETROL_MAP, type EfficiencyMap } from './combustion.ts';
import { roadLoad, type RoadLoad } from './road-load.ts';

export const POWERTRAINS = ['electric', 'plug_in', 'range_extended', 'hydrogen', 'swap', 'fuel'] as const;
export type Powertrain = (typeof POWERTRAINS)[number];

export const ENERGY_CLASSES = ['car', 'taxi', 'van', 'bus', 'truck', 'motorcycle'] as const;
export type EnergyClass = (typeof ENERGY_CLASSES)[number];

export interface EnergyVehicle {
  readonly id: string;
  readonly classes: readonly EnergyClass[];
  readonly powertrain: Powertrain;
  readonly load: RoadLoad;
  /** Lights, computers, air conditioning, W. */
  readonly aux_w: number;
  /** Usable; 0 = no battery worth counting. */
  readonly battery_kwh: number;
  /** The most that braking may charge, W. */
  readonly regeneration_w: number;
  /** Engine with its map, where there is one. */
  readonly engine_kw: number;
  readonly engine_map: EfficiencyMap;
  readonly tank_l: number;
  /** Fuel cell stack and its tank. */
  readonly stack_kw: number;
  readonly hydrogen_kg: number;
  /** Charge that engine or stack keeps up, and at which they work when it is lower. */
  readonly sustained_soc: number;
  /** Pack type that a swap station must have; '' = it does not swap. */
  readonly pack: string;
}

const NOTHING = {
  aux_w: 250,
  battery_kwh: 0,
  regeneration_w: 0,
  engine_kw: 0,
  engine_map: PETROL_MAP,
  tank_l: 0,
  stack_kw: 0,
  hydrogen_kg: 0,
  sustained_soc: 0,
  pack: '',
} as const;

/** Motor power limits braking: a car's 100 kW is never reached in ordinary traffic. */
const electric = (battery_kwh: number, motor_kw: number) => ({ battery_kwh, regeneration_w: 1000 * motor_kw });

const PASSENGER: readonly EnergyVehicle[] = [
  // Drag disputed: 0.21 says the maker, 0.281 a test centre; between them (S).
  row('avatr12_bev', ['car'], 'electric', roadLoad(2280, 0.245, 2.45, 0.009), electric(94.5, 150)),
  row('aito_m5_bev', ['car'], 'electric', roadLoad(2335, 0.266, 2.62, 0.009), electric(80, 150)), // S, area R
  row('deepal_sl03_bev', ['car', 'taxi'], 'electric', roadLoad(1825, 0.23, 2.28, 0.009), electric(58, 120)), // R, battery S
  row('aito_m9_bev', ['car'], 'electric', roadLoad(2800, 0.264, 3.06, 0.009), electric(97.7, 150)), // R
  // R; 15.8 kWh and 74 kW S.
  row('byd_qin_l_dmi', ['car', 'taxi'], 'plug_in', roadLoad(1700, 0.25, 2.3, 0.008), {
    ...electric(15.8, 80),
    engine_kw: 74,
    engine_map: ATKINSON_MAP,
    tank_l: 65,
    sustained_soc: 0.2,
  }),
  // Mass, battery and engine R; ratings S.
  row('avatr12_erev', ['car'], 'range_extended', roadLoad(2300, 0.245, 2.45, 0.009), {
    ...electric(39, 150),
    engine_kw: 115,
    tank_l: 50,
    sustained_soc: 0.2,
  }),
  row('aito_m9_erev', ['car'], 'range_extended', roadLoad(2600, 0.279, 3.06, 0.009), {
    ...electric(42, 150),
    engine_kw: 112,
    tank_l: 65,
    sustained_soc: 0.2,
  }), // R
  // S except mass and drag (R); 1950 kg is the mass of the reference calculation.
  row('hyundai_nexo', ['car', 'taxi'], 'hydrogen', roadLoad(1950, 0.33, 2.7, 0.0075), {
    ...electric(1.56, 40),
    aux_w: 400,
    stack_kw: 95,
    hydrogen_kg: 6.33,
    sustained_soc: 0.6,
  }),
  // S; mass R.
  row('nio_et5_75', ['car'], 'swap', roadLoad(2265, 0.24, 2.38, 0.009), { ...electric(70.5, 150), pack: 'et5_75' }),
  row('nio_et5_100', ['car'], 'swap', roadLoad(2285, 0.24, 2.38, 0.009), { ...electric(90, 150), pack: 'et5_100' }),
  // S for pack and range, rest R.
  row('oshan520_taxi', ['taxi'], 'swap', roadLoad(1750, 0.28, 2.3, 0.009), { ...electric(56, 100), pack: 'choco_25' }),
  row('compact_petrol', ['car', 'taxi'], 'fuel', roadLoad(1450, 0.3, 2.2, 0.009), { engine_kw: 100, tank_l: 50 }), // R
];

const COMMERCIAL: readonly EnergyVehicle[] = [
  row('e_van', ['van'], 'electric', roadLoad(2400, 0.36, 4, 0.009), { ...electric(50, 80), aux_w: 400 }), // R
  row('petrol_van', ['van'], 'fuel', roadLoad(2200, 0.36, 4, 0.009), { engine_kw: 90, tank_l: 60, aux_w: 300 }), // R
  // Dimensions S, battery R; 0.78 kWh/km measured in Finland.
  row('e_bus_12m', ['bus'], 'electric', roadLoad(15_000, 0.65, 7.5, 0.008), { ...electric(300, 200), aux_w: 4000 }),
  row('bus_engine', ['bus'], 'fuel', roadLoad(14_000, 0.65, 7.5, 0.008), { engine_kw: 180, tank_l: 200, aux_w: 4000 }), // R
  // Half loaded; shape S, mass R.
  row('swap_truck', ['truck'], 'swap', roadLoad(25_000, 0.65, 9, 0.0065), {
    ...electric(282, 350),
    aux_w: 2000,
    pack: 'truck_282',
  }),
  row('e_truck', ['truck'], 'electric', roadLoad(16_000, 0.65, 8, 0.0065), { ...electric(200, 250), aux_w: 2000 }), // R
  row('fc_truck', ['truck'], 'hydrogen', roadLoad(25_000, 0.65, 9, 0.0065), {
    ...electric(100, 250),
    aux_w: 3000,
    stack_kw: 130,
    hydrogen_kg: 30,
    sustained_soc: 0.6,
  }), // stack S, rest R
  row('truck_engine', ['truck'], 'fuel', roadLoad(16_000, 0.65, 8, 0.0065), {
    engine_kw: 200,
    tank_l: 300,
    aux_w: 2000,
  }), // R
  row('e_scooter', ['motorcycle'], 'electric', roadLoad(180, 0.7, 0.7, 0.015), { ...electric(2, 3), aux_w: 30 }), // R
  row('motorcycle_petrol', ['motorcycle'], 'fuel', roadLoad(230, 0.7, 0.7, 0.015), {
    engine_kw: 12,
    tank_l: 12,
    aux_w: 60,
  }), // R
];

export const ENERGY_VEHICLES: readonly EnergyVehicle[] = [...PASSENGER, ...COMMERCIAL];

function row(
  id: string,
  classes: readonly EnergyClass[],
  powertrain: Powertrain,
  load: RoadLoad,
  rest: Partial<Omit<EnergyVehicle, 'id' | 'classes' | 'powertrain' | 'load'>>,
): EnergyVehicle {
  return { ...NOTHING, id, classes, powertrain, load, ...rest };
}

/** Numbers of the rows of a class with a powertrain; empty where there is none. */
export function rowsOf(vehicle_class: EnergyClass, powertrain: Powertrain): number[] {
  return ENERGY_VEHICLES.flatMap((vehicle, index) =>
    vehicle.powertrain === powertrain && vehicle.classes.includes(vehicle_class) ? [index] : [],
  );
}
