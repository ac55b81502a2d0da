/** Runs once before the tests: generates the protobuf code when it is missing or older than its sources. */
import { existsSync } from 'node:fs';

export async function setup(): Promise<void> {
  const script = new URL('../../protos/generate.js', import.meta.url);
  if (!existsSync(script)) return;
  const { ensureGenerated } = (await import(script.href)) as { ensureGenerated(): Promise<void> };
  await ensureGenerated();
}
