import { describe, expect, it } from 'vitest';
import { clearCrowd, createCrowd, updateCrowd } from '../../../client/scene/crowd.ts';
import { createColumns } from '../../../client/source/frame-columns.ts';
import { createFleet, updateFleet } from '../../../client/scene/fleet.ts';

/** Bytes at an odd place of a larger buffer, as a decoder hands them out. */
function unaligned(array: Uint32Array | Int32Array | Uint16Array): Uint8Array {
  const room = new Uint8Array(array.byteLength + 3);
  room.set(new Uint8Array(array.buffer), 3);
  return room.subarray(3);
}

function frame(people: readonly { readonly number: number; readonly x: number; readonly yaw?: number }[]) {
  return {
    walkerCount: people.length,
    walker: unaligned(Uint32Array.from(people, ({ number }) => number)),
    walkerXCm: unaligned(Int32Array.from(people, ({ x }) => x * 100)),
    walkerYCm: unaligned(Int32Array.from(people, () => -200)),
    walkerYaw: unaligned(Uint16Array.from(people, ({ yaw }) => yaw ?? 0)),
  };
}

describe('the crowd', () => {
  it('goes on from where the picture stands, and knows people by their number', () => {
    const crowd = createCrowd();
    updateCrowd(
      crowd,
      frame([
        { number: 7, x: 10 },
        { number: 9, x: 0 },
      ]),
      1,
      50,
    );
    expect(Array.from(crowd.to.subarray(0, 3))).toEqual([10, -2, 50]);
    updateCrowd(crowd, frame([{ number: 9, x: 2 }]), 1, 50);
    expect([crowd.count, crowd.from[0], crowd.to[0]]).toEqual([1, 0, 2]);
    // Half way between 0 and 2 when the next frame comes.
    updateCrowd(crowd, frame([{ number: 9, x: 4 }]), 0.5, 50);
    expect([crowd.from[0], crowd.to[0]]).toEqual([1, 4]);
  });

  it('sets down who is new or has come from far', () => {
    const crowd = createCrowd();
    updateCrowd(crowd, frame([{ number: 1, x: 0 }]), 1, 0);
    updateCrowd(
      crowd,
      frame([
        { number: 1, x: 100 },
        { number: 2, x: 5 },
      ]),
      1,
      0,
    );
    expect([crowd.from[0], crowd.from[4]]).toEqual([100, 5]);
    clearCrowd(crowd);
    expect(crowd.count).toBe(0);
  });

  it('shows nobody where columns do not fit together, and nobody where a frame has none', () => {
    const crowd = createCrowd();
    updateCrowd(crowd, { ...frame([{ number: 1, x: 0 }]), walkerCount: 2 }, 1, 0);
    expect(crowd.count).toBe(0);
    updateCrowd(crowd, {}, 1, 0);
    expect(crowd.count).toBe(0);
  });

  it('comes with the vehicles of a frame', () => {
    const fleet = createFleet();
    updateFleet(fleet, frame([{ number: 3, x: 1, yaw: 16384 }]), createColumns(), 1, 0.1);
    expect(fleet.crowd.count).toBe(1);
    expect(fleet.crowd.to[3]).toBeCloseTo(Math.PI / 2, 3);
  });
});
