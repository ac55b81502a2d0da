import { describe, expect, it } from 'vitest';
import {
  clearFleet,
  createFleet,
  poseOf,
  shownIds,
  shownSlot,
  spawnVehicle,
  updateFleet,
} from '../../../client/scene/fleet.ts';
import type { Fleet } from '../../../client/scene/fleet.ts';
import { createColumns, readColumns } from '../../../client/source/frame-columns.ts';
import type { v2x } from '../../../protos/wire/generated.js';

interface Seen {
  readonly slot: number;
  readonly x: number;
  readonly v?: number;
}

function show(fleet: Fleet, seen: readonly Seen[], extra: v2x.view.ViewFrame.$Properties = {}, alpha = 1): void {
  const bytes = (array: Uint32Array | Int32Array | Uint16Array | Int16Array): Uint8Array =>
    new Uint8Array(array.buffer);
  const frame = {
    count: seen.length,
    slot: bytes(Uint32Array.from(seen, (each) => each.slot)),
    xCm: bytes(Int32Array.from(seen, (each) => each.x * 100)),
    yCm: bytes(new Int32Array(seen.length)),
    yaw: bytes(new Uint16Array(seen.length)),
    vCms: bytes(Int16Array.from(seen, (each) => (each.v ?? 10) * 100)),
    state: bytes(new Uint16Array(seen.length)),
    ...extra,
  };
  const columns = createColumns();
  expect(readColumns(columns, frame)).toBe(true);
  updateFleet(fleet, frame, columns, alpha, 0.1);
}

function xOf(fleet: Fleet, slot: number, alpha: number): number {
  const pose = new Float32Array(4);
  poseOf(fleet, slot, alpha, pose);
  return pose[0];
}

const spawn = (slot: number, id: string, generation = 1) => ({
  slot,
  id,
  generation,
  shape: 'car',
  lengthCm: 450,
  widthCm: 180,
});

describe('the fleet', () => {
  it('sets a new vehicle where it is and drives it from there', () => {
    const fleet = createFleet(4);
    show(fleet, [{ slot: 2, x: 50 }], { spawn: [spawn(2, 'a')] });
    expect(xOf(fleet, 2, 0)).toBe(50);
    show(fleet, [{ slot: 2, x: 51 }]);
    expect(xOf(fleet, 2, 0)).toBe(50);
    expect(xOf(fleet, 2, 0.5)).toBe(50.5);
    expect(fleet.slot_of.get('a')).toBe(2);
  });

  it('starts the way to a new pose where the picture stands', () => {
    const fleet = createFleet(4);
    show(fleet, [{ slot: 0, x: 0 }], { spawn: [spawn(0, 'a')] });
    show(fleet, [{ slot: 0, x: 10 }]);
    show(fleet, [{ slot: 0, x: 20 }], {}, 0.6);
    expect(xOf(fleet, 0, 0)).toBeCloseTo(6, 5);
    expect(xOf(fleet, 0, 1)).toBe(20);
  });

  it('does not drive a slot from its old vehicle to its new one', () => {
    const fleet = createFleet(4);
    show(fleet, [{ slot: 1, x: 0 }], { spawn: [spawn(1, 'a', 1)] });
    show(fleet, [{ slot: 1, x: 5 }], { spawn: [spawn(1, 'b', 2)] });
    expect(xOf(fleet, 1, 0)).toBe(5);
    expect(fleet.slot_of.has('a')).toBe(false);
    expect(fleet.slot_of.get('b')).toBe(1);
  });

  it('sets a vehicle that jumped, unless its speed explains the way', () => {
    const fleet = createFleet(4);
    show(fleet, [{ slot: 0, x: 0 }], { spawn: [spawn(0, 'a')] });
    show(fleet, [{ slot: 0, x: 30 }]);
    expect(xOf(fleet, 0, 0)).toBe(30);
    const columns = createColumns();
    columns.count = 1;
    columns.x_cm[0] = 6000;
    columns.v_cms[0] = 1000;
    updateFleet(fleet, {}, columns, 1, 4);
    expect(xOf(fleet, 0, 0)).toBe(30);
  });

  it('learns who drives a vehicle that it knows, and moves it on as before', () => {
    const fleet = createFleet();
    show(fleet, [{ slot: 3, x: 0 }], { spawn: [spawn(3, 'car')] });
    expect(fleet.vehicles[3]?.agent).toBe('');
    show(fleet, [{ slot: 3, x: 1 }], { spawn: [{ ...spawn(3, 'car'), agent: 'mine' }] });
    expect(fleet.vehicles[3]).toMatchObject({ id: 'car', agent: 'mine' });
    expect(xOf(fleet, 3, 0.5)).toBeCloseTo(0.5);
    show(fleet, [{ slot: 3, x: 2 }], { spawn: [spawn(3, 'car')] });
    expect(fleet.vehicles[3]?.agent).toBe('');
  });

  it('forgets who despawned, and who is missing from a keyframe', () => {
    const fleet = createFleet(4);
    show(
      fleet,
      [
        { slot: 0, x: 0 },
        { slot: 1, x: 9 },
        { slot: 2, x: 18 },
      ],
      { spawn: [spawn(0, 'a'), spawn(1, 'b'), spawn(2, 'c')] },
    );
    show(
      fleet,
      [
        { slot: 1, x: 9 },
        { slot: 2, x: 18 },
      ],
      { despawn: new Uint8Array(Uint32Array.of(0).buffer) },
    );
    expect([...fleet.slot_of.keys()]).toEqual(['b', 'c']);
    show(fleet, [{ slot: 1, x: 9 }], { keyframe: true, spawn: [spawn(1, 'b')] });
    expect([...fleet.slot_of.keys()]).toEqual(['b']);
    expect(fleet.live_count).toBe(1);
  });

  it('counts those whose spawn was missed and draws them after the next keyframe', () => {
    const fleet = createFleet(4);
    show(fleet, [{ slot: 3, x: 1 }]);
    expect([fleet.live_count, fleet.unknown]).toEqual([0, 1]);
    show(fleet, [{ slot: 3, x: 1 }], { keyframe: true, spawn: [spawn(3, 'd')] });
    expect([fleet.live_count, fleet.unknown]).toEqual([1, 0]);
  });

  it('grows beyond its first capacity and can be cleared', () => {
    const fleet = createFleet(2);
    spawnVehicle(fleet, spawn(500, 'far'));
    show(fleet, [{ slot: 500, x: 3 }]);
    expect(xOf(fleet, 500, 1)).toBe(3);
    clearFleet(fleet);
    expect(fleet.slot_of.size).toBe(0);
    expect(fleet.live_count).toBe(0);
  });

  it('shows nobody who was only named: the retained scene may name vehicles that have left', () => {
    const fleet = createFleet(4);
    spawnVehicle(fleet, spawn(0, 'gone'));
    spawnVehicle(fleet, spawn(1, 'here'));
    expect(shownIds(fleet)).toEqual([]);
    expect(shownSlot(fleet, 'here')).toBe(-1);
    show(fleet, [{ slot: 1, x: 5 }]);
    expect(shownIds(fleet)).toEqual(['here']);
    expect(shownSlot(fleet, 'here')).toBe(1);
    expect(shownSlot(fleet, 'gone')).toBe(-1);
    expect(shownSlot(fleet, 'never')).toBe(-1);
  });
});
