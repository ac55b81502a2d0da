/** Agents in the middle of a run: journeys, joining and leaving, sessions, several at once, deadlines. */
import { describe, expect, it } from 'vitest';
import { buildTopic } from '../../protos/topics.ts';
import { v2x } from '../../protos/wire/generated.js';
import {
  agentWill,
  runAgent,
  type AgentOptions,
  type Command,
  type Drive,
  type Turn,
} from '../../server/agent/agent.ts';
import type { Run } from '../../server/runner/run.ts';
import type { RunResult } from '../../server/runner/result.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import type { Transport } from '../../server/transport/transport.ts';
import { departure, plainCar, straightRoad } from '../support/roads.ts';
import { loadJunction, runScenario, type RigOptions } from './run-rig.ts';

const { ErrorCode } = v2x.agent;

/** Two cars on a road of 3 km; V2X off. */
async function twoCars(until_s: number, sets: readonly string[] = [], lanes = 1): Promise<Scenario> {
  const base = await loadJunction(until_s, ['v2x.enabled=false', ...sets]);
  const cars = [
    departure({ id: 'ahead', edges: ['road'], depart_lane: 0 }),
    departure({ id: 'behind', edges: ['road'], depart_lane: 0, depart_ms: 3000 }),
  ];
  return {
    ...base,
    network: straightRoad(3000, { lanes, speed_mps: 15 }),
    demand: { types: [plainCar()], departures: cars },
  };
}

type Part = Partial<AgentOptions> & { readonly id: string; readonly drive: Drive };

function agents(...parts: readonly Part[]): RigOptions {
  return {
    broker: 'embedded',
    await_agents: parts.map(({ id }) => id),
    viewer: async (transport) => {
      for (const part of parts) await runAgent(transport, { run: 'test', ...part });
    },
  };
}

/** Calls back at each tick of the run. */
async function atTicks(transport: Transport, run: () => Run | undefined, act: (tick: number) => void): Promise<void> {
  await transport.subscribe(buildTopic('test', 'clock', {}), () => act(run()?.state.world.tick ?? 0));
}

describe('an agent on its journey', () => {
  it('changes lanes when told, and only then', async () => {
    const lanes: number[] = [];
    const drive: Drive = ({ state, tick }) => {
      lanes.push(state.lane ?? -1);
      return { laneChange: tick === 100 ? 2 : 1 };
    };
    const result = await runScenario(await twoCars(40, [], 2), agents({ id: 'a', take_over: 'behind', drive }));
    expect(result.deterministic).toBe(true);
    const changes = lanes.flatMap((lane, i) => (i > 0 && lane !== lanes[i - 1] ? [lane - lanes[i - 1]] : []));
    expect(changes).toEqual([1]);
  });

  it('stands at a stop it asked for until it releases itself, however often it says so', async () => {
    const codes: number[] = [];
    const states: Turn['state'][] = [];
    const drive: Drive = ({ state, tick }): Command => {
      states.push(state);
      // Told in every tick, as the other commands are.
      if (tick < 600) return { stop: { lane: state.lane ?? -1, posM: 400 } };
      return tick === 600 ? { releaseStop: true } : {};
    };
    const options = agents({ id: 'a', take_over: 'ahead', drive, onError: ({ code }) => void codes.push(code) });
    const result = await runScenario(await twoCars(80), options);
    expect(codes).toEqual([]);
    const standing = states.filter(({ speedMps, posM }) => speedMps < 0.1 && Math.abs(posM - 400) < 3);
    expect(standing.length).toBeGreaterThan(100);
    expect(states.at(-1)!.posM).toBeGreaterThan(500);
    expect(result.agents).toMatchObject({ bad_messages: 0, lost: 0 });
  });

  it('is told of stops that cannot be, and drives on', async () => {
    const errors: string[] = [];
    let last_m = 0;
    const drive: Drive = ({ state, tick }): Command => {
      last_m = state.posM;
      if (tick === 200) return { stop: { lane: state.lane ?? -1, posM: 1 } };
      if (tick === 201) return { stop: { lane: 99999, posM: 1 } };
      if (tick === 202) return { route: ['nowhere'] };
      if (tick > 202 && tick < 240) return { stop: { lane: state.lane ?? -1, posM: 2000 + tick } };
      return {};
    };
    const onError: AgentOptions['onError'] = ({ code, field }) => void errors.push(`${ErrorCode[code]} ${field}`);
    await runScenario(await twoCars(60), agents({ id: 'a', take_over: 'ahead', drive, onError }));
    expect(errors.slice(0, 3)).toEqual(['OUT_OF_MAP stop.pos_m', 'OUT_OF_MAP stop.lane', 'OUT_OF_MAP route']);
    // 37 stops were asked for, 16 are kept.
    expect(errors.slice(3)).toEqual(Array.from({ length: 21 }, () => 'OUT_OF_MAP stop'));
    expect(last_m).toBeGreaterThan(600);
  });

  it('takes another route where it is told to', async () => {
    const scenario = await loadJunction(40);
    const { id, edges } = scenario.demand.departures[1];
    const exits = new Set(scenario.demand.departures.map((other) => other.edges.at(-1)!));
    const back = scenario.network.edges.filter(
      ({ from }) => from === scenario.network.edges.find((edge) => edge.id === edges[0])!.to,
    );
    const goal = back.map((edge) => edge.id).find((edge) => exits.has(edge) && edge !== edges.at(-1))!;
    const places = async (route: string[]): Promise<{ lane: number; result: RunResult }> => {
      let lane = -1;
      const drive: Drive = ({ state }) => {
        lane = state.lane ?? -1;
        return { route };
      };
      const result = await runScenario(await loadJunction(40), agents({ id: 'a', take_over: id, drive }));
      return { lane, result };
    };
    const own = await places([]);
    const other = await places([goal]);
    expect(other.result.hash).not.toBe(own.result.hash);
    expect((await places([goal])).result.hash).toBe(other.result.hash);
    expect(other.lane).not.toBe(own.lane);
    expect(other.result.agents['bad_messages']).toBe(0);
  });
});

describe('joining and leaving in the middle of a run', () => {
  it('unannounced, with a goodbye between ticks: both are reasons, and the vehicle is handed back', async () => {
    let run: Run | undefined;
    const marks: number[] = [];
    let asked = 0;
    const result = await runScenario(await twoCars(120), {
      broker: 'embedded',
      onStart: (started) => (run = started),
      viewer: async (transport) => {
        let agent: Promise<{ close(): Promise<void> }> | undefined;
        const drive: Drive = () => {
          asked++;
          if (asked === 50) void agent!.then((a) => a.close());
          return { accelMps2: -1 };
        };
        await atTicks(
          transport,
          () => run,
          (tick) => {
            if (tick >= 100 && agent === undefined)
              agent = runAgent(transport, { id: 'late', run: 'test', take_over: 'behind', drive });
            marks.push(run?.state.agents?.driven.marks[1] ?? -1);
          },
        );
      },
    });
    expect(asked).toBe(50);
    expect(result.agents).toMatchObject({ joined: 1, left: 1, lost: 0, bad_messages: 0 });
    expect(result.deterministic).toBe(false);
    expect(result.deterministic_reasons.join('\n')).toMatch(
      /agent late joined at tick \d+ without being named beforehand\nagent late said goodbye between ticks, in tick \d+/,
    );
    expect(marks[50]).toBe(0);
    expect(marks).toContain(1);
    expect(marks.at(-1)).toBe(0);
    // Its own driver brought it back to speed.
    expect(run!.state.world.vehicles.speed_mps[run!.state.world.active[1]]).toBeGreaterThan(14);
  });

  it('at a tick that the scenario names: the same hash in every run', async () => {
    const once = async (): Promise<RunResult> => {
      const scenario = await twoCars(30, ['agents=[{"id":"later","join_tick":120}]']);
      const { await_agents: _, ...options } = agents({
        id: 'later',
        take_over: 'behind',
        drive: () => ({ accelMps2: -0.5 }),
      });
      return runScenario(scenario, options);
    };
    const first = await once();
    expect(first).toMatchObject({ deterministic: true, deterministic_reasons: [] });
    expect(first.agents['commands']).toBe(180);
    expect((await once()).hash).toBe(first.hash);
  });
});

describe('sessions', () => {
  it('keep an old will from killing a new session; the right one brings the vehicle to a halt', async () => {
    let wills = 0;
    let ticks = 0;
    const options = (session: number): RigOptions => ({
      broker: 'embedded',
      await_agents: ['a'],
      viewer: async (transport) => {
        const drive: Drive = ({ tick }) => {
          ticks++;
          if (tick === 100) {
            const { topic, payload } = agentWill('test', 'a', session);
            wills++;
            void transport.publish(topic, payload, { qos: 1, retain: true });
          }
          return {};
        };
        await runAgent(transport, { id: 'a', run: 'test', session: 77, take_over: 'behind', drive });
      },
    });
    const old = await runScenario(await twoCars(30), options(76));
    expect({ wills, ticks }).toEqual({ wills: 1, ticks: 270 });
    expect(old).toMatchObject({ deterministic: true, agents: { lost: 0 } });
    const own = await runScenario(await twoCars(30), options(77));
    expect(own).toMatchObject({ deterministic: false, agents: { lost: 1 } });
    expect(own.deterministic_reasons.join()).toContain('agent a lost its connection');
  });
});

describe('two agents at once', () => {
  it('drive their own vehicles, and cannot have the same one', async () => {
    const once = (): Promise<RunResult> =>
      twoCars(30).then((scenario) =>
        runScenario(
          scenario,
          agents(
            { id: 'b', take_over: 'ahead', drive: () => ({ accelMps2: 0.3 }) },
            { id: 'a', take_over: 'behind', drive: () => ({ accelMps2: -0.3 }) },
          ),
        ),
      );
    const first = await once();
    expect(first).toMatchObject({ deterministic: true, agents: { joined: 2, bad_messages: 0, lost: 0 } });
    expect(first.agents['commands']).toBe(300 + 270);
    expect((await once()).hash).toBe(first.hash);
    const same = twoCars(5).then((scenario) =>
      runScenario(
        scenario,
        agents({ id: 'a', take_over: 'ahead', drive: () => ({}) }, { id: 'b', take_over: 'ahead', drive: () => ({}) }),
      ),
    );
    await expect(same).rejects.toThrow('agent b was refused: take_over: ahead is driven by another agent');
  });
});

describe('messages of an agent', () => {
  it('are dropped where the number was used before or the source is somebody else', async () => {
    const errors: string[] = [];
    const scenario = await loadJunction(20);
    const [own, other] = scenario.demand.departures.map(({ id }) => id);
    // It sends on what it heard of a roadside unit.
    let rsm: v2x.frame.IEntry['rsm'];
    let turns = 0;
    const drive: Drive = ({ send, received }) => {
      rsm ??= received.find((entry) => entry.rsm != null)?.rsm;
      if (rsm == null) return;
      const link = v2x.frame.Link.LINK_PC5;
      turns++;
      if (turns === 1 || turns === 2) send(link, { rsm, seq: 5 });
      if (turns === 3) send(link, { rsm, seq: 6, source: other });
      if (turns === 4) send(link, { rsm, seq: 7 });
    };
    const onError: AgentOptions['onError'] = ({ code, field }) => void errors.push(`${ErrorCode[code]} ${field}`);
    const result = await runScenario(scenario, agents({ id: 'a', take_over: own, drive, onError }));
    expect(errors).toEqual(['DUPLICATE_SEQ sent[0].seq', 'NOT_AUTHORISED sent[0].source']);
    expect(result.agents).toMatchObject({ messages_sent: 2, bad_messages: 2, lost: 0 });
  });
});

describe('an agent that answers late', () => {
  /** Answers the ticks from 100 to 104 only after 600 ms, where 250 are allowed: a busy machine is not late by that much. */
  async function slow(policy: string): Promise<RunResult> {
    const sets = ['agent_rules.limit_s=0.25', `agent_rules.policy=${policy}`];
    return runScenario(await twoCars(20, sets), {
      broker: 'embedded',
      await_agents: ['a'],
      viewer: async (transport) => {
        const late: Transport = {
          ...transport,
          subscribe: (filter, handler) => transport.subscribe(filter, handler),
          unsubscribe: (filter) => transport.unsubscribe(filter),
          hasSubscribers: (topic) => transport.hasSubscribers(topic),
          onLost: (handler) => transport.onLost(handler),
          close: () => transport.close(),
          publish: (topic, payload, options) => {
            const held = topic.endsWith('/out/tick') && tick >= 100 && tick < 105;
            if (held) setTimeout(() => void transport.publish(topic, payload, options), 600);
            else return transport.publish(topic, payload, options);
          },
        };
        let tick = 0;
        const drive: Drive = (turn) => {
          tick = turn.tick;
          return { accelMps2: 0 };
        };
        await runAgent(late, { id: 'a', run: 'test', take_over: 'behind', drive });
      },
    });
  }

  it('is waited for under the policy wait: nothing but the count tells of it', async () => {
    const result = await slow('wait');
    expect(result.agents).toMatchObject({ lost: 0, bad_messages: 0, commands: 170 });
    expect(result.agents['deadlines_missed']).toBeGreaterThanOrEqual(5);
    expect(result.deterministic).toBe(true);
  });

  it('rolls for those ticks under the policy coast, and its late answers are no fault', async () => {
    const result = await slow('coast');
    expect(result.agents).toMatchObject({ lost: 0, bad_messages: 0 });
    expect(result.agents['commands']).toBeLessThanOrEqual(170);
    expect(result.agents['commands']).toBeGreaterThan(140);
    expect(result.agents['deadlines_missed']).toBeGreaterThanOrEqual(3);
    expect(result.deterministic_reasons).toEqual([
      'agent a did not answer a tick within 0.25 s: went on without the answer',
    ]);
  });
});

describe('what the page is told of agents', () => {
  it('a mark and the name of the agent while it drives', async () => {
    const named = new Set<string>();
    const marked = new Set<number>();
    const result = await runScenario(await twoCars(25, ['head_start_s=0']), {
      broker: 'embedded',
      await_agents: ['mine'],
      pace: 20,
      viewer: async (transport) => {
        await transport.subscribe(buildTopic('test', 'view_frame', {}), (_, payload) => {
          const { spawn, state, count } = v2x.view.ViewFrame.decode(payload);
          for (const { id, agent } of spawn) named.add(`${id} ${agent}`);
          const bits = new Uint16Array(Uint8Array.prototype.slice.call(state).buffer);
          marked.add(bits.slice(0, count).filter((value) => (value & 256) !== 0).length);
        });
        // Frames come once in 50 ms of wall time.
        const drive: Drive = ({ tick, leave }) => {
          if (tick === 200) leave();
          return {};
        };
        await runAgent(transport, { id: 'mine', run: 'test', take_over: 'ahead', drive });
      },
    });
    expect(result.agents['left']).toBe(1);
    expect([...named]).toContain('ahead mine');
    expect([...named]).toContain('behind ');
    expect(marked).toContain(1);
  });
});
