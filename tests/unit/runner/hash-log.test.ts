import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { diffHashLogs, hashLine } from '../../../server/runner/hash-log.ts';
import { UserError } from '../../../server/scenario/user-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'chelu-hash-log-'));
afterAll(() => rmSync(folder, { recursive: true }));
const digest = (letter: string): string => letter.repeat(64);

let files = 0;
function file(lines: readonly string[]): string {
  const path = join(folder, `${files++}.txt`);
  writeFileSync(path, lines.join(''));
  return path;
}

const SAME = [
  hashLine(0, 'vehicles', digest('a')),
  hashLine(0, 'signals', digest('b')),
  hashLine(1, 'vehicles', digest('c')),
];

describe('comparing hash logs', () => {
  it('finds none between equal ones', async () => {
    expect(await diffHashLogs(file(SAME), file(SAME))).toBeUndefined();
  });

  it('names the first tick and part that differ', async () => {
    const other = [SAME[0], hashLine(0, 'signals', digest('d')), hashLine(1, 'vehicles', digest('e'))];
    expect(await diffHashLogs(file(SAME), file(other))).toEqual({
      tick: 0,
      part: 'signals',
      a: digest('b'),
      b: digest('d'),
    });
  });

  it('says where one of them has ended', async () => {
    expect(await diffHashLogs(file(SAME), file(SAME.slice(0, 2)))).toEqual({
      tick: 1,
      part: 'vehicles',
      a: digest('c'),
      b: '',
    });
  });

  it('refuses what is no hash log by file and line, and what is not there', async () => {
    const wrong = file([SAME[0], 'something else\n']);
    await expect(diffHashLogs(wrong, file(SAME))).rejects.toThrow(UserError);
    await expect(diffHashLogs(wrong, file(SAME))).rejects.toMatchObject({ place: `${wrong}:2:1` });
    await expect(diffHashLogs(join(folder, 'none'), file(SAME))).rejects.toThrow(UserError);
  });
});
