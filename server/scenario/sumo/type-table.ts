/**
 * The types that departures use, in the order of their first use; distributions are drawn by the departure's key.
 */
import type { VehicleTypeSpec } from '../../simulation/demand-spec.ts';
import type { VehicleClass } from '../../simulation/network-spec.ts';
import { PURPOSE, random } from '../../simulation/random.ts';
import type { Choice, DemandRecord, DepartureRecord } from './demand-record.ts';
import { note, type ImportReport } from './import-report.ts';
import { BUILT_IN_TYPES, defaultType } from './vehicle-type.ts';

export interface TypeTable {
  readonly list: VehicleTypeSpec[];
  /** Index of the departure's type; undefined where it is not known (reported). */
  draw(record: DepartureRecord, key: number): number | undefined;
}

const NOT_DRIVEN: ReadonlySet<VehicleClass> = new Set<VehicleClass>([
  'rail_urban',
  'rail',
  'rail_electric',
  'rail_fast',
  'subway',
  'cable_car',
  'ship',
]);
/** Distributions that may contain one another at most. */
const NESTED_MAX = 8;

/** An empty table over the types of `record`. */
export function createTypeTable(record: DemandRecord, seed: number, report: ImportReport): TypeTable {
  const list: VehicleTypeSpec[] = [];
  const indices = new Map<string, number>();
  const add = (type: VehicleTypeSpec, id: string): number => {
    const known = indices.get(id);
    if (known !== undefined) return known;
    indices.set(id, list.length);
    list.push({ ...type, id });
    return list.length - 1;
  };
  return {
    list,
    draw(departure, key) {
      const type = typeOf(record, drawn(record, departure.type, key, seed));
      if (type === undefined) {
        note(
          report,
          'dropped',
          'vehicle of unknown type',
          `"${departure.id}": type "${departure.type}"`,
          departure.place,
        );
        return undefined;
      }
      if (NOT_DRIVEN.has(type.vehicle_class)) {
        const detail = `"${departure.id}": railways and waterways are not simulated`;
        note(report, 'dropped', `vehicle of class ${type.vehicle_class}`, detail, departure.place);
        return undefined;
      }
      if (departure.speed_factor < 0) return add(type, type.id);
      const mean = departure.speed_factor;
      return add({ ...type, speed_factor: { mean, deviation: 0, min: mean, max: mean } }, `${type.id}@${mean}`);
    },
  };
}

function typeOf(record: DemandRecord, id: string): VehicleTypeSpec | undefined {
  const own = record.types.get(id);
  if (own !== undefined) return own;
  return Object.hasOwn(BUILT_IN_TYPES, id) ? defaultType(id, BUILT_IN_TYPES[id]) : undefined;
}

/** Follows distributions down to a type. */
function drawn(record: DemandRecord, id: string, key: number, seed: number): string {
  let name = id;
  for (let depth = 0; depth < NESTED_MAX; depth++) {
    const choices = record.type_choices.get(name);
    if (choices === undefined) return name;
    const choice = choose(choices, random(seed, PURPOSE.vehicle_type, key, 0, depth));
    if (choice === undefined) return name;
    name = choice;
  }
  return name;
}

/** The item in whose share of the weights `u` (in [0, 1)) falls; undefined where there is nothing to choose. */
export function choose<T>(choices: readonly Choice<T>[], u: number): T | undefined {
  const total = choices.reduce((sum, choice) => sum + choice.weight, 0);
  if (choices.length === 0 || !(total > 0)) return choices[0]?.item;
  let rest = u * total;
  for (const choice of choices) {
    if (choice.weight > 0 && rest < choice.weight) return choice.item;
    rest -= choice.weight;
  }
  return choices.findLast((choice) => choice.weight > 0)?.item;
}
