/** The land of the mock: hills, a river, blocks of houses, names. Nothing of it is any place on the map. */
import type { v2x } from '../../protos/wire/generated.js';
import { v2x as wire } from '../../protos/wire/generated.js';
import { MOCK_STATION, roadHeight } from './mock-network.ts';

const STEP_M = 20;
const X_MIN_M = -760;
const Y_MIN_M = -440;
const COLUMNS = 77;
const ROWS = 45;
const WATER_Z_M = -9;

/** Middle of the river's bed at a northing, metres east. */
function riverX(y: number): number {
  return 320 + 26 * Math.sin(y / 130);
}

/** Height of the ground, metres. */
export function landHeight(x: number, y: number): number {
  const slope = y > 0 ? roadHeight(1, y) : roadHeight(3, -y);
  const hill = 52 * Math.exp(-((x + 345) ** 2 / 11_000 + (y - 30) ** 2 / 30_000));
  const far_hill = 70 * Math.exp(-((x - 120) ** 2 + (y - 620) ** 2) / 60_000);
  const off = x - riverX(y);
  const valley = Math.exp(-(off * off) / 5200);
  return (slope * Math.exp(-(x * x) / 90_000) + hill + far_hill - 1) * (1 - valley) + (WATER_Z_M - 7) * valley;
}

export function mockDressing(): v2x.view.Dressing.$Properties {
  const heights = new Int16Array(COLUMNS * ROWS);
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++)
      heights[row * COLUMNS + column] = Math.round(landHeight(X_MIN_M + column * STEP_M, Y_MIN_M + row * STEP_M) * 10);
  }
  return {
    terrain: {
      xM: X_MIN_M,
      yM: Y_MIN_M,
      stepM: STEP_M,
      columns: COLUMNS,
      rows: ROWS,
      zDm: new Uint8Array(heights.buffer),
    },
    water: [{ name: 'Clear River', nameZh: '清河', shapeM: riverShape(), zM: WATER_Z_M }],
    buildings: blocks(),
    names: [
      { name: 'Clear River', nameZh: '清河', xM: 320, yM: -170, zM: WATER_Z_M, kind: 'river' },
      { name: 'Clear River Bridge', nameZh: '清河大桥', xM: 320, yM: 0, zM: 4, kind: 'bridge' },
      { name: 'Pine Hill', nameZh: '松岭', xM: -345, yM: 60, zM: 52, kind: 'hill' },
      { name: 'Pine Hill Tunnel', nameZh: '松岭隧道', xM: -235, yM: 0, zM: 8, kind: 'tunnel' },
      { name: 'Old Town', nameZh: '老城', xM: -90, yM: 190, zM: 30, kind: 'district' },
    ],
  };
}

function riverShape(): number[] {
  const west: number[] = [];
  const east: [number, number][] = [];
  for (let y = -1200; y <= 1200; y += 40) {
    west.push(riverX(y) - 62, y);
    east.unshift([riverX(y) + 62, y]);
  }
  return [...west, ...east.flat()];
}

function blocks(): v2x.view.Building.$Properties[] {
  const made: v2x.view.Building.$Properties[] = [];
  for (let i = 0; i < 900 && made.length < 190; i++) {
    const x = -700 + draw(i, 1) * 1400;
    const y = -400 + draw(i, 2) * 800;
    const size = 16 + draw(i, 3) * 20;
    const near_road = Math.min(Math.abs(x), Math.abs(y)) < 24 + size * 0.6;
    const in_river = Math.abs(x - riverX(y)) < 85 + size;
    const on_hill = Math.hypot(x + 345, (y - 30) * 0.6) < 130;
    const at_station = Math.hypot(x - MOCK_STATION.x, y - MOCK_STATION.y) < 40 + size;
    const crowded = made.some((other) => Math.hypot(x - (other.xM ?? 0), y - (other.yM ?? 0)) < size + 24);
    if (near_road || in_river || on_hill || at_station || crowded) continue;
    const height = 8 + draw(i, 4) ** 2.5 * 62;
    const rows = [0.8 + draw(i, 5) * 0.5, 0.7 + draw(i, 6) * 0.4];
    made.push({
      xM: x,
      yM: y,
      zM: landHeight(x, y),
      lengthM: size * rows[0],
      widthM: size * rows[1],
      heightM: height,
      yawRad: draw(i, 7) < 0.8 ? 0 : 0.3,
    });
  }
  return made;
}

/** 0-1 by number and purpose. */
function draw(i: number, purpose: number): number {
  let hash = Math.imul(i * 31 + purpose * 7919, 0x9e3779b1);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4294967296;
}

/** State of the mock's station: packs charge, one bay works, somebody waits. */
export function mockStation(tick: number, ids: readonly string[]): Uint8Array {
  const slots = Array.from({ length: MOCK_STATION.slots }, (_, i) => {
    const soc = Math.min(1, (((i * 37) % 100) / 100 + tick / 6000) % 1.25);
    const state = i === 4 ? 'empty' : soc >= 0.9 ? (i % 5 === 0 ? 'promised' : 'ready') : 'charging';
    return { serialNumber: state === 'empty' ? '' : `P-${100 + i}`, packType: 'car-70', soc, state, powerKw: 40 };
  });
  const phases = ['aligning', 'unbolting', 'old_out', 'new_in', 'bolting', 'self_check'];
  const step = Math.floor(tick / 100) % phases.length;
  return wire.station.StationStatus.encode({
    schemaVersion: 1,
    id: MOCK_STATION.id,
    simTimeMs: tick * 100,
    state: 'open',
    bays: [
      { phase: phases[step], vehicle: ids[0] ?? '', percent: Math.round(((step + 1) / phases.length) * 100) },
      { phase: 'free', vehicle: '', percent: 0 },
    ],
    slots,
    queue: ids.slice(1, 3),
    reserved: 2,
    powerKw: 320,
    powerLimitKw: 600,
    forecastWaitS: 140,
    completed: Math.floor(tick / 600),
  }).finish();
}
