/** Outside agents: they drive exactly, join and leave, and cannot do harm. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTopic } from '../../protos/topics.ts';
import { v2x } from '../../protos/wire/generated.js';
import { runAgent, type AgentOptions, type Drive } from '../../server/agent/agent.ts';
import { idmAcceleration } from '../../server/agent/idm.ts';
import type { Run } from '../../server/runner/run.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import type { Transport } from '../../server/transport/transport.ts';
import { startMosquitto, type Mosquitto } from '../support/broker-mosquitto.ts';
import { findMosquitto } from '../support/executable.ts';
import { departure, plainCar, straightRoad } from '../support/roads.ts';
import { loadJunction, runScenario, type BrokerKind, type RigOptions } from './run-rig.ts';

const mosquitto_program = findMosquitto();
let mosquitto: Mosquitto | undefined;
beforeAll(async () => {
  if (mosquitto_program !== undefined) mosquitto = await startMosquitto(mosquitto_program);
});
afterAll(async () => {
  await mosquitto?.stop();
});

/** Over TCP the rig's further client is called `viewer`, and an agent's id is its client's. */
const ID = 'viewer';

/** Two cars on one lane of 2 km, the second faster; V2X off. */
async function twoCars(until_s = 60, sets: readonly string[] = []): Promise<Scenario> {
  const base = await loadJunction(until_s, ['v2x.enabled=false', ...sets]);
  const cars = [
    departure({ id: 'ahead', edges: ['road'], type: 0 }),
    departure({ id: 'behind', edges: ['road'], type: 1, depart_ms: 3000 }),
  ];
  return {
    ...base,
    network: straightRoad(2000, { lanes: 1, speed_mps: 30 }),
    demand: { types: [plainCar({ max_speed_mps: 12 }), plainCar({ id: 'fast' })], departures: cars },
  };
}

/** Options of a rig with one awaited agent. */
function withAgent(agent: Partial<AgentOptions> & { drive: Drive }, broker: BrokerKind = 'embedded'): RigOptions {
  return {
    broker,
    await_agents: [ID],
    ...(typeof broker === 'object' ? { audience: 'external' as const } : {}),
    viewer: async (transport: Transport) => void (await runAgent(transport, { id: ID, run: 'test', ...agent })),
  };
}

const asIdm: Drive = (turn) => ({ accelMps2: idmAcceleration(turn), laneChange: 1 });

describe('an agent in lock-step', () => {
  it('that computes the built-in car following gives the same hash as the built-in driver', async () => {
    const built_in = await runScenario(await twoCars(), {});
    let nearest_m = Infinity;
    const drive: Drive = (turn) => {
      nearest_m = Math.min(nearest_m, turn.leader?.gapM ?? Infinity);
      return asIdm(turn);
    };
    const outside = await runScenario(await twoCars(), withAgent({ take_over: 'behind', drive }));
    expect(outside.agents).toMatchObject({ joined: 1, lost: 0, commands_clamped: 0, bad_messages: 0 });
    expect(outside.agents['commands']).toBeGreaterThan(500);
    expect(nearest_m).toBeLessThan(40);
    expect(outside.deterministic).toBe(true);
    expect(outside.hash).toBe(built_in.hash);
  });

  it('changes the run, and the same on every broker', async () => {
    const scenario = (): Promise<Scenario> => loadJunction(15);
    const target = (await scenario()).demand.departures[3].id;
    const drive: Drive = ({ state }) => ({ accelMps2: state.speedMps > 5 ? -1 : 0.5 });
    const plain = await runScenario(await scenario(), { broker: 'embedded' });
    const first = await runScenario(await scenario(), withAgent({ take_over: target, drive }));
    expect(first.deterministic).toBe(true);
    expect(first.hash).not.toBe(plain.hash);
    const tcp = await runScenario(await scenario(), withAgent({ take_over: target, drive }, 'embedded+tcp'));
    expect(tcp.hash).toBe(first.hash);
    if (mosquitto === undefined) return;
    const outer = await runScenario(await scenario(), withAgent({ take_over: target, drive }, { url: mosquitto.url }));
    expect(outer.hash).toBe(first.hash);
  });

  it('brings a vehicle along and is told of what physics forbid', async () => {
    const errors: number[] = [];
    const seen: number[] = [];
    const result = await runScenario(
      await twoCars(20),
      withAgent({
        spawn: { edges: ['road'], pos_m: 500, speed_mps: 5 },
        onError: ({ code }) => void errors.push(code),
        drive: ({ state }) => {
          seen.push(state.posM);
          return { accelMps2: 50 };
        },
      }),
    );
    expect(result.vehicles.inserted).toBe(3);
    expect(seen[0]).toBeGreaterThanOrEqual(500);
    expect(result.agents['commands_clamped']).toBeGreaterThan(100);
    expect(errors).toEqual([v2x.agent.ErrorCode.PHYSICS_CLAMPED]);
  });

  it('leaves by its answer, at the same tick in every run', async () => {
    const drive: Drive = ({ tick, leave }) => {
      if (tick === 100) leave();
      return { accelMps2: 0 };
    };
    const run = async (): Promise<unknown> => {
      const { hash, deterministic, agents } = await runScenario(
        await twoCars(30),
        withAgent({ take_over: 'behind', drive }),
      );
      return { hash, deterministic, left: agents['left'] };
    };
    const first = await run();
    expect(first).toMatchObject({ deterministic: true, left: 1 });
    expect(await run()).toEqual(first);
  });
});

describe('an agent cannot do harm', () => {
  it('when it never answers: it is detached and its vehicle driven on', async () => {
    const result = await runScenario(await twoCars(60, ['agent_rules.limit_s=0.1']), {
      broker: 'embedded',
      await_agents: [ID],
      viewer: async (transport) => {
        const agent = await runAgent(transport, { id: ID, run: 'test', take_over: 'behind', drive: asIdm });
        // From the hello on it is deaf.
        void agent.welcomed.then(() => transport.unsubscribe(buildTopic('test', 'agent_input', { agent: ID })));
      },
    });
    expect(result.agents).toMatchObject({ lost: 1, deadlines_missed: 1 });
    expect(result.deterministic).toBe(false);
    expect(result.deterministic_reasons.join()).toContain('agent viewer did not answer');
    expect(result.sim_time_s).toBe(60);
    expect(result.vehicles.running).toBe(2);
  });

  it('with garbage, a foreign vehicle, stale ticks and a flood', async () => {
    const codes = new Set<number>();
    const { ErrorCode } = v2x.agent;
    let run: Run | undefined;
    const plain = await runScenario(await twoCars(10), {});
    const result = await runScenario(await twoCars(10), {
      broker: 'embedded',
      await_agents: [ID],
      onStart: (started) => (run = started),
      viewer: async (transport) => {
        const topic = buildTopic('test', 'agent_output', { agent: ID });
        await runAgent(transport, {
          id: ID,
          run: 'test',
          session: 7,
          take_over: 'behind',
          onError: ({ code }) => void codes.add(code),
          drive: ({ tick }) => {
            void transport.publish(topic, Uint8Array.of(1, 2, 3));
            void transport.publish(topic, output({ tick: tick - 1 }));
            if (tick > 60) for (let i = 0; i < 200; i++) void transport.publish(topic, new Uint8Array(100));
            return {};
          },
        });
        await transport.subscribe(buildTopic('test', 'clock', {}), () => {
          // Commands for a vehicle of somebody else come first and count as the answer of the tick.
          const tick = run?.state.world.tick ?? 0;
          if (tick < 20)
            void transport.publish(topic, output({ tick: tick + 1, commands: [{ id: 'ahead', accelMps2: -9 }] }));
        });
      },
    });
    expect(codes).toContain(ErrorCode.BAD_PROTO);
    expect(codes).toContain(ErrorCode.STALE_TICK);
    expect(result.agents['lost']).toBe(1);
    expect(result.deterministic_reasons.join()).toContain('bad messages');
    expect(result.sim_time_s).toBe(10);
    // The other vehicle drove as if nothing had happened: it is ahead of everybody.
    expect(result.vehicles.inserted).toBe(plain.vehicles.inserted);

    function output(fields: v2x.frame.ITickOutput): Uint8Array {
      return v2x.frame.TickOutput.encode({ schemaVersion: 1, session: 7, ...fields }).finish();
    }
  });

  it('by commanding a vehicle of another: refused, counted, without effect', async () => {
    const codes: number[] = [];
    const drive: Drive = () => ({ id: 'ahead', accelMps2: -9 }) as never;
    const plain = await runScenario(await twoCars(20), {});
    const result = await runScenario(
      await twoCars(20),
      withAgent({ take_over: 'behind', drive, onError: ({ code }) => void codes.push(code) }),
    );
    expect(codes).toContain(v2x.agent.ErrorCode.NOT_AUTHORISED);
    expect(result.agents['bad_messages']).toBeGreaterThan(50);
    // Its own vehicle got no command, so its built-in driver drove, until it was detached.
    expect(result.traffic.mean_speed_mps).toBeGreaterThan(plain.traffic.mean_speed_mps - 3);
  });

  it('by not coming: the run ends with the reason', async () => {
    const scenario = await twoCars(10);
    const options: RigOptions = { broker: 'embedded', await_agents: ['absent'], await_s: 0.1 };
    await expect(runScenario(scenario, options)).rejects.toThrow('no hello from absent within 0.1 s');
  });
});
