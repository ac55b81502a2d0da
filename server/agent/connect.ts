/** An agent's connection over MQTT, with its will, as the environment says: CHELU_BROKER and CHELU_RUN, which `chelu run --exec` sets. */
import { connectMqttTransport } from '../transport/mqtt-transport.ts';
import { agentWill, drawSession, runAgent, type Agent, type AgentOptions } from './agent.ts';

export type ConnectOptions = Omit<AgentOptions, 'run' | 'session'> & {
  readonly broker?: string;
  readonly run?: string;
};

/** Connects and runs an agent; the connection closes when the agent has ended. */
export async function connectAgent(options: ConnectOptions): Promise<Agent> {
  const run = options.run ?? process.env['CHELU_RUN'] ?? 'main';
  const broker = options.broker ?? process.env['CHELU_BROKER'] ?? 'mqtt://127.0.0.1:1883';
  const session = drawSession();
  const transport = await connectMqttTransport(broker, {
    client_id: options.id,
    will: { ...agentWill(run, options.id, session), qos: 1, retain: true },
    probe_topic: false,
    flag: 'CHELU_BROKER',
  });
  const agent = await runAgent(transport, { ...options, run, session });
  void agent.ended.then(() => transport.close());
  return {
    ...agent,
    close: async () => {
      await agent.close();
      await transport.close();
    },
  };
}
