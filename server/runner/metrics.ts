/**
 * What every number of a result means: its unit, its definition and where that comes from. `chelu metrics` prints this table,
 * `expect:` of a scenario resolves its paths in it, and comparisons learn from it which way is better. A test walks a real
 * result and fails where a number has no definition or a definition no number.
 */
import { LINK_NAMES, MESSAGE_NAMES } from '../../protos/messages/body.ts';
import { APPLICATION_METRICS } from './application-metrics.ts';
import { AGENT_METRICS } from './agent-metrics.ts';
import { ENERGY_METRICS } from './energy-metrics.ts';
import { metric } from './metric.ts';
import { SWAP_METRICS } from './swap-metrics.ts';
import { WALKER_METRICS } from './walker-metrics.ts';
import type { Metric } from './metric.ts';
import { PARTS } from './part-clock.ts';

const RUN: readonly Metric[] = [
  metric('seed', '', 'Seed of everything random.', 'scenario or --seed'),
  metric(
    'window.warmup_s',
    's',
    'Begin of the window; trips, speeds, messages and delays are counted from here.',
    'scenario',
  ),
  metric('window.until_s', 's', 'End that the scenario or --until gives the run.', 'scenario or --until'),
  metric('sim_time_s', 's', 'Simulated time at which the run ended.', 'ticks x dt'),
];

const VEHICLES: readonly Metric[] = [
  metric('vehicles.inserted', 'vehicles', 'Vehicles that entered the road, whole run.', 'count'),
  metric('vehicles.running', 'vehicles', 'Vehicles on the road at the end.', 'inserted = running + arrived + removed'),
  metric('vehicles.arrived', 'vehicles', 'Vehicles that reached their destination, whole run.', 'count', 'more'),
  metric(
    'vehicles.removed',
    'vehicles',
    'Vehicles that left by another exit because no way led to their destination from the lane they got stuck on, whole run.',
    'count',
    'less',
  ),
  metric(
    'vehicles.waiting_to_insert',
    'vehicles',
    'Vehicles that were due and found no room to enter, at the end.',
    'count',
    'less',
  ),
  metric(
    'vehicles.collisions',
    'collisions',
    'Contacts of two driving bodies, as rectangles shrunk by 0.2 m, or of one with a walker, a disc of 0.25 m; once per contact; more than 3 m apart in height is none. Whole run.',
    'server/simulation/oracle.ts',
    'less',
    { judged: true },
  ),
  metric(
    'vehicles.geometry_overlaps',
    'overlaps',
    'Contacts where the map is to blame: lanes laid too close without a conflict, or a bend that a long body cannot follow. Whole run.',
    'server/simulation/oracle.ts',
    undefined,
    { judged: true },
  ),
  metric(
    'vehicles.rerouted',
    'times',
    'Times that a vehicle took another way from a lane that did not lead on. Whole run.',
    'count',
  ),
  metric(
    'vehicles.red_entries',
    'entries',
    'Fronts that passed a stop line that was red before the step, and could have stopped when red began. Whole run.',
    'server/simulation/oracle.ts',
    'less',
    { judged: true },
  ),
  metric(
    'vehicles.red_entries_unavoidable',
    'entries',
    'The same where emergency braking at the beginning of red could not have stopped the vehicle. Whole run.',
    'server/simulation/oracle.ts; emergencyDecel of SUMO',
    undefined,
    { judged: true },
  ),
  metric(
    'vehicles.stuck',
    'vehicles',
    'Vehicles that stood (below 0.1 m/s) for 300 s in a row outside a stop. Whole run.',
    'server/simulation/oracle.ts',
    'less',
    { judged: true },
  ),
];

const TRAFFIC: readonly Metric[] = [
  metric(
    'traffic.mean_speed_mps',
    'm/s',
    'Mean speed over all vehicles and ticks of the window.',
    'sum of speeds / vehicle-ticks',
    'more',
  ),
  metric(
    'traffic.stopped_share',
    'share',
    'Share of vehicle-ticks of the window below 0.1 m/s.',
    'vehicle-ticks below 0.1 m/s / vehicle-ticks',
    'less',
  ),
];

const TRIPS: readonly Metric[] = [
  metric('trips.started', 'trips', 'Departures that were due in the window, entered or not.', 'count'),
  metric('trips.finished', 'trips', 'Those of them that reached their destination.', 'count', 'more'),
  metric(
    'trips.unfinished',
    'trips',
    'Those of them that did not: waiting, under way or removed.',
    'started - finished',
    'less',
  ),
  metric(
    'trips.mean_duration_s',
    's',
    'Mean time from entering to arrival, over finished trips.',
    'sum of durations / finished',
    'less',
  ),
  metric(
    'trips.mean_speed_mps',
    'm/s',
    'Mean speed of finished trips, weighted by time.',
    'sum of distances / sum of durations',
    'more',
  ),
  metric(
    'trips.mean_delay_s',
    's',
    'Mean delay over all started trips, finished or not: travel time minus free-flow time on the same route at the own desired speed, with the wait to enter; planned stops are no delay.',
    'mean of wait + sum over ticks of dt (1 - v / v_desired)',
    'less',
  ),
];

const perMessage = { names: MESSAGE_NAMES, variable: 'MESSAGE' } as const;
const MESSAGES: readonly Metric[] = [
  metric('messages.*.sent', 'messages', 'Messages of this kind sent in the window.', 'count', undefined, perMessage),
  metric(
    'messages.*.addressed',
    'deliveries',
    'Receivers within the range of the channel at sending, summed over the messages.',
    'delivered + lost + in_flight',
    undefined,
    perMessage,
  ),
  metric(
    'messages.*.delivered',
    'deliveries',
    'Those of them that handled the message.',
    'count',
    undefined,
    perMessage,
  ),
  metric(
    'messages.*.lost',
    'deliveries',
    'Those of them that lost it to the channel, a fault of the scenario, or because they had gone.',
    'count',
    undefined,
    perMessage,
  ),
  metric(
    'messages.*.in_flight',
    'deliveries',
    'Those of them for whom it was still under way when the run ended.',
    'count',
    undefined,
    perMessage,
  ),
];

const perLink = { names: LINK_NAMES, variable: 'LINK' } as const;
const LATENCIES: readonly Metric[] = (['p50', 'p95', 'p99'] as const).map((rank) =>
  metric(
    `latency_ms.*.${rank}`,
    'ms',
    `Modelled delay at or below which ${rank.slice(1)} % of the deliveries over this link lie, in the window; absent where nothing was delivered.`,
    'nearest rank',
    undefined,
    perLink,
  ),
);

const PERFORMANCE: readonly Metric[] = [
  metric('performance.wall_time_s', 's', 'Wall time of the run.', 'monotonic clock'),
  metric('performance.cpu_time_s', 's', 'CPU time of the process meanwhile, user and system.', 'process.cpuUsage'),
  metric('performance.vehicle_updates', 'updates', 'Vehicles moved, summed over the ticks.', 'count'),
  metric(
    'performance.updates_per_cpu_s',
    '1/s',
    'Vehicles moved in a second of CPU time.',
    'vehicle_updates / cpu_time_s',
  ),
  metric(
    'performance.real_time_factor',
    'ratio',
    'Simulated seconds in a second of wall time.',
    'sim_time_s / wall_time_s',
  ),
  metric('performance.parts_ms.*', 'ms', 'Wall time spent in this part of the tick.', 'monotonic clock', undefined, {
    names: PARTS,
    variable: 'PART',
  }),
  metric('performance.peak_rss_mb', 'MB', 'Most memory that the process has held.', 'process.resourceUsage'),
];

/** Every number of a result, in the order of its JSON. */
export const METRICS: readonly Metric[] = [
  ...RUN,
  ...VEHICLES,
  ...WALKER_METRICS,
  ...TRAFFIC,
  ...TRIPS,
  ...MESSAGES,
  ...LATENCIES,
  ...APPLICATION_METRICS,
  ...AGENT_METRICS,
  ...ENERGY_METRICS,
  ...SWAP_METRICS,
  ...PERFORMANCE,
];
