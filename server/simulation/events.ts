/** The bounded ring of what happened in the last step. */
import type { Engine } from './engine-state.ts';
import type { EventRing } from './world.ts';

export function createEventRing(capacity: number): EventRing {
  return {
    kind: new Uint8Array(capacity),
    key: new Int32Array(capacity),
    slot: new Int32Array(capacity),
    value: new Float64Array(capacity),
    count: 0,
    dropped: 0,
  };
}

export function record(world: Engine, kind: number, slot: number, value: number): void {
  const ring = world.events;
  if (ring.count === ring.kind.length) {
    ring.dropped += 1;
    return;
  }
  ring.kind[ring.count] = kind;
  ring.key[ring.count] = world.vehicles.key[slot]!;
  ring.slot[ring.count] = slot;
  ring.value[ring.count] = value;
  ring.count += 1;
}
