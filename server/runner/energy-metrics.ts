/** What the numbers of `energy` mean, by powertrain: electric, plug_in, range_extended, hydrogen, swap, fuel. */
import { POWERTRAINS } from '../energy/vehicle-table.ts';
import { metric } from './metric.ts';
import type { Metric } from './metric.ts';

const by = { names: POWERTRAINS, variable: 'POWERTRAIN' } as const;

/** A powertrain that nobody drove is left out, and so is all of it where energy is off. */
export const ENERGY_METRICS: readonly Metric[] = [
  metric(
    'energy.*.km',
    'km',
    'Distance driven in the window by vehicles of this powertrain.',
    'sum of v dt',
    undefined,
    by,
  ),
  metric(
    'energy.*.pack_kwh',
    'kWh',
    'Energy out of their packs in the window, less what braking and generators put in.',
    'server/energy/powertrain.ts',
    'less',
    by,
  ),
  metric('energy.*.fuel_l', 'L', 'Petrol burnt in the window.', 'server/energy/combustion.ts', 'less', by),
  metric('energy.*.hydrogen_kg', 'kg', 'Hydrogen used in the window.', 'server/energy/combustion.ts', 'less', by),
  metric(
    'energy.*.soc_change_kwh',
    'kWh',
    'Charge of their packs at the end less charge at the beginning of the window.',
    'sum over steps',
    undefined,
    by,
  ),
  metric('energy.*.stranded', 'vehicles', 'Vehicles that ran out of energy in the window.', 'count', 'less', by),
  metric(
    'energy.*.wall_kwh',
    'kWh',
    'Energy at the socket that would bring back what the packs gave.',
    'pack_kwh / 0.88',
    'less',
    by,
  ),
];
