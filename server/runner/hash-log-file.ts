/** The file of `--hash-log`, written in pieces while the run goes on. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { UserError } from '../scenario/user-error.ts';
import { hashLine } from './hash-log.ts';
import type { HashLogger } from './tick-hash.ts';

/** Characters that are gathered before they are written. */
const PIECE = 1 << 16;

export interface HashLogFile {
  readonly write: HashLogger;
  /** Writes the rest; safe to call twice. */
  close(): void;
}

/** Throws a UserError where the file cannot be written. */
export function openHashLog(path: string): HashLogFile {
  let file: number | undefined = open(path);
  let text = '';
  const flush = (): void => {
    if (file !== undefined) writeSync(file, text);
    text = '';
  };
  return {
    write: (tick, part, digest) => {
      text += hashLine(tick, part, digest);
      if (text.length >= PIECE) flush();
    },
    close: () => {
      if (file === undefined) return;
      flush();
      closeSync(file);
      file = undefined;
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^[A-Z]+: /, '') : String(error);
    throw new UserError(`cannot be written: ${reason}`, { place: `--hash-log ${path}` });
  }
}
