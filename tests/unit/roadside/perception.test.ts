import { describe, expect, it } from 'vitest';
import { appendRsm, readRsm } from '../../../protos/messages/rsm.ts';
import { BASIC_CLASS } from '../../../protos/messages/enums.ts';
import { createRowWriter } from '../../../protos/messages/row.ts';
import {
  MOST_OBJECTS,
  perceive,
  perceiveWalkers,
  PERCEPTION_DEFAULTS,
  type SensedColumns,
} from '../../../server/roadside/perception.ts';
import { createRoadside, type Roadside } from '../../../server/roadside/roadside.ts';
import { appendScan, rsmParts } from '../../../server/roadside/rsm.ts';
import { classBit } from '../../../server/simulation/network-spec.ts';
import { testCrossing, testFrame } from '../onboard/crossing-traffic.ts';

const network = testCrossing();
const frame = testFrame(network);

/** Road users on a spiral about the RSU, which stands at (0, 0). */
function objects(count: number, radius_m: (index: number) => number): { columns: SensedColumns; active: Int32Array } {
  const column = (value: (index: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => value(i));
  return {
    active: Int32Array.from({ length: count }, (_, i) => i),
    columns: {
      state: new Uint8Array(count).fill(1),
      key: Int32Array.from({ length: count }, (_, i) => 1000 + i),
      generation: new Uint32Array(count).fill(1),
      x: column((i) => radius_m(i) * Math.cos(i)),
      y: column((i) => radius_m(i) * Math.sin(i)),
      z: column(() => 0),
      heading_rad: column((i) => i % 3),
      speed_mps: column((i) => i % 15),
      accel_mps2: column((i) => (i % 7) - 3),
      length_m: column((i) => 4 + (i % 9)),
      width_m: column(() => 1.8),
      class_bit: Int32Array.from({ length: count }, (_, i) =>
        classBit((['passenger', 'bus', 'truck', 'bicycle'] as const)[i % 4]!),
      ),
    },
  };
}

function seen(roadside: Roadside): number[] {
  return Array.from(roadside.perception.seen.subarray(0, roadside.perception.seen_count[0]));
}

function tracks(roadside: Roadside): number[] {
  return Array.from(roadside.perception.track.subarray(0, roadside.perception.seen_count[0]));
}

describe('perception', () => {
  it('misses one in twenty, each object and scan by itself', () => {
    const { columns, active } = objects(100, (i) => i);
    const roadside = createRoadside(network, { seed: 5, slots: 100 });
    const missed = new Map<number, number>();
    const scans = 400;
    for (let tick = 0; tick < scans; tick++) {
      perceive(roadside.perception, columns, active, 100, tick, tick * 100);
      const there = new Set(seen(roadside));
      for (let slot = 0; slot < 100; slot++) if (!there.has(slot)) missed.set(slot, (missed.get(slot) ?? 0) + 1);
    }
    const { counts } = roadside.perception;
    expect(counts.in_range).toBe(100 * scans);
    // 5 % of 40 000 with a standard deviation of 44: four of them either way.
    expect(Math.abs(counts.missed - 2000)).toBeLessThan(180);
    expect(missed.size).toBe(100);
    expect(Math.max(...missed.values())).toBeLessThan(45);
  });

  it('does not report who stands beside the road', () => {
    const { columns, active } = objects(3, () => 20);
    const roadside = createRoadside(network, { seed: 1, slots: 3, perception: { ...PERCEPTION_DEFAULTS, miss: 0 } });
    columns.state[1] = 2;
    perceive(roadside.perception, columns, active, 3, 0, 0);
    expect(seen(roadside)).toEqual([0, 2]);
  });

  it('sees as far as its range and no farther', () => {
    const { columns, active } = objects(4, (i) => [0, 119.9, 120.1, 400][i]!);
    const roadside = createRoadside(network, { seed: 1, slots: 4, perception: { ...PERCEPTION_DEFAULTS, miss: 0 } });
    perceive(roadside.perception, columns, active, 4, 0, 0);
    expect(seen(roadside)).toEqual([0, 1]);
  });

  it('hangs on key, tick and seed: not on slots or on who else is there', () => {
    const { columns, active } = objects(60, () => 50);
    const keysSeen = (seed: number, order: Int32Array): number[] => {
      const roadside = createRoadside(network, { seed, slots: 60, perception: { ...PERCEPTION_DEFAULTS, miss: 0.5 } });
      perceive(roadside.perception, columns, order, order.length, 9, 900);
      return seen(roadside).map((slot) => columns.key[slot]!);
    };
    const all = keysSeen(1, active);
    const half = keysSeen(
      1,
      active.filter((slot) => slot % 2 === 0),
    );
    expect(half).toEqual(all.filter((key) => key % 2 === 0));
    expect(keysSeen(2, active)).not.toEqual(all);
    // The same keys in other slots.
    const turned: SensedColumns = { ...columns, key: columns.key.slice().reverse() };
    const roadside = createRoadside(network, { seed: 1, slots: 60, perception: { ...PERCEPTION_DEFAULTS, miss: 0.5 } });
    perceive(roadside.perception, turned, active.slice().reverse(), 60, 9, 900);
    expect(seen(roadside).map((slot) => turned.key[slot]!)).toEqual(all);
  });

  it('keeps track numbers while it sees something, and gives new ones to what comes back and to who takes its slot', () => {
    const { columns, active } = objects(3, () => 30);
    const roadside = createRoadside(network, { seed: 1, slots: 3, perception: { ...PERCEPTION_DEFAULTS, miss: 0 } });
    const scan = (now_ms: number): number[] => {
      perceive(roadside.perception, columns, active, 3, now_ms / 100, now_ms);
      return tracks(roadside);
    };
    expect(scan(0)).toEqual([0, 1, 2]);
    expect(scan(2000)).toEqual([0, 1, 2]);
    expect(scan(4100)).toEqual([3, 4, 5]);
    columns.generation[1] = 2;
    expect(scan(4200)).toEqual([3, 6, 5]);
  });

  it('is bounded, and counts what does not fit', () => {
    const { columns, active } = objects(MOST_OBJECTS + 5, () => 40);
    const roadside = createRoadside(network, {
      seed: 1,
      slots: MOST_OBJECTS + 5,
      perception: { ...PERCEPTION_DEFAULTS, miss: 0 },
    });
    perceive(roadside.perception, columns, active, active.length, 0, 0);
    expect(seen(roadside)).toHaveLength(MOST_OBJECTS);
    expect(roadside.perception.counts.overflow).toBe(5);
  });
});

describe('RSM', () => {
  it('holds at most 16 participants a message, all that were seen, as the layout writes them', () => {
    const { columns, active } = objects(37, (i) => 3 * i);
    const roadside = createRoadside(network, { seed: 1, slots: 37, perception: { ...PERCEPTION_DEFAULTS, miss: 0 } });
    perceive(roadside.perception, columns, active, 37, 0, 61_000);
    expect(rsmParts(roadside, 0)).toBe(3);
    const numbers: number[] = [];
    for (let part = 0; part < 3; part++) {
      const rows = createRowWriter(8);
      const at = appendScan(roadside, 0, part, columns, 61_000, 128 + part, rows, frame);
      const rsm = readRsm(rows.ints, at, frame);
      expect(rsm.msg_cnt).toBe(part);
      expect(rsm.participants).toHaveLength([16, 16, 5][part]!);
      for (const [i, participant] of rsm.participants.entries()) {
        const slot = part * 16 + i;
        numbers.push(participant.ptc_id);
        expect(participant.position.x_m!).toBeCloseTo(columns.x[slot]!, 1);
        expect(participant.position.y_m!).toBeCloseTo(columns.y[slot]!, 1);
        expect(participant.speed_mps!).toBeCloseTo(columns.speed_mps[slot]!, 1);
        expect(participant.sec_mark_ms).toBe(1000);
        expect(participant.vehicle_class).toBe([10, 50, 25, 85][slot % 4]);
      }
      const again = createRowWriter(8);
      const from = appendRsm(rsm, again, frame);
      expect(Array.from(again.ints.subarray(from, again.length))).toEqual(
        Array.from(rows.ints.subarray(at, rows.length)),
      );
    }
    expect(numbers).toEqual(Array.from({ length: 37 }, (_, i) => i));
  });

  it('tells of walkers behind the vehicles, as pedestrians', () => {
    const { columns, active } = objects(3, (i) => 3 * i);
    const perception = { ...PERCEPTION_DEFAULTS, miss: 0 };
    const roadside = createRoadside(network, { seed: 1, slots: 3, walker_slots: 4, perception });
    const walkers = {
      // Two of four slots are in use, the later arrival in the lower one.
      active: Int32Array.of(2, 0, -1, -1),
      active_count: 2,
      number: Uint32Array.of(8, 0, 5, 0),
      generation: Uint32Array.of(1, 0, 1, 0),
      x: Float64Array.of(12, 0, -20, 0),
      y: Float64Array.of(7, 0, 30, 0),
      heading_rad: new Float64Array(4),
      speed_mps: Float64Array.of(0, 0, 1.3, 0),
    };
    perceive(roadside.perception, columns, active, 3, 0, 61_000);
    perceiveWalkers(roadside.perception, walkers, 0, 61_000);
    const rows = createRowWriter(8);
    const at = appendScan(roadside, 0, 0, columns, 61_000, 0, rows, frame, walkers);
    const rsm = readRsm(rows.ints, at, frame);
    expect(rsm.participants.map(({ kind }) => kind)).toEqual([1, 1, 1, 3, 3]);
    const [first, second] = rsm.participants.slice(3);
    expect([first.position.x_m, first.position.y_m].map((m) => Math.round(m!))).toEqual([-20, 30]);
    expect(first.speed_mps!).toBeCloseTo(1.3, 1);
    expect([second.position.x_m, second.position.y_m].map((m) => Math.round(m!))).toEqual([12, 7]);
    expect(second.vehicle_class).toBe(BASIC_CLASS.pedestrian);
    const again = createRowWriter(8);
    const from = appendRsm(rsm, again, frame);
    expect(Array.from(again.ints.subarray(from, again.length))).toEqual(
      Array.from(rows.ints.subarray(at, rows.length)),
    );
  });

  it('makes no message where nothing is seen', () => {
    const roadside = createRoadside(network, { seed: 1, slots: 1 });
    expect(rsmParts(roadside, 0)).toBe(0);
  });
});
