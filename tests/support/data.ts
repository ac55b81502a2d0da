/** Real maps and reference data: not part of the project, found through CHELU_DATA (default: ../shared/data beside the checkout). */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noteSkip } from './skips.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Absolute path of the data folder, whether it exists or not. */
export const DATA_DIR = resolve(ROOT, process.env['CHELU_DATA'] ?? '../shared/data');

/**
 * Absolute path of a file or folder in the test data, or undefined where it is absent (the reason is noted):
 * `const map = dataPath('maps/x.net.xml'); it.skipIf(map === undefined)('reads it', () => { ... })`.
 */
export function dataPath(relative: string): string | undefined {
  const path = resolve(DATA_DIR, relative);
  if (existsSync(path)) return path;
  noteSkip('data', path);
  return undefined;
}
