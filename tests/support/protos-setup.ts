/** Runs once before the tests: generates the protobuf code when it is missing or older than its sources. */

export async function setup(): Promise<void> {
  const script = new URL('../../protos/generate.js', import.meta.url).href;
  const { ensureGenerated } = (await import(script)) as { ensureGenerated(): Promise<unknown> };
  await ensureGenerated();
}
