/** Definitions of what outside agents leave in a result. */
import { metric, type Metric } from './metric.ts';

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
