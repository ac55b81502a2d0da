/** The coordinator in a run: its connection and the built-in one behind it, or a direct call where the run has no broker. */
import { clearBatch, createEntryBatch } from '../../protos/messages/entry.ts';
import { buildTopic } from '../../protos/topics.ts';
import { decodeFrame, encodeFrame } from '../../protos/wire/codec.ts';
import { openOutsideCoordinator } from './agents/outside-coordinator.ts';
import { CoordinatorLink, type DeadlineCounts } from './coordinator-link.ts';
import { serveCoordinator, type Coordinate } from './coordinator-participant.ts';
import { CLOUD_ID } from './nodes.ts';
import type { RunState } from './run-state.ts';
import type { V2x } from './v2x.ts';

export interface Coordination {
  /** Sends the uplink of the tick. */
  ask(tick: number): void | Promise<void>;
  /** Fills `v2x.downlink` with the answer; empty where the policy goes on without one. */
  answer(tick: number): Promise<void>;
  /** Ends the wait for an outside coordinator. */
  stop(): void;
  close(): Promise<void>;
  /** Deadlines missed and what was done about them. */
  readonly counts: DeadlineCounts;
}

export async function openCoordination(state: RunState, v2x: V2x): Promise<Coordination> {
  const { server, coordinator, coordinate, outside_coordinator, run_id } = state.options;
  const decides = coordinate ?? state.coordinator?.coordinate;
  if (server === undefined) return callDirectly(v2x, decides!, state.world.dt_ms);
  const agent = outside_coordinator ?? CLOUD_ID;
  const topics = {
    to: buildTopic(run_id, 'uplink_frame', { agent }),
    from: buildTopic(run_id, 'cloud_frame', { agent }),
  };
  const { deadline, agent_rules } = state.scenario.settings;
  const link = new CoordinatorLink(server, topics, deadline, readAnswer, (reason) => state.reasons.add(reason));
  await link.open();
  const await_s = state.options.await_s ?? agent_rules.await_s;
  const outside =
    outside_coordinator === undefined
      ? undefined
      : await openOutsideCoordinator(server, run_id, outside_coordinator, state.world.dt_ms, await_s);
  let stopped = false;
  let met = outside === undefined;
  const send = (tick: number): void | Promise<void> =>
    link.ask(tick, encodeFrame({ tick, sim_time_ms: tick * state.world.dt_ms }, v2x.uplink));
  if (coordinator !== undefined && decides !== undefined) {
    const turned = { from: topics.to, to: topics.from };
    await serveCoordinator(coordinator, turned, decides, (error) => link.fail(error));
  }
  return {
    ask: (tick) => {
      if (met) return send(tick);
      met = true;
      return outside!.meet(tick).then(() => (stopped ? undefined : send(tick)));
    },
    answer: async (tick) => {
      if (stopped || (await link.answer(tick)) === undefined) clearBatch(v2x.downlink);
    },
    stop: () => {
      stopped = outside !== undefined;
      outside?.stop();
    },
    close: async () => {
      await outside?.close();
      await link.close();
    },
    counts: link.counts,
  };

  /** Decodes into the downlink at once: the answer that is awaited is always the last to come. */
  function readAnswer(payload: Uint8Array): number | undefined {
    clearBatch(v2x.downlink);
    const frame = decodeFrame(payload, v2x.downlink);
    return frame.ok ? frame.head.tick : undefined;
  }
}

/**
 * Without a broker nobody could read the frames, so the uplink is handed over as it stands: its rows hold the quantised integers that a frame would
 * carry, which is why the hash is the same (tested over all transports). The answer takes the way of its frame.
 */
function callDirectly(v2x: V2x, coordinate: Coordinate, dt_ms: number): Coordination {
  const out = createEntryBatch();
  let pending: void | Promise<void>;
  return {
    ask: (tick) => {
      clearBatch(out);
      pending = coordinate(tick, tick * dt_ms, v2x.uplink, out);
    },
    answer: async (tick) => {
      if (pending !== undefined) await pending;
      clearBatch(v2x.downlink);
      decodeFrame(encodeFrame({ tick, sim_time_ms: tick * dt_ms }, out), v2x.downlink);
    },
    stop: () => {},
    close: async () => {},
    counts: { missed: 0, coasted: 0, detached: 0 },
  };
}
