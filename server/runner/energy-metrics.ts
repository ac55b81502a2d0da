/** Definitions of what each powertrain leaves in a result. */
import { metric, type Metric } from './metric.ts';

const POWERTRAIN = { variable: 'POWERTRAIN' } as const;
export const ENERGY_METRICS: readonly Metric[] = [
  metric('energy.*.km', 'km', 'Way driven by vehicles of this powertrain in the window.', 'sum', undefined, POWERTRAIN),
  metric(
    'energy.*.pack_kwh',
    'kWh',
    'Energy out of their batteries in the window, less what braking and generators put in.',
    'sum over ticks of power x dt, server/energy/powertrain.ts',
    'less',
    POWERTRAIN,
  ),
  metric(
    'energy.*.wall_kwh',
    'kWh',
    'Energy at the socket that brings it back.',
    'pack_kwh / charging efficiency',
    'less',
    POWERTRAIN,
  ),
  metric('energy.*.fuel_l', 'L', 'Fuel burnt in the window.', 'server/energy/combustion.ts', 'less', POWERTRAIN),
  metric(
    'energy.*.hydrogen_kg',
    'kg',
    'Hydrogen used in the window.',
    'server/energy/powertrain.ts',
    'less',
    POWERTRAIN,
  ),
  metric(
    'energy.*.soc_change_kwh',
    'kWh',
    'Charge at the end of the window less charge at its beginning, or at departure and arrival.',
    'sum over vehicles',
    undefined,
    POWERTRAIN,
  ),
  metric(
    'energy.*.stranded',
    'vehicles',
    'Vehicles that ran out of energy and stand for good.',
    'count',
    'less',
    POWERTRAIN,
  ),
];
