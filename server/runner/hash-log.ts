/** The file of `--hash-log`: a line per tick and part, and how two of them are compared. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { UserError } from '../scenario/user-error.ts';
import type { HashPart } from './tick-hash.ts';

/** `17 vehicles 3f2a...` */
export function hashLine(tick: number, part: HashPart, digest: string): string {
  return `${tick} ${part} ${digest}\n`;
}

export interface HashDifference {
  readonly tick: number;
  readonly part: string;
  /** Digests of the two, '' where a log has ended. */
  readonly a: string;
  readonly b: string;
}

/**
 * The first tick and part in which two hash logs differ, undefined where they are equal.
 * @param a, b files
 * @throws UserError for a file that cannot be read or is no hash log
 */
export async function diffHashLogs(a: string, b: string): Promise<HashDifference | undefined> {
  const left = readLines(a);
  const right = readLines(b);
  try {
    for (;;) {
      const [one, other] = [await left.next(), await right.next()];
      if (one.done === true && other.done === true) return undefined;
      const line_a = one.done === true ? undefined : one.value;
      const line_b = other.done === true ? undefined : other.value;
      if (line_a?.text === line_b?.text) continue;
      const place = (line_a ?? line_b)!;
      const same = line_a?.tick === line_b?.tick && line_a?.part === line_b?.part;
      return {
        tick: Math.min(line_a?.tick ?? place.tick, line_b?.tick ?? place.tick),
        part: same || line_a === undefined || line_b === undefined ? place.part : earlier(line_a, line_b),
        a: line_a?.digest ?? '',
        b: line_b?.digest ?? '',
      };
    }
  } finally {
    await Promise.all([left.return(undefined), right.return(undefined)]);
  }
}

interface Line {
  readonly text: string;
  readonly tick: number;
  readonly part: string;
  readonly digest: string;
}

const earlier = (a: Line, b: Line): string => (a.tick <= b.tick ? a.part : b.part);

async function* readLines(file: string): AsyncGenerator<Line> {
  const stream = createReadStream(file, 'utf8');
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  let number = 0;
  try {
    for await (const text of lines) {
      number++;
      const match = /^(\d+) ([a-z]+) ([0-9a-f]{64})$/.exec(text);
      if (match === null) {
        throw new UserError('not a line of a hash log', {
          place: `${file}:${number}:1`,
          hint: 'expected TICK PART DIGEST as --hash-log writes them',
        });
      }
      yield { text, tick: Number(match[1]), part: match[2], digest: match[3] };
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot read the hash log: ${(error as Error).message}`, { place: file });
  } finally {
    lines.close();
    stream.destroy();
  }
}
