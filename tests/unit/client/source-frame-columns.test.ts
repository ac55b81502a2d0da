import { describe, expect, it } from 'vitest';
import { createColumns, readColumns, readSlots } from '../../../client/source/frame-columns.ts';
import { v2x } from '../../../protos/wire/generated.js';

/** The bytes of a typed array at an odd place of a larger buffer, as a decoder hands them out. */
function unaligned(array: Uint32Array | Int32Array | Uint16Array | Int16Array): Uint8Array {
  const room = new Uint8Array(array.byteLength + 3);
  room.set(new Uint8Array(array.buffer), 3);
  return room.subarray(3);
}

function frame(count: number) {
  const numbers = Array.from({ length: count }, (_, i) => i);
  return {
    count,
    slot: unaligned(Uint32Array.from(numbers, (i) => i * 3)),
    xCm: unaligned(Int32Array.from(numbers, (i) => i * 1000 - 500_000)),
    yCm: unaligned(Int32Array.from(numbers, (i) => -i)),
    yaw: unaligned(Uint16Array.from(numbers, (i) => i * 1000)),
    vCms: unaligned(Int16Array.from(numbers, (i) => i - 1)),
    state: unaligned(Uint16Array.from(numbers, (i) => i & 255)),
  };
}

describe('frame columns', () => {
  it('are read at any byte offset', () => {
    const columns = createColumns(4);
    expect(readColumns(columns, frame(3))).toBe(true);
    expect(columns.count).toBe(3);
    expect(Array.from(columns.slot.subarray(0, 3))).toEqual([0, 3, 6]);
    expect(Array.from(columns.x_cm.subarray(0, 3))).toEqual([-500_000, -499_000, -498_000]);
    expect(Array.from(columns.v_cms.subarray(0, 3))).toEqual([-1, 0, 1]);
  });

  it('grow with the frame and keep nothing of a height that is no longer sent', () => {
    const columns = createColumns(2);
    expect(readColumns(columns, { ...frame(2), zCm: unaligned(Int32Array.of(7, 8)) })).toBe(true);
    expect(Array.from(columns.z_cm.subarray(0, 2))).toEqual([7, 8]);
    expect(readColumns(columns, frame(5))).toBe(true);
    expect(columns.slot.length).toBeGreaterThanOrEqual(5);
    expect(Array.from(columns.z_cm.subarray(0, 5))).toEqual([0, 0, 0, 0, 0]);
  });

  it('are refused where a length does not fit the count', () => {
    const columns = createColumns(8);
    expect(readColumns(columns, { ...frame(3), yaw: new Uint8Array(5) })).toBe(false);
    expect(readColumns(columns, { ...frame(3), count: 4 })).toBe(false);
    expect(columns.count).toBe(0);
  });

  it('survive the way over protobuf', () => {
    const payload = v2x.view.ViewFrame.encode({ seq: 1, ...frame(9) }).finish();
    const columns = createColumns();
    expect(readColumns(columns, v2x.view.ViewFrame.decode(payload))).toBe(true);
    expect(columns.slot[8]).toBe(24);
    expect(columns.y_cm[8]).toBe(-8);
  });

  it('of slots alone are read, and nonsense is nothing', () => {
    expect(Array.from(readSlots(unaligned(Uint32Array.of(1, 70_000))))).toEqual([1, 70_000]);
    expect(readSlots(new Uint8Array(3)).length).toBe(0);
    expect(readSlots(undefined).length).toBe(0);
  });
});
