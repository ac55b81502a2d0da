/** Connects the agents' side of a run. */
import type { ScenarioSettings } from '../../scenario/schema.ts';
import type { World } from '../../simulation/world.ts';
import type { RunOptions } from '../run-options.ts';
import type { V2x } from '../v2x.ts';
import { AgentMailbox } from './agent-mailbox.ts';
import { Agents } from './agents.ts';

/** @param options with a server's connection */
export async function openAgents(
  settings: ScenarioSettings,
  options: RunOptions,
  world: World,
  v2x: V2x | undefined,
  reasons: Set<string>,
): Promise<Agents> {
  const { agents, agent_rules } = settings;
  const mailbox = new AgentMailbox(options.server!, options.run_id, options.outside_coordinator);
  await mailbox.open();
  const named = (options.await_agents ?? []).map((id) => ({ id, join_tick: 0 }));
  return new Agents({
    world,
    v2x,
    mailbox,
    settings: { ...agent_rules, members: [...agents, ...named], timeout_s: options.await_s ?? agent_rules.await_s },
    onReason: (reason) => reasons.add(reason),
  });
}
