/**
 * The wall clock, in this one file: how fast ticks may follow each other, how long somebody may take to answer, what a run
 * cost. Nothing that a tick computes may depend on any of it.
 */
import { performance } from 'node:perf_hooks';

/** Simulated seconds per wall second; 'max' = as fast as possible. */
export type Pace = 'max' | number;

/** As fast as possible still lets timers and sockets have their turn this often. */
const TURN_MS = 10;
/** A paced run that falls back further than this does not try to catch up; what is lost counts as lag. */
const CATCH_UP_MS = 1000;

/** Monotonic milliseconds of wall time. */
export function wallNow_ms(): number {
  return performance.now();
}

/** CPU time of the process so far, user and system, milliseconds. */
export function cpuNow_ms(): number {
  const usage = process.cpuUsage();
  return (usage.user + usage.system) / 1000;
}

/** Largest resident set of the process so far, MB of 10^6 bytes. */
export function peakMemory_mb(): number {
  return (process.resourceUsage().maxRSS * 1024) / 1e6;
}

/** A wait that ends by itself or by `cancel`, which both resolve it: true where the time was up. */
export interface Deadline {
  readonly expired: Promise<boolean>;
  cancel(): void;
}

export function startDeadline(limit_ms: number): Deadline {
  let end: (expired: boolean) => void = () => {};
  const expired = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  const timer = setTimeout(() => end(true), limit_ms);
  return {
    expired,
    cancel: () => {
      clearTimeout(timer);
      end(false);
    },
  };
}

/** Lets everything that waits in the event loop have its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Calls back each `period_ms` until stopped; does not keep the process alive. */
export function every(period_ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, period_ms);
  timer.unref();
  return () => clearInterval(timer);
}

export interface PacerState {
  readonly pace: Pace;
  readonly paused: boolean;
  /** Wall time that a paced run fell behind for good, ms, and the ticks that began late by more than their own length. */
  readonly lag_ms: number;
  readonly late_ticks: number;
}

/** Decides when the next tick may begin. */
export class Pacer {
  #pace: Pace;
  #paused = false;
  /** Ticks that may still pass although paused. */
  #steps = 0;
  #stopped = false;
  /** Wall and simulated time from which both run together. */
  #wall_ms = wallNow_ms();
  #sim_ms = 0;
  #last_turn_ms = wallNow_ms();
  #lag_ms = 0;
  #late_ticks = 0;
  #wake: (() => void) | undefined;
  readonly #head_start_ms: number;

  /** @param head_start_ms simulated time up to which a paced run does not wait: who looks on wants to see traffic at once */
  constructor(pace: Pace, head_start_ms = 0) {
    this.#pace = pace;
    this.#head_start_ms = head_start_ms;
  }

  get state(): PacerState {
    return { pace: this.#pace, paused: this.#paused, lag_ms: this.#lag_ms, late_ticks: this.#late_ticks };
  }

  setPace(pace: Pace): void {
    this.#pace = pace;
    this.#anchorLater();
  }

  pause(): void {
    this.#paused = true;
    this.#steps = 0;
  }

  resume(): void {
    this.#paused = false;
    this.#anchorLater();
  }

  /** Lets `ticks` more pass and pauses again. */
  step(ticks: number): void {
    this.#paused = true;
    this.#steps += ticks;
    this.#wake?.();
  }

  /** Ends every wait, now and later. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /**
   * Resolves when the tick that begins at `sim_ms` may begin.
   * @param tick_ms length of a tick, to tell a late one
   */
  async turn(sim_ms: number, tick_ms: number): Promise<void> {
    while (this.#paused && this.#steps === 0 && !this.#stopped) {
      await this.#sleep(undefined);
      this.#anchor(sim_ms);
    }
    if (this.#paused && this.#steps > 0) this.#steps--;
    const rushes = this.#pace === 'max' || sim_ms < this.#head_start_ms;
    if (rushes || this.#stopped || this.#paused) {
      if (rushes) this.#sim_ms = Number.NaN;
      if (wallNow_ms() - this.#last_turn_ms < TURN_MS) return;
      await nextTurn();
      this.#last_turn_ms = wallNow_ms();
      return;
    }
    await this.#untilDue(sim_ms, tick_ms);
  }

  async #untilDue(sim_ms: number, tick_ms: number): Promise<void> {
    if (Number.isNaN(this.#sim_ms)) this.#anchor(sim_ms);
    let slept = false;
    for (;;) {
      if (this.#pace === 'max' || this.#stopped || this.#paused) return;
      // A change of pace while waiting counts from here.
      if (Number.isNaN(this.#sim_ms)) this.#anchor(sim_ms);
      const wait_ms = this.#wall_ms + (sim_ms - this.#sim_ms) / this.#pace - wallNow_ms();
      if (wait_ms <= 0) {
        if (-wait_ms > tick_ms / this.#pace) this.#late_ticks++;
        if (-wait_ms > CATCH_UP_MS) {
          this.#lag_ms -= wait_ms;
          this.#anchor(sim_ms);
        }
        if (!slept) await nextTurn();
        return;
      }
      slept = true;
      await this.#sleep(wait_ms);
    }
  }

  #anchor(sim_ms: number): void {
    this.#wall_ms = wallNow_ms();
    this.#sim_ms = sim_ms;
  }

  #anchorLater(): void {
    this.#sim_ms = Number.NaN;
    this.#wake?.();
  }

  async #sleep(wait_ms: number | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = wait_ms === undefined ? undefined : setTimeout(resolve, wait_ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
