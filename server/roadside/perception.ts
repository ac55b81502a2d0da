/**
 * What RSUs see: road users within their sensors' range, each missed with a probability of its own in every scan, under track numbers of the RSU.
 * The truth comes in as columns of poses; only what was seen goes out. The scan visits each road user once and asks a grid which RSUs are near it.
 */
import type { Network } from '../simulation/network.ts';
import { PURPOSE, random } from '../simulation/random.ts';

export interface PerceptionSettings {
  readonly range_m: number;
  /** Probability that an object within range is not seen in one scan. */
  readonly miss: number;
  /** A track that was not seen for this long is given up; seen again, it is a new one. */
  readonly forget_ms: number;
}

export const PERCEPTION_DEFAULTS: PerceptionSettings = { range_m: 120, miss: 0.05, forget_ms: 2000 };

/** Road users by slot, as the world has them: the sensors look at these. Poses of centres, local ENU metres, counter-clockwise from east. */
export interface SensedColumns {
  /** 1 = on the road. Others stand in a bay or a car park, where nothing that drives can meet them: they are not reported. */
  readonly state: Uint8Array;
  readonly key: Int32Array;
  readonly generation: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly heading_rad: Float64Array;
  readonly speed_mps: Float64Array;
  readonly accel_mps2: Float64Array;
  readonly length_m: Float64Array;
  readonly width_m: Float64Array;
  readonly class_bit: Int32Array;
}

/** Walkers by slot likewise; all that are not free stand or walk where they are seen. */
export interface SensedWalkers {
  readonly active: Int32Array;
  readonly active_count: number;
  readonly number: Uint32Array;
  readonly generation: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly heading_rad: Float64Array;
  readonly speed_mps: Float64Array;
}

/** RSUs that may see the same object at once and have it under a number each; of more, the one longest unseen begins anew. */
const TRACKS = 4;
/** Objects of one RSU at most; more are not reported (and counted). */
export const MOST_OBJECTS = 512;
const TRACK_NUMBERS = 65536;
const ON_THE_ROAD = 1;
/** Walkers' numbers and vehicles' keys are entities of the same draws: walkers have the upper half. */
const FIRST_WALKER = 0x80000000;

export interface Perception {
  readonly settings: PerceptionSettings;
  readonly seed: number;
  readonly count: number;
  /** Slots from this one on are walkers': slot - first_walker. */
  readonly first_walker: number;
  /** Grid over the RSUs: those whose circle touches a cell are near[near_first[cell] .. near_first[cell + 1]). */
  readonly cell_m: number;
  readonly x_min: number;
  readonly y_min: number;
  readonly columns: number;
  readonly rows: number;
  readonly near_first: Int32Array;
  readonly near: Int32Array;
  readonly rsu_x: Float64Array;
  readonly rsu_y: Float64Array;
  /** Result of the last scan: objects of RSU r are seen[r * MOST_OBJECTS .. + seen_count[r]), with their track numbers. */
  readonly seen: Int32Array;
  readonly track: Int32Array;
  readonly seen_count: Int32Array;
  /** Tracks by slot * TRACKS + i. */
  readonly track_rsu: Int32Array;
  readonly track_number: Int32Array;
  readonly track_ms: Float64Array;
  readonly track_generation: Uint32Array;
  readonly next_number: Int32Array;
  /** Objects in range, those missed by chance, and those beyond MOST_OBJECTS, since the start. */
  readonly counts: { in_range: number; missed: number; overflow: number };
}

/** @param slots vehicles at most, and `walker_slots` walkers: sizes of the columns that will be scanned */
export function createPerception(
  network: Network,
  seed: number,
  slots: number,
  settings: PerceptionSettings,
  walker_slots = 0,
): Perception {
  const { bounds, signals } = network;
  const cell_m = Math.max(20, settings.range_m);
  const columns = Math.max(1, Math.ceil((bounds.x_max - bounds.x_min) / cell_m) + 2);
  const rows = Math.max(1, Math.ceil((bounds.y_max - bounds.y_min) / cell_m) + 2);
  const x_min = bounds.x_min - cell_m;
  const y_min = bounds.y_min - cell_m;
  const cells: number[][] = Array.from({ length: columns * rows }, () => []);
  signals.forEach((signal, rsu) => {
    const reach = Math.ceil(settings.range_m / cell_m);
    const column = Math.floor((signal.x - x_min) / cell_m);
    const row = Math.floor((signal.y - y_min) / cell_m);
    for (let r = Math.max(0, row - reach); r <= Math.min(rows - 1, row + reach); r++)
      for (let c = Math.max(0, column - reach); c <= Math.min(columns - 1, column + reach); c++)
        cells[r * columns + c].push(rsu);
  });
  const near_first = new Int32Array(cells.length + 1);
  cells.forEach((near, cell) => (near_first[cell + 1] = near_first[cell] + near.length));
  const count = signals.length;
  const all = slots + walker_slots;
  return {
    settings,
    seed,
    count,
    first_walker: slots,
    cell_m,
    x_min,
    y_min,
    columns,
    rows,
    near_first,
    near: Int32Array.from(cells.flat()),
    rsu_x: Float64Array.from(signals, (signal) => signal.x),
    rsu_y: Float64Array.from(signals, (signal) => signal.y),
    seen: new Int32Array(count * MOST_OBJECTS),
    track: new Int32Array(count * MOST_OBJECTS),
    seen_count: new Int32Array(count),
    track_rsu: new Int32Array(all * TRACKS).fill(-1),
    track_number: new Int32Array(all * TRACKS),
    track_ms: new Float64Array(all * TRACKS).fill(-Infinity),
    track_generation: new Uint32Array(all),
    next_number: new Int32Array(count),
    counts: { in_range: 0, missed: 0, overflow: 0 },
  };
}

/**
 * One scan of all RSUs.
 * @param active slots on the road in canonical order, first `count`: the order in which an RSU lists them
 */
export function perceive(
  perception: Perception,
  objects: SensedColumns,
  active: Int32Array,
  count: number,
  tick: number,
  now_ms: number,
): void {
  perception.seen_count.fill(0);
  for (let at = 0; at < count; at++) {
    const slot = active[at];
    if (objects.state[slot] !== ON_THE_ROAD) continue;
    sense(
      perception,
      slot,
      objects.key[slot],
      objects.generation[slot],
      objects.x[slot],
      objects.y[slot],
      tick,
      now_ms,
    );
  }
}

/** Adds the walkers to the scan that `perceive` has just begun. */
export function perceiveWalkers(perception: Perception, walkers: SensedWalkers, tick: number, now_ms: number): void {
  const { first_walker } = perception;
  for (let at = 0; at < walkers.active_count; at++) {
    const slot = walkers.active[at];
    const { number, generation, x, y } = walkers;
    const entity = FIRST_WALKER + number[slot];
    sense(perception, first_walker + slot, entity, generation[slot], x[slot], y[slot], tick, now_ms);
  }
}

/** One road user, by all RSUs in whose range it is. */
function sense(
  perception: Perception,
  slot: number,
  entity: number,
  generation: number,
  x: number,
  y: number,
  tick: number,
  now_ms: number,
): void {
  const { settings, rsu_x, rsu_y, near, near_first, counts, cell_m, columns, rows, x_min, y_min } = perception;
  const column = Math.floor((x - x_min) / cell_m);
  const row = Math.floor((y - y_min) / cell_m);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return;
  const cell = row * columns + column;
  for (let i = near_first[cell]; i < near_first[cell + 1]; i++) {
    const rsu = near[i];
    const dx = x - rsu_x[rsu];
    const dy = y - rsu_y[rsu];
    if (dx * dx + dy * dy > settings.range_m * settings.range_m) continue;
    counts.in_range++;
    if (random(perception.seed, PURPOSE.perception, entity, tick, rsu) < settings.miss) counts.missed++;
    else note(perception, rsu, slot, generation, now_ms);
  }
}

function note(perception: Perception, rsu: number, slot: number, generation: number, now_ms: number): void {
  const { seen, track, seen_count, counts } = perception;
  const at = seen_count[rsu];
  if (at === MOST_OBJECTS) {
    counts.overflow++;
    return;
  }
  seen[rsu * MOST_OBJECTS + at] = slot;
  track[rsu * MOST_OBJECTS + at] = trackNumber(perception, rsu, slot, generation, now_ms);
  seen_count[rsu] = at + 1;
}

function trackNumber(perception: Perception, rsu: number, slot: number, generation: number, now_ms: number): number {
  const { track_rsu, track_number, track_ms, track_generation, next_number, settings } = perception;
  const first = slot * TRACKS;
  if (track_generation[slot] !== generation) {
    track_generation[slot] = generation;
    track_rsu.fill(-1, first, first + TRACKS);
    track_ms.fill(-Infinity, first, first + TRACKS);
  }
  let oldest = first;
  for (let at = first; at < first + TRACKS; at++) {
    if (track_rsu[at] === rsu) {
      if (now_ms - track_ms[at] > settings.forget_ms) track_number[at] = newNumber(next_number, rsu);
      track_ms[at] = now_ms;
      return track_number[at];
    }
    if (track_ms[at] < track_ms[oldest]) oldest = at;
  }
  track_rsu[oldest] = rsu;
  track_ms[oldest] = now_ms;
  track_number[oldest] = newNumber(next_number, rsu);
  return track_number[oldest];
}

function newNumber(next_number: Int32Array, rsu: number): number {
  const number = next_number[rsu];
  next_number[rsu] = (number + 1) % TRACK_NUMBERS;
  return number;
}
