/** Ctrl-C: the first ends the run cleanly, with its summary and complete files; the second kills. */

import { wallNow_ms } from '../runner/pacing.ts';

export interface Interrupt {
  /** True from the first Ctrl-C (or SIGTERM) on. */
  readonly interrupted: boolean;
  /** Stops listening. */
  release(): void;
}

/** Exit code of a process that was ended by SIGINT, by the shells' convention. */
export const INTERRUPTED_EXIT = 130;

/** npm passes on the signal that the terminal has already sent to its child: two of them are one press. */
const SAME_PRESS_MS = 700;

/** Calls back once, at the first Ctrl-C or SIGTERM. */
export function onInterrupt(callback: () => void): Interrupt {
  let interrupted = false;
  let since_ms = 0;
  const handle = (): void => {
    if (interrupted) {
      if (wallNow_ms() - since_ms > SAME_PRESS_MS) process.exit(INTERRUPTED_EXIT);
      return;
    }
    interrupted = true;
    since_ms = wallNow_ms();
    callback();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handle);
  return {
    get interrupted() {
      return interrupted;
    },
    release: () => {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}
