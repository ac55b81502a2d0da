/** The walker columns of a view frame as typed arrays, copied so that they are aligned. */
import type { v2x } from '../../protos/wire/generated.js';

export interface WalkerColumns {
  readonly number: Uint32Array;
  readonly x_cm: Int32Array;
  readonly y_cm: Int32Array;
  /** Empty where everything is flat. */
  readonly z_cm: Int32Array;
  /** Counter-clockwise from east, full turn / 65536. */
  readonly yaw: Uint16Array;
}

/** undefined where the columns' lengths do not fit the count. */
export function readWalkers(frame: v2x.view.ViewFrame.$Properties): WalkerColumns | undefined {
  const count = frame.walkerCount ?? 0;
  const columns = {
    number: new Uint32Array(aligned(frame.walker)),
    x_cm: new Int32Array(aligned(frame.walkerXCm)),
    y_cm: new Int32Array(aligned(frame.walkerYCm)),
    z_cm: new Int32Array(aligned(frame.walkerZCm)),
    yaw: new Uint16Array(aligned(frame.walkerYaw, 2)),
  };
  const { number, x_cm, y_cm, z_cm, yaw } = columns;
  const whole = [number, x_cm, y_cm, yaw].every((column) => column.length === count);
  return whole && (z_cm.length === 0 || z_cm.length === count) ? columns : undefined;
}

/** A copy of a column's bytes; empty where they are no whole number of entries. */
function aligned(bytes: Uint8Array | null | undefined, size = 4): ArrayBuffer {
  if (bytes === null || bytes === undefined || bytes.length % size !== 0) return new ArrayBuffer(0);
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}
