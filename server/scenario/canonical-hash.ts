/** The identity of a scenario: SHA-256 over what its file says, however it is written down, and over the files it names. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';

/** JSON with the keys of every object in code-unit order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return Object.fromEntries(entries);
  });
}

/** Hex SHA-256 over the settings as the file says them and over name and bytes of each file in the order given. */
export async function scenarioHash(settings: unknown, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(canonicalJson(settings));
  for (const file of files) hash.update(`\n${basename(file)} ${await fileHash(file)}`);
  return hash.digest('hex');
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
