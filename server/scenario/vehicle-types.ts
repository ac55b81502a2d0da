/**
 * A small library of vehicle classes for scenarios of our own. Lengths and widths are those of common Chinese models;
 * the Intelligent Driver Model's parameters are for city traffic: a car's T = 1.0 s, a = 2.6 m/s2, s0 = 2.5 m give a saturation
 * flow of about 1840 vehicles an hour and lane, within the Highway Capacity Manual's 1800 to 1900.
 */
import type { VehicleClass } from '../simulation/network-spec.ts';
import type { SpeedFactorSpec, VehicleTypeSpec } from '../simulation/demand-spec.ts';
import type { LibraryClass, VehicleOverride } from './demand-schema.ts';

const CITY_DRIVERS: SpeedFactorSpec = { mean: 1, deviation: 0.1, min: 0.75, max: 1.25 };
const PROFESSIONAL_DRIVERS: SpeedFactorSpec = { mean: 0.97, deviation: 0.06, min: 0.8, max: 1.1 };

/** Everything of a type but its name, its class for permissions and its drawing. */
type Body = Omit<VehicleTypeSpec, 'id' | 'vehicle_class' | 'shape' | 'color' | 'speed_factor' | 'delta'>;

const CAR: Body = {
  length_m: 4.7,
  width_m: 1.83,
  height_m: 1.5,
  max_speed_mps: 50,
  accel_mps2: 2.6,
  decel_mps2: 4,
  headway_s: 1,
  min_gap_m: 2.5,
  emergency_decel_mps2: 9,
};

const VAN: Body = {
  ...CAR,
  length_m: 5.4,
  width_m: 2,
  height_m: 2.3,
  max_speed_mps: 40,
  accel_mps2: 2.1,
  headway_s: 1.1,
};

const BODIES: Record<LibraryClass, Body> = {
  car: CAR,
  taxi: CAR,
  van: VAN,
  // A van's body; it obeys signals like everybody else.
  ambulance: { ...VAN, length_m: 5.9, height_m: 2.7 },
  bus: {
    length_m: 12,
    width_m: 2.5,
    height_m: 3.1,
    max_speed_mps: 22,
    accel_mps2: 1.2,
    decel_mps2: 2.5,
    headway_s: 1.4,
    min_gap_m: 3,
    emergency_decel_mps2: 7,
  },
  truck: {
    length_m: 9,
    width_m: 2.5,
    height_m: 3.4,
    max_speed_mps: 25,
    accel_mps2: 1.3,
    decel_mps2: 3,
    headway_s: 1.4,
    min_gap_m: 3,
    emergency_decel_mps2: 7,
  },
  motorcycle: {
    length_m: 2.1,
    width_m: 0.8,
    height_m: 1.5,
    max_speed_mps: 35,
    accel_mps2: 3.5,
    decel_mps2: 4.5,
    headway_s: 1,
    min_gap_m: 2.2,
    emergency_decel_mps2: 9,
  },
};

const CLASSES: Record<LibraryClass, { readonly vehicle_class: VehicleClass; readonly drivers: SpeedFactorSpec }> = {
  car: { vehicle_class: 'passenger', drivers: CITY_DRIVERS },
  taxi: { vehicle_class: 'taxi', drivers: CITY_DRIVERS },
  van: { vehicle_class: 'delivery', drivers: CITY_DRIVERS },
  bus: { vehicle_class: 'bus', drivers: PROFESSIONAL_DRIVERS },
  truck: { vehicle_class: 'truck', drivers: PROFESSIONAL_DRIVERS },
  motorcycle: { vehicle_class: 'motorcycle', drivers: CITY_DRIVERS },
  ambulance: { vehicle_class: 'emergency', drivers: PROFESSIONAL_DRIVERS },
};

/** The library's class with a scenario's changes. */
export function vehicleType(name: LibraryClass, override: VehicleOverride = {}): VehicleTypeSpec {
  const changes = Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined));
  return {
    ...BODIES[name],
    ...changes,
    id: name,
    vehicle_class: CLASSES[name].vehicle_class,
    speed_factor: CLASSES[name].drivers,
    delta: 4,
    shape: name === 'ambulance' ? 'emergency' : name,
    color: -1,
  };
}
