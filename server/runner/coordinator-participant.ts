/**
 * The other side of lock-step: a coordinator behind its own connection. It gets the whole uplink of a tick in one frame and
 * answers with one frame. What it knows is what came in; it runs the same in-process, over TCP and beside an external broker.
 */
import { clearBatch, createEntryBatch, type EntryBatch } from '../../protos/messages/entry.ts';
import { decodeFrame, encodeFrame } from '../../protos/wire/codec.ts';
import type { Transport } from '../transport/transport.ts';

/** Reads the entries of a tick and appends its own to `out`, in canonical order. A promise delays the answer. */
export type Coordinate = (tick: number, now_ms: number, uplink: EntryBatch, out: EntryBatch) => void | Promise<void>;

export interface ParticipantTopics {
  /** Where its frames come from, and where its answers go. */
  readonly from: string;
  readonly to: string;
}

/**
 * Serves until the transport is closed.
 * @param onError told what ended the service: a frame that cannot be read, a gap in the ticks, an error of `coordinate`
 */
export async function serveCoordinator(
  transport: Transport,
  topics: ParticipantTopics,
  coordinate: Coordinate,
  onError: (error: Error) => void,
): Promise<void> {
  const uplink = createEntryBatch(1 << 16);
  const out = createEntryBatch();
  let last_tick = -1;
  let failed = false;
  let work: Promise<void> | undefined;

  async function answer(payload: Uint8Array): Promise<void> {
    clearBatch(uplink);
    clearBatch(out);
    const frame = decodeFrame(payload, uplink);
    if (!frame.ok)
      throw new Error(`${topics.from}: ${frame.problem.code} ${frame.problem.field}: ${frame.problem.hint}`);
    const wrong = frame.problems[0];
    if (wrong !== undefined) throw new Error(`${topics.from}: ${wrong.code} ${wrong.field}: ${wrong.hint}`);
    const { tick, sim_time_ms } = frame.head;
    if (last_tick >= 0 && tick !== last_tick + 1) {
      throw new Error(`${topics.from}: tick ${tick} follows tick ${last_tick}`);
    }
    last_tick = tick;
    const pending = coordinate(tick, sim_time_ms, uplink, out);
    if (pending !== undefined) await pending;
    const published = transport.publish(topics.to, encodeFrame({ tick, sim_time_ms }, out));
    if (published !== undefined) await published;
  }

  /** One frame after the other, also where an answer takes its time. */
  async function serve(payload: Uint8Array, before: Promise<void> | undefined): Promise<void> {
    if (before !== undefined) await before;
    if (failed) return;
    try {
      await answer(payload);
    } catch (error) {
      failed = true;
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  let waiting = 0;
  await transport.subscribe(topics.from, (_, payload) => {
    waiting++;
    work = serve(payload, waiting === 1 ? undefined : work).finally(() => {
      waiting--;
    });
  });
}
