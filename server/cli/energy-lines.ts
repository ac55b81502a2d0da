/** What a run used, by powertrain, as a table of the summary. */
import type { RunResult } from '../runner/result.ts';
import { number, table } from './format.ts';

/** Empty where energy is left out. */
export function energyLines(result: RunResult): string[] {
  const uses = Object.entries(result.energy);
  if (uses.length === 0) return [];
  const rows = uses.map(([powertrain, use]) => [
    `  ${powertrain.replaceAll('_', ' ')}`,
    number(use.km, 1),
    number(use.pack_kwh, 1),
    number(use.wall_kwh, 1),
    number(use.fuel_l, 2),
    number(use.hydrogen_kg, 3),
    number(use.soc_change_kwh, 1),
    number(use.stranded),
  ]);
  const { swap } = result;
  const swaps =
    swap.requested === 0
      ? []
      : [
          '',
          `swap: ${number(swap.completed)} of ${number(swap.requested)} requests completed, ${number(swap.rejected)} rejected, ${number(swap.expired)} expired, ${number(swap.stranded)} stranded, ${number(swap.open)} open; wait ${number(swap.mean_wait_s, 1)} s, 95 % ${number(swap.p95_wait_s, 1)} s`,
        ];
  return [
    '',
    ...table([['energy', 'km', 'pack kWh', 'wall kWh', 'fuel L', 'H2 kg', 'charge kWh', 'stranded'], ...rows]),
    ...swaps,
  ];
}
