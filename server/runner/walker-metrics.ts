/** What the numbers of walkers in a result mean; part of the table in metrics.ts. */
import { metric } from './metric.ts';
import type { Metric } from './metric.ts';

export const WALKER_METRICS: readonly Metric[] = [
  metric('walkers.arrived', 'walkers', 'People who came to a kerb to cross, whole run.', 'count'),
  metric(
    'walkers.crossed',
    'walkers',
    'People who reached the other side, whole run.',
    'arrived = crossed + crossing + waiting',
  ),
  metric('walkers.crossing', 'walkers', 'People on a crosswalk at the end.', 'count'),
  metric('walkers.waiting', 'walkers', 'People at a kerb at the end.', 'count'),
  metric(
    'walkers.mean_wait_s',
    's',
    'Mean time from the arrival at the kerb to the first step onto the road, of all who took it, whole run.',
    'server/simulation/walkers.ts',
    'less',
  ),
];
