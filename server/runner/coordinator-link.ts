/**
 * The runner's side of lock-step with a coordinator: one frame out and one frame back per tick, the answer being its "done".
 * A wrong tick ends the run, because QoS 0 on one topic keeps order and loses nothing but with the connection. Who does
 * not answer within the deadline (wall time) falls under the policy, and the run goes on.
 */
import type { Transport } from '../transport/transport.ts';
import { startDeadline } from './pacing.ts';

export interface DeadlineSettings {
  readonly limit_s: number;
  /** wait: go on waiting; coast: go on without this answer; detach: go on without the participant. */
  readonly policy: 'wait' | 'coast' | 'detach';
}

export interface LinkTopics {
  /** Where its frames go, and where its answers come from. */
  readonly to: string;
  readonly from: string;
}

/** What the tick of an answer is, read from its bytes; undefined where they are no frame. */
export type TickReader = (payload: Uint8Array) => number | undefined;

interface Waiting {
  readonly tick: number;
  readonly resolve: (payload: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Counted over the run. */
export interface DeadlineCounts {
  missed: number;
  coasted: number;
  detached: number;
}

export class CoordinatorLink {
  readonly counts: DeadlineCounts = { missed: 0, coasted: 0, detached: 0 };
  readonly #transport: Transport;
  readonly #topics: LinkTopics;
  readonly #deadline: DeadlineSettings;
  readonly #readTick: TickReader;
  readonly #onReason: (reason: string) => void;
  #waiting: Waiting | undefined;
  /** An answer that came before it was awaited, and an error that ends the run. */
  #early: { readonly tick: number; readonly payload: Uint8Array } | undefined;
  #error: Error | undefined;
  /** Ticks whose answers were given up, still to come. */
  readonly #given_up = new Set<number>();
  #asked = -1;
  #attached = true;

  /**
   * @param onReason told why the run is no longer deterministic
   */
  constructor(
    transport: Transport,
    topics: LinkTopics,
    deadline: DeadlineSettings,
    readTick: TickReader,
    onReason: (reason: string) => void,
  ) {
    this.#transport = transport;
    this.#topics = topics;
    this.#deadline = deadline;
    this.#readTick = readTick;
    this.#onReason = onReason;
  }

  async open(): Promise<void> {
    this.#transport.onLost((reason) => this.fail(new Error(`the connection to the broker is lost: ${reason}`)));
    await this.#transport.subscribe(this.#topics.from, (topic, payload) => this.#take(topic, payload));
  }

  async close(): Promise<void> {
    await this.#transport.unsubscribe(this.#topics.from);
  }

  /** Ends the run at its next wait for an answer. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#waiting?.reject(this.#error);
  }

  /** Sends the frame of a tick; the answer is fetched by `answer`. */
  ask(tick: number, frame: Uint8Array): void | Promise<void> {
    if (!this.#attached) return;
    this.#asked = tick;
    return this.#transport.publish(this.#topics.to, frame);
  }

  /**
   * The answer to the frame of `tick`, or undefined where the policy goes on without it.
   * @throws Error naming topic and tick for an answer to another tick, and for a lost connection
   */
  async answer(tick: number): Promise<Uint8Array | undefined> {
    if (this.#error !== undefined) throw this.#error;
    if (!this.#attached) return undefined;
    const early = this.#early;
    if (early !== undefined && early.tick === tick) {
      this.#early = undefined;
      return early.payload;
    }
    const answered = new Promise<Uint8Array>((resolve, reject) => {
      this.#waiting = { tick, resolve, reject };
    });
    try {
      return await this.#underDeadline(tick, answered);
    } finally {
      this.#waiting = undefined;
    }
  }

  async #underDeadline(tick: number, answered: Promise<Uint8Array>): Promise<Uint8Array | undefined> {
    for (;;) {
      const deadline = startDeadline(this.#deadline.limit_s * 1000);
      const payload = await Promise.race([answered, deadline.expired.then(() => undefined)]).finally(deadline.cancel);
      if (payload !== undefined) return payload;
      this.counts.missed++;
      if (this.#deadline.policy === 'wait') continue;
      // Nobody awaits it any more; a lost connection in the meantime is told at the next tick.
      answered.catch(() => {});
      this.#goOn(tick);
      return undefined;
    }
  }

  #goOn(tick: number): void {
    const what = `no answer on ${this.#topics.from} to tick ${tick} within ${this.#deadline.limit_s} s`;
    if (this.#deadline.policy === 'coast') {
      // The first one is named, all are counted.
      if (this.counts.coasted++ === 0) this.#onReason(`${what}: went on without it`);
      this.#given_up.add(tick);
      return;
    }
    this.counts.detached++;
    this.#attached = false;
    this.#onReason(`${what}: went on without the participant`);
  }

  #take(topic: string, payload: Uint8Array): void {
    if (!this.#attached) return;
    const tick = this.#readTick(payload);
    if (tick !== undefined && this.#given_up.delete(tick)) return;
    if (tick === undefined || tick !== this.#asked || this.#early !== undefined) {
      const got = tick === undefined ? 'bytes that are no frame' : `an answer to tick ${tick}`;
      this.fail(new Error(`${topic}: ${got} where tick ${this.#asked} was asked`));
      return;
    }
    if (this.#waiting?.tick === tick) this.#waiting.resolve(payload);
    else this.#early = { tick, payload };
  }
}
