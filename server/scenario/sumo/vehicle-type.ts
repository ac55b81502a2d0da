/**
 * Vehicle types: SUMO's defaults by class, and a `<vType>` as IDM parameters.
 * Defaults: SUMO 1.15.0, read out of the program itself for each class; desired speeds of bicycles and pedestrians are
 * from its table of vehicle type parameter defaults.
 */
import type { SpeedFactorSpec, VehicleTypeSpec } from '../../simulation/demand-spec.ts';
import type { VehicleClass } from '../../simulation/network-spec.ts';
import { badValue, numberFrom, optional, parseNumber, required } from './attribute.ts';
import { colorOf } from './color.ts';
import { note, type ImportReport } from './import-report.ts';
import { vehicleClassOf } from './vehicle-classes.ts';
import { placeOf, type XmlElement } from './xml-source.ts';

interface ClassDefaults {
  readonly length_m: number;
  readonly min_gap_m: number;
  readonly max_speed_kmh: number;
  readonly width_m: number;
  readonly height_m: number;
  readonly accel_mps2: number;
  readonly decel_mps2: number;
  readonly emergency_decel_mps2: number;
  readonly speed_deviation: number;
  readonly shape: string;
}

/** length, minGap, maxSpeed km/h, width, height, accel, decel, emergencyDecel, speedDev, drawing class. */
type Row = readonly [number, number, number, number, number, number, number, number, number, string];

const CAR: Row = [5, 2.5, 200, 1.8, 1.5, 2.6, 4.5, 9, 0.1, 'car'];
const PLAIN: Row = [5, 2.5, 200, 1.8, 1.5, 2.6, 4.5, 9, 0, 'car'];

const ROWS: Partial<Readonly<Record<VehicleClass, Row>>> = {
  taxi: [5, 2.5, 200, 1.8, 1.5, 2.6, 4.5, 9, 0.05, 'taxi'],
  bus: [12, 2.5, 100, 2.5, 3.4, 1.2, 4, 7, 0, 'bus'],
  coach: [14, 2.5, 100, 2.6, 4, 2, 4, 7, 0.05, 'bus'],
  delivery: [6.5, 2.5, 200, 2.16, 2.86, 2.6, 4.5, 9, 0.05, 'van'],
  truck: [7.1, 2.5, 130, 2.4, 2.4, 1.3, 4, 7, 0.05, 'truck'],
  trailer: [16.5, 2.5, 130, 2.55, 4, 1.1, 4, 7, 0.05, 'trailer'],
  motorcycle: [2.2, 2.5, 200, 0.9, 1.5, 6, 10, 10, 0.1, 'motorcycle'],
  moped: [2.1, 2.5, 60, 0.78, 1.7, 1.1, 7, 10, 0.1, 'motorcycle'],
  bicycle: [1.6, 0.5, 20, 0.65, 1.7, 1.2, 3, 7, 0.1, 'bicycle'],
  pedestrian: [0.215, 0.25, 5.004, 0.478, 1.719, 1.5, 2, 5, 0.1, 'bicycle'],
  emergency: [6.5, 2.5, 200, 2.16, 2.86, 2.6, 4.5, 9, 0, 'emergency'],
  authority: PLAIN,
  army: PLAIN,
  ignoring: PLAIN,
  tram: [22, 2.5, 80, 2.4, 3.2, 1, 3, 7, 0, 'tram'],
  rail_urban: [109.5, 5, 100, 3, 3.6, 1, 3, 7, 0, 'tram'],
  subway: [109.5, 5, 100, 3, 3.6, 1, 3, 7, 0, 'tram'],
  rail: [135, 5, 160, 2.84, 3.75, 0.25, 1.3, 5, 0, 'tram'],
  rail_electric: [200, 5, 220, 2.95, 3.89, 0.5, 1.3, 5, 0, 'tram'],
  rail_fast: [200, 5, 330, 2.95, 3.89, 0.5, 1.3, 5, 0, 'tram'],
  ship: [17, 2.5, 14.85, 4, 4, 0.1, 0.15, 1, 0.1, 'truck'],
};

/** Types that every SUMO scenario has without naming them. */
export const BUILT_IN_TYPES: Readonly<Record<string, VehicleClass>> = {
  DEFAULT_VEHTYPE: 'passenger',
  DEFAULT_BIKETYPE: 'bicycle',
  DEFAULT_TAXITYPE: 'taxi',
  DEFAULT_RAILTYPE: 'rail',
};

const TAU_S = 1;
const DELTA = 4;
/** Cut-offs of a speed factor without limits of its own: far outside of what is ever drawn, but above zero. */
const FACTOR_MIN = 0.05;
const FACTOR_MAX = 100;

function defaultsOf(vehicle_class: VehicleClass): ClassDefaults {
  const [length_m, min_gap_m, max_speed_kmh, width_m, height_m, accel, decel, emergency, deviation, shape] =
    ROWS[vehicle_class] ?? CAR;
  return {
    length_m,
    min_gap_m,
    max_speed_kmh,
    width_m,
    height_m,
    accel_mps2: accel,
    decel_mps2: decel,
    emergency_decel_mps2: emergency,
    speed_deviation: deviation,
    shape,
  };
}

/** The type that a class has by itself. */
export function defaultType(id: string, vehicle_class: VehicleClass, speed_deviation?: number): VehicleTypeSpec {
  const defaults = defaultsOf(vehicle_class);
  return {
    id,
    vehicle_class,
    length_m: defaults.length_m,
    width_m: defaults.width_m,
    height_m: defaults.height_m,
    max_speed_mps: defaults.max_speed_kmh / 3.6,
    accel_mps2: defaults.accel_mps2,
    decel_mps2: defaults.decel_mps2,
    headway_s: TAU_S,
    min_gap_m: defaults.min_gap_m,
    delta: DELTA,
    emergency_decel_mps2: defaults.emergency_decel_mps2,
    speed_factor: { mean: 1, deviation: speed_deviation ?? defaults.speed_deviation, min: 0.2, max: 2 },
    shape: defaults.shape,
    color: -1,
  };
}

/**
 * A `<vType>`. Krauss and other models are taken over as IDM: accel -> a, decel -> b, tau -> T, minGap -> s0.
 * @param speed_deviation deviation for types that give none, in place of the class's
 */
export function vehicleTypeOf(element: XmlElement, report: ImportReport, speed_deviation?: number): VehicleTypeSpec {
  const base = defaultType(required(element, 'id'), vehicleClassOf(element, report), speed_deviation);
  reportModel(element, report);
  const decel_mps2 = positive(element, 'decel', base.decel_mps2);
  const emergency = optional(element, 'emergencyDecel') === undefined ? base.emergency_decel_mps2 : undefined;
  const maxSpeed = positive(element, 'maxSpeed', base.max_speed_mps);
  const desired = positive(element, 'desiredMaxSpeed', Infinity);
  return {
    ...base,
    length_m: positive(element, 'length', base.length_m),
    width_m: positive(element, 'width', base.width_m),
    height_m: positive(element, 'height', base.height_m),
    max_speed_mps: Math.min(maxSpeed, desired),
    accel_mps2: positive(element, 'accel', base.accel_mps2),
    decel_mps2,
    headway_s: numberFrom(element, 'tau', 0, base.headway_s),
    min_gap_m: numberFrom(element, 'minGap', 0, base.min_gap_m),
    delta: positive(element, 'delta', base.delta),
    emergency_decel_mps2: Math.max(decel_mps2, emergency ?? positive(element, 'emergencyDecel')),
    speed_factor: speedFactorOf(element, base.speed_factor),
    shape: shapeOfType(element, base.shape, report),
    color: colorOf(element, 'color', report),
  };
}

function reportModel(element: XmlElement, report: ImportReport): void {
  const model = optional(element, 'carFollowModel')?.trim() ?? '';
  if (model === '' || model === 'IDM') return;
  const detail = 'followed by IDM: accel, decel, tau, minGap become a, b, T, s0';
  note(report, 'approximated', `vType.carFollowModel "${model}"`, detail, placeOf(element));
}

function positive(element: XmlElement, name: string, fallback?: number): number {
  if (fallback !== undefined && optional(element, name) === undefined) return fallback;
  const value = numberFrom(element, name, 0);
  if (value === 0) throw badValue(element, name, 'a number above 0');
  return value;
}

/**
 * speedFactor: a number, norm(mean,deviation[,min[,max]]) or normc of the same; speedDev: the deviation alone.
 * A number leaves the class's deviation and cut-offs in force; limits that norm or normc leave out are none.
 */
function speedFactorOf(element: XmlElement, base: SpeedFactorSpec): SpeedFactorSpec {
  const text = (optional(element, 'speedFactor') ?? '').trim();
  let factor = base;
  if (text !== '') {
    const call = /^normc?\s*\((.*)\)$/.exec(text);
    const numbers = (call === null ? [text] : call[1].split(',')).map(parseNumber);
    if (numbers.length > 4 || numbers.some((value) => value === undefined || value < 0)) {
      throw badValue(element, 'speedFactor', 'a number or normc(mean,deviation,min,max)');
    }
    const [mean = 1, deviation = 0, min = FACTOR_MIN, max = FACTOR_MAX] = numbers as number[];
    if (min > max) throw badValue(element, 'speedFactor', 'normc(mean,deviation,min,max) with min below max');
    factor = call === null ? { ...base, mean } : { mean, deviation, min: Math.max(min, FACTOR_MIN), max };
  }
  const deviation = numberFrom(element, 'speedDev', 0, factor.deviation);
  // A mean outside the class's cut-offs widens them: drawing again would never end.
  return {
    mean: factor.mean,
    deviation,
    min: Math.min(factor.min, factor.mean),
    max: Math.max(factor.max, factor.mean),
  };
}

/** Drawing class by guiShape: first word that fits. */
const SHAPES: readonly (readonly [string, string])[] = [
  ['passenger/van', 'van'],
  ['passenger', 'car'],
  ['evehicle', 'car'],
  ['taxi', 'taxi'],
  ['delivery', 'van'],
  ['truck/semitrailer', 'trailer'],
  ['truck/trailer', 'trailer'],
  ['truck', 'truck'],
  ['transport', 'truck'],
  ['bus', 'bus'],
  ['emergency', 'emergency'],
  ['police', 'emergency'],
  ['firebrigade', 'emergency'],
  ['ambulance', 'emergency'],
  ['motorcycle', 'motorcycle'],
  ['moped', 'motorcycle'],
  ['scooter', 'motorcycle'],
  ['bicycle', 'bicycle'],
  ['rail', 'tram'],
  ['ship', 'truck'],
];

function shapeOfType(element: XmlElement, fallback: string, report: ImportReport): string {
  const text = (optional(element, 'guiShape') ?? '').trim();
  if (text === '' || text === 'unknown') return fallback;
  const found = SHAPES.find(([start]) => text.startsWith(start));
  if (found !== undefined) return found[1];
  note(report, 'approximated', `vType.guiShape "${text}"`, `drawn as ${fallback}`, placeOf(element));
  return fallback;
}
