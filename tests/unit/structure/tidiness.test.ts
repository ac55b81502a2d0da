import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDERS = ['client', 'protos', 'scenarios', 'server', 'tests'];
const BUILT = /(^|\/)(node_modules|dist|coverage|results)\/|\/generated\./;

interface Source {
  readonly path: string;
  readonly text: string;
}

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (BUILT.test(`${path}/`)) return [];
    return entry.isDirectory() ? walk(path) : [path];
  });
}

function read(path: string): Source {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

const paths = FOLDERS.flatMap(walk);
const top = readdirSync(ROOT, { withFileTypes: true })
  // In a linked worktree .git is a file with a path of this machine; it is no part of the project.
  .filter((entry) => entry.isFile() && entry.name !== '.git')
  .map((entry) => entry.name);
const sources = paths.filter((path) => /\.(ts|tsx|js)$/.test(path)).map(read);
const texts = [...paths, ...top, '.ci/run'].filter((path) => !/\.(png|gz|bin|woff2|ico)$/.test(path)).map(read);
const PURE = /^(server\/(simulation|energy|radio|onboard|roadside|cloud)|protos\/messages)\//;

/** Files that may be longer, each with its reason. */
const LONG: Readonly<Record<string, string>> = {};

describe('the tree', () => {
  it('keeps its files below 300 lines, tests below 400', () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ path, lines }) => !(path in LONG) && lines > (path.startsWith('tests/') ? 400 : 300))
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(long).toEqual([]);
  });

  it('is at most three folders deep', () => {
    expect(paths.filter((path) => path.split('/').length > 4)).toEqual([]);
  });

  it('names files by what they hold', () => {
    const vague = /(^|[/-])(utils?|helpers?|managers?|common|misc)\.[a-z]+$/;
    expect(paths.filter((path) => vague.test(path))).toEqual([]);
  });

  it('speaks of nothing but the project', () => {
    // The brackets keep this line from finding itself.
    const foreign =
      /["'`( ]\/([w]ork|[t]mp)\/|\b[i]ssues show\b|\b[i]ssue #?\d|\b[h]elper [A-H]\b|[r]egistry\.npm|"[r]esolved": "http/;
    const found = texts.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (foreign.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it('never hides Math or a global behind another name in a pure folder', () => {
    const hidden = /(=|\(|,|:)\s*(Math|globalThis)\s*[;,)]/;
    const found = sources.filter(({ path, text }) => PURE.test(path) && hidden.test(text)).map(({ path }) => path);
    expect(found).toEqual([]);
  });

  it('uses no operator or property of the engine for powers in a pure folder', () => {
    const found = sources.flatMap(({ path, text }) =>
      PURE.test(path) && /\*\*=?\s*[\w(.]/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g, ''))
        ? [path]
        : [],
    );
    expect(found).toEqual([]);
  });
});
