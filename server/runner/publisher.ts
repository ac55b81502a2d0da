/** stub */
import type { Transport } from '../transport/transport.ts';
import type { RunState } from './run.ts';
export interface Publisher {
  beforeTick(): void | Promise<void>;
  afterTick(): void | Promise<void>;
  close(): Promise<void>;
}
export async function openPublisher(_state: RunState, _server: Transport): Promise<Publisher> {
  return { beforeTick() {}, afterTick() {}, async close() {} };
}
