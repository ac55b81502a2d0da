/** The frames of one run as the picture needs them: who is where, what the signals show, where playback stands. */
import type { v2x } from '../../protos/wire/generated.js';
import { createColumns, readColumns } from '../source/frame-columns.ts';
import { acceptFrame, alphaAt, createPlayback } from '../source/playback.ts';
import { clearFleet, createFleet, updateFleet } from './fleet.ts';

export class Traffic {
  readonly fleet = createFleet();
  readonly playback = createPlayback();
  /** Letters of all signal groups, signals in order. */
  letters = new Uint8Array(0);
  epoch = -1;
  last_seq = 0;
  frames_dropped = 0;
  readonly #columns = createColumns();

  /** Forgets everybody: frames of another epoch follow. */
  begin(epoch: number): void {
    this.epoch = epoch;
    this.last_seq = 0;
    clearFleet(this.fleet);
    Object.assign(this.playback, createPlayback());
  }

  /** Takes a frame of this epoch; false where it is older than the last one or its columns do not fit together. */
  take(frame: v2x.view.ViewFrame, now_ms: number): boolean {
    if (frame.seq <= this.last_seq || !readColumns(this.#columns, frame)) return false;
    if (this.last_seq > 0) this.frames_dropped += frame.seq - this.last_seq - 1;
    this.last_seq = frame.seq;
    const sim_time_ms = Number(frame.simTimeMs);
    const elapsed_s = Math.abs(sim_time_ms - this.playback.to_sim_ms) / 1000;
    updateFleet(this.fleet, frame, this.#columns, alphaAt(this.playback, now_ms), elapsed_s);
    acceptFrame(this.playback, sim_time_ms, now_ms);
    this.letters = frame.signals.slice();
    return true;
  }
}
