/** Definitions of what walkers, powertrains and outside agents leave in a result. */
import { metric, type Metric } from './metric.ts';

export const WALKER_METRICS: readonly Metric[] = [
  metric('walkers.arrived', 'walkers', 'People who came to a crosswalk, whole run.', 'crossed + crossing + waiting'),
  metric('walkers.crossed', 'walkers', 'Those of them who are on the other side.', 'count'),
  metric('walkers.crossing', 'walkers', 'Those of them who are on the road at the end.', 'count'),
  metric('walkers.waiting', 'walkers', 'Those of them who stand at a kerb at the end.', 'count'),
  metric(
    'walkers.mean_wait_s',
    's',
    'Mean time from the arrival at the kerb to the first step onto the road, of all who took it.',
    'mean',
    'less',
  ),
];

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

export const AGENT_METRICS: readonly Metric[] = [
  metric('agents.joined', 'agents', 'Outside agents that were welcomed.', 'count'),
  metric('agents.left', 'agents', 'Those that said goodbye.', 'count'),
  metric('agents.lost', 'agents', 'Those whose connection broke or who fell silent.', 'count', 'less'),
  metric('agents.rejected', 'agents', 'Wishes to join that were refused, with a reason to the agent.', 'count', 'less'),
  metric('agents.deadlines_missed', 'ticks', 'Ticks in which an agent did not answer in time.', 'count', 'less'),
  metric('agents.commands', 'commands', 'Commands for vehicles that were carried out.', 'count'),
  metric('agents.commands_clamped', 'commands', 'Those that physics cut down.', 'count', 'less'),
  metric('agents.messages_sent', 'messages', 'Messages that agents gave to the channel.', 'count'),
  metric('agents.bad_messages', 'messages', 'Frames and entries of agents that were dropped.', 'count', 'less'),
];
