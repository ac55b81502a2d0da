/** The walkers of a view frame: byte columns of protos/view.proto, made once and reused. Reads the world and never writes it. */
import type { v2x } from '../../protos/wire/generated.js';
import type { World } from '../simulation/world.ts';

const YAW_UNITS = 65536;
const FULL_TURN_RAD = 2 * Math.PI;

export interface WalkerView {
  readonly number: Uint32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly z: Int32Array;
  readonly yaw: Uint16Array;
}

export function createWalkerView(world: World): WalkerView {
  const capacity = world.walkers?.capacity ?? 0;
  return {
    number: new Uint32Array(capacity),
    x: new Int32Array(capacity),
    y: new Int32Array(capacity),
    z: new Int32Array(capacity),
    yaw: new Uint16Array(capacity),
  };
}

/** The fields of the frame, in canonical order; none where the network has no crosswalks. `z0_m` is the height that frames count from. */
export function walkerFields(
  view: WalkerView,
  world: World,
  z0_m: number,
  flat: boolean,
): Partial<v2x.view.ViewFrame.$Properties> {
  const { walkers } = world;
  if (walkers === undefined) return {};
  const count = walkers.active_count;
  for (let i = 0; i < count; i++) {
    const slot = walkers.active[i];
    view.number[i] = walkers.number[slot];
    view.x[i] = Math.round(walkers.x[slot] * 100);
    view.y[i] = Math.round(walkers.y[slot] * 100);
    view.z[i] = Math.round((walkers.z[slot] - z0_m) * 100);
    view.yaw[i] = Math.round((walkers.heading_rad[slot] / FULL_TURN_RAD) * YAW_UNITS) & 0xffff;
  }
  return {
    walkerCount: count,
    walker: bytesOf(view.number, count),
    walkerXCm: bytesOf(view.x, count),
    walkerYCm: bytesOf(view.y, count),
    walkerZCm: bytesOf(view.z, flat ? 0 : count),
    walkerYaw: bytesOf(view.yaw, count),
  };
}

function bytesOf(column: Uint32Array | Int32Array | Uint16Array, count: number): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, count * column.BYTES_PER_ELEMENT);
}
