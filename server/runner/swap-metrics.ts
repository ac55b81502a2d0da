/** What the numbers of battery swaps in a result mean; part of the table in metrics.ts. */
import { metric, type Metric } from './metric.ts';

export const SWAP_METRICS: readonly Metric[] = [
  metric(
    'swap.requested',
    'requests',
    'Requests for a battery swap, whole run; a vehicle may ask again.',
    'requested = completed + rejected + expired + stranded + open',
  ),
  metric('swap.completed', 'requests', 'Those that ended with another pack.', 'count', 'more'),
  metric('swap.rejected', 'requests', 'Those for which no station that can be reached had a pack.', 'count', 'less'),
  metric(
    'swap.expired',
    'requests',
    'Those without an answer, or at the station without a pack, in time.',
    'count',
    'less',
  ),
  metric('swap.stranded', 'requests', 'Those whose vehicle broke down or left the road first.', 'count', 'less'),
  metric('swap.open', 'requests', 'Those that had not ended when the run did.', 'count'),
  metric(
    'swap.mean_wait_s',
    's',
    'Mean time from standing on the lane of the station to the bay, of completed swaps.',
    'sum / completed',
    'less',
  ),
  metric('swap.p50_wait_s', 's', 'Median of that time.', 'nearest rank', 'less'),
  metric('swap.p95_wait_s', 's', 'Time that 95 % of the completed swaps did not exceed.', 'nearest rank', 'less'),
  metric(
    'swap.mean_detour_m',
    'm',
    'Mean way that the station adds to the trip, of completed swaps.',
    'way through the station less way without',
    'less',
  ),
  metric(
    'swap.total_time_lost_s',
    's',
    'Time that completed swaps took: queue, bay, and free-flow time of the longer way.',
    'sum',
    'less',
  ),
];
