import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

/** Runs a starter as a classic script under a pretended version of Node. */
function start(file: string, version: string): { lines: string[]; exitCode: number | undefined; loaded: boolean } {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').replace(/^#!.*/, '');
  const lines: string[] = [];
  const process = { versions: { node: version }, exitCode: undefined as number | undefined, argv: [] };
  let loaded = false;
  runInNewContext(text.replace("import('", "load('"), {
    process,
    console: { error: (line: string) => lines.push(line) },
    load: () => ({ then: () => (loaded = true) }),
  });
  return { lines, exitCode: process.exitCode, loaded };
}

describe.each(['server/chelu.js', 'tests/run.js'])('%s', (file) => {
  it.each(['10.24.1', '18.20.8', '20.18.3'])('ends in one line and with code 2 on Node %s', (version) => {
    const { lines, exitCode, loaded } = start(file, version);
    expect(lines).toEqual([`chelu needs Node 20.19 or newer, this is ${version}; see https://nodejs.org`]);
    expect(exitCode).toBe(2);
    expect(loaded).toBe(false);
  });

  it.each(['20.19.0', '22.0.0', '24.21.0'])('goes on to the rest on Node %s', (version) => {
    const { lines, loaded } = start(file, version);
    expect(lines).toEqual([]);
    expect(loaded).toBe(true);
  });

  it('has no syntax that an old Node cannot read', () => {
    const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').replace(/^(\/\/|#!).*/gm, '');
    expect(text).not.toMatch(/\b(const|let|class|await|export)\b|=>|\?\.|\?\?|`|^import /m);
  });
});
