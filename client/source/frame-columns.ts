/**
 * The byte columns of a view frame as typed arrays. A decoder hands out views into the packet at any byte offset, so
 * each column is copied into an aligned array of its own, reused from frame to frame.
 */
import type { v2x } from '../../protos/wire/generated.js';

export interface FrameColumns {
  count: number;
  slot: Uint32Array;
  x_cm: Int32Array;
  y_cm: Int32Array;
  z_cm: Int32Array;
  /** Counter-clockwise from east, full turn / 65536. */
  yaw: Uint16Array;
  v_cms: Int16Array;
  state: Uint16Array;
  /** Forward up positive, full turn / 65536. */
  pitch: Int16Array;
  /** 0-255; `has_soc` tells whether the frame had the column. */
  soc: Uint8Array;
  has_soc: boolean;
}

/** Bits of the state column. */
export const STATE_BIT = {
  brake: 1,
  left: 2,
  right: 4,
  stop: 8,
  emergency: 16,
  connected: 32,
  warning: 64,
  swapping: 128,
  agent: 256,
} as const;

export function createColumns(capacity = 1024): FrameColumns {
  return {
    count: 0,
    slot: new Uint32Array(capacity),
    x_cm: new Int32Array(capacity),
    y_cm: new Int32Array(capacity),
    z_cm: new Int32Array(capacity),
    yaw: new Uint16Array(capacity),
    v_cms: new Int16Array(capacity),
    state: new Uint16Array(capacity),
    pitch: new Int16Array(capacity),
    soc: new Uint8Array(capacity),
    has_soc: false,
  };
}

/** Copies a frame's columns; false (and an empty result) where their lengths do not fit its count: such a frame is dropped. */
export function readColumns(columns: FrameColumns, frame: v2x.view.ViewFrame.$Properties): boolean {
  const count = frame.count ?? 0;
  columns.count = 0;
  if (count > columns.slot.length) Object.assign(columns, createColumns(2 ** Math.ceil(Math.log2(count))));
  const whole =
    copyColumn(columns.slot, frame.slot, count) &&
    copyColumn(columns.x_cm, frame.xCm, count) &&
    copyColumn(columns.y_cm, frame.yCm, count) &&
    copyColumn(columns.yaw, frame.yaw, count) &&
    copyColumn(columns.v_cms, frame.vCms, count) &&
    copyColumn(columns.state, frame.state, count) &&
    copyOptional(columns.z_cm, frame.zCm, count) &&
    copyOptional(columns.pitch, frame.pitch, count) &&
    copyOptional(columns.soc, frame.soc, count);
  columns.has_soc = count > 0 && frame.soc?.length === count;
  if (whole) columns.count = count;
  return whole;
}

type Column = Uint32Array | Int32Array | Uint16Array | Int16Array | Uint8Array;

function copyColumn(column: Column, bytes: Uint8Array | null | undefined, count: number): boolean {
  if (bytes === null || bytes === undefined) return count === 0;
  if (bytes.length !== count * column.BYTES_PER_ELEMENT) return false;
  new Uint8Array(column.buffer).set(bytes);
  return true;
}

/** An absent column means 0 everywhere. */
function copyOptional(column: Column, bytes: Uint8Array | null | undefined, count: number): boolean {
  if (bytes !== null && bytes !== undefined && bytes.length > 0) return copyColumn(column, bytes, count);
  column.fill(0, 0, count);
  return true;
}

/** Reads a u32 column of its own, as ViewFrame.despawn. */
export function readSlots(bytes: Uint8Array | null | undefined): Uint32Array {
  if (bytes === null || bytes === undefined || bytes.length % 4 !== 0) return new Uint32Array(0);
  const slots = new Uint32Array(bytes.length / 4);
  new Uint8Array(slots.buffer).set(bytes);
  return slots;
}
