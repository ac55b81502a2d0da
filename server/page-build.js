/**
 * Builds the page (client/ to client/dist) when it is missing or its sources have changed, so that one command starts
 * everything on a fresh checkout. Plain JavaScript: it also runs where no TypeScript is registered.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const CLIENT_DIR = join(ROOT, 'client');
/** Folder of the built page, whether it has been built or not. */
export const PAGE_DIR = join(CLIENT_DIR, 'dist');
/** Holds the fingerprint of the sources that the page beside it was built from. */
const STAMP = '.sources';

/**
 * Builds the page unless it stands for the present sources. Two processes may do so at once: each builds in a folder of
 * its own and moves it into place.
 * @returns {Promise<boolean>} whether it was built
 */
export async function ensurePage() {
  const wanted = fingerprint();
  if (builtFrom() === wanted) return false;
  process.stderr.write('building the page (needed once after a change) ...\n');
  const cache = join(ROOT, 'node_modules', '.cache', 'chelu');
  mkdirSync(cache, { recursive: true });
  const fresh = join(cache, `page-${process.pid}`);
  await build(fresh);
  writeFileSync(join(fresh, STAMP), wanted);
  const old = join(cache, `old-page-${process.pid}`);
  try {
    if (existsSync(PAGE_DIR)) renameSync(PAGE_DIR, old);
    renameSync(fresh, PAGE_DIR);
  } catch (error) {
    // Another process was faster: its page is as good.
    if (builtFrom() !== wanted) throw error;
  }
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  return true;
}

/**
 * Runs the bundler in a process of its own: it is large, and whatever NODE_ENV the caller has, the page is for production.
 * @param {string} folder where to
 * @returns {Promise<void>}
 */
function build(folder) {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', CLIENT_DIR, '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  const env = { ...process.env, NODE_ENV: 'production' };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the page was not built: vite ended with code ${code}`));
    });
  });
}

/** @returns {string | undefined} */
function builtFrom() {
  try {
    return readFileSync(join(PAGE_DIR, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

/** Hash over names and contents of all that enters the page. */
function fingerprint() {
  const hash = createHash('sha256');
  const files = [
    ...sources(CLIENT_DIR, 'client/'),
    ...sources(join(ROOT, 'protos'), 'protos/'),
    'package-lock.json',
    'tsconfig.json',
  ];
  for (const name of files) {
    if (!existsSync(join(ROOT, name))) continue;
    hash.update(`${name}\0`);
    hash.update(readFileSync(join(ROOT, name)));
  }
  return hash.digest('hex');
}

/**
 * Names of all files below `folder` but built ones, in the order of their code units.
 * @param {string} folder
 * @param {string} prefix
 * @returns {string[]}
 */
function sources(folder, prefix) {
  const names = [];
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name === 'dist' || entry.name.startsWith('.') || entry.name.startsWith('generated.')) continue;
    if (entry.isDirectory()) names.push(...sources(join(folder, entry.name), `${prefix}${entry.name}/`));
    else names.push(`${prefix}${entry.name}`);
  }
  return names;
}
