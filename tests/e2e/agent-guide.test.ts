/**
 * The guide in server/agent/README.md says what is true: its files are written, its lines are run in their order, and each output holds the
 * lines that the guide shows below it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonKit } from '../support/executable.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHELU = join(ROOT, 'server/chelu.js');
const python = findPythonKit();
const folder = mkdtempSync(join(tmpdir(), 'chelu-guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

/** Fenced blocks below a heading, up to the next heading of its level. */
function blocksOf(heading: string): Block[] {
  const readme = readFileSync(join(ROOT, 'server/agent/README.md'), 'utf8');
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^```(\S+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, file, text]) => ({
    language,
    file,
    text,
  }));
}

const blocks = blocksOf('Your first vehicle in five minutes');

interface Shell {
  readonly line: string;
  /** Lines that the guide shows as its output. */
  readonly shown: readonly string[];
}

const lines: Shell[] = blocks.flatMap(({ language, text }, index) => {
  if (language !== 'sh') return [];
  const below = blocks[index + 1];
  return text
    .trim()
    .split('\n')
    .map((line) => ({ line, shown: below?.language === 'text' ? below.text.trim().split('\n') : [] }));
});

/** What a shell line prints. `npx chelu` is this checkout; a served run is shortened and takes free ports. */
function runLine(line: string): { readonly output: string; readonly code: number | null } {
  expect(line).toMatch(/^npx chelu run /);
  const served = line.includes(' --serve') ? ' --port 0 --mqtt-port 0 --until 5' : '';
  const command = `"${process.execPath}" "${CHELU}"${line.slice('npx chelu'.length)}${served}`;
  const path = `${join(folder, 'bin')}:${process.env['PATH']}`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', `${command} 2>&1`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
  return { output: stdout + stderr, code: status };
}

/** A folder that looks like the project's to the guide's files, which thus need not be written into it. */
beforeAll(() => {
  for (const name of ['server', 'protos', 'node_modules']) symlinkSync(join(ROOT, name), join(folder, name));
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  mkdirSync(join(folder, 'bin'));
  if (python !== undefined) {
    writeFileSync(join(folder, 'bin/python3'), `#!/bin/sh\nexec "${python}" "$@"\n`, { mode: 0o755 });
  }
  for (const { file, text } of blocks) if (file !== undefined) writeFileSync(join(folder, file), text);
});

describe('the guide to the first vehicle', () => {
  const hashes = new Map<string, string>();

  it('has files in both languages, lines to run, and the same blocks in Chinese', () => {
    expect(blocks.flatMap(({ file }) => file ?? [])).toEqual(['my-car.ts', 'my_car.py']);
    expect(lines.length).toBeGreaterThanOrEqual(7);
    expect(blocks.every(({ language }) => ['sh', 'text', 'ts', 'python'].includes(language))).toBe(true);
    expect(blocksOf('五分钟写出你的第一辆车')).toEqual(blocks);
  });

  for (const { line, shown } of lines) {
    const lacking = line.includes('"python3 ') && python === undefined;
    it.skipIf(lacking)(`${line} says what is shown`, { timeout: 90_000 }, () => {
      const { output, code } = runLine(line);
      for (const words of shown) expect(output).toContain(words);
      const fails = shown.some((words) => words.includes('refused') || words.includes('--exec:'));
      expect(code).toBe(fails ? 2 : 0);
      if (line.includes(' --serve')) expect(output).toMatch(/page\s+http:/);
      const hash = /hash ([0-9a-f]{64})/.exec(output)?.[1];
      if (hash !== undefined) hashes.set(/--exec "(.*)"/.exec(line)![1], hash);
    });
  }

  it.skipIf(python === undefined)('is right that both languages give the same hash', () => {
    const own = hashes.get('node --import tsx my-car.ts');
    expect(own).toBeDefined();
    expect(hashes.get('python3 my_car.py')).toBe(own);
  });

  it('names packages that its Python needs', () => {
    const kit = readFileSync(join(ROOT, 'server/agent/python/chelu.py'), 'utf8');
    expect(kit).toContain('python3-paho-mqtt and python3-protobuf');
    if (python !== undefined) execFileSync(python, ['-c', 'import paho.mqtt.client, google.protobuf']);
  });
});
