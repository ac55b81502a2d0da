/**
 * The built-in channel: who receives a message, when, and who loses it. It stands behind the seam that a later radio model
 * fills as well: `broadcast` for a message that everybody near may hear, `send` for one that names its receivers.
 *
 * Chance is named by (sender, tick, message, receiver), so two runs share their draws whatever else drives around.
 * - pc5: everybody within the range (300 m) is addressed; lost with 0.01 + 0.99 (d / range)^4; 20 ms.
 * - uu: 40 ms +- 10 ms, uniform over the integers; lost with 0.002; anywhere.
 * - wired: 2 ms, no loss.
 */
import { LINK } from '../../protos/messages/body.ts';
import { mixWord, PURPOSE, randomKey } from '../simulation/random.ts';
import { clamp, createPositionGrid, fillGrid, type Bounds, type PositionGrid } from './position-grid.ts';
import { beginRun, OUTCOME, OUTCOME_SHIFT, pushOutcome, reserveWords, type Outcomes } from './outcomes.ts';

/** Delays are integer milliseconds. */
export interface ChannelSettings {
  readonly pc5: { readonly range_m: number; readonly loss_min: number; readonly delay_ms: number };
  /** Uniform in delay_ms +- jitter_ms. */
  readonly uu: { readonly delay_ms: number; readonly jitter_ms: number; readonly loss: number };
  readonly wired: { readonly delay_ms: number; readonly loss: number };
}

export const CHANNEL_DEFAULTS: ChannelSettings = {
  pc5: { range_m: 300, loss_min: 0.01, delay_ms: 20 },
  uu: { delay_ms: 40, jitter_ms: 10, loss: 0.002 },
  wired: { delay_ms: 2, loss: 0 },
};

/** A quarter of the range: nine rows of cells to scan, hardly more points than lie in the circle. */
const CELLS_PER_RANGE = 4;
const TWO_31 = 2147483648;
const TWO_32 = 4294967296;
/** Rows of cells with no more radios than this together are scanned in one piece: less work than finding the cells of each row. */
const FEW_RADIOS = 96;
/** From the sign bit of a comparison to the word's outcome `loss`. */
const SHIFT_LOSS = OUTCOME_SHIFT + 1;

export interface Channel {
  readonly settings: ChannelSettings;
  readonly seed: number;
  /** Vehicles' and roadside units' radios; the latter are a grid of their own, so that they close a message's receivers. */
  readonly vehicles: PositionGrid;
  readonly roadside: PositionGrid;
  readonly key: Uint32Array;
}

export function createChannel(settings: ChannelSettings, seed: number, bounds: Bounds): Channel {
  const cell_m = settings.pc5.range_m / CELLS_PER_RANGE;
  return {
    settings,
    seed,
    vehicles: createPositionGrid(bounds, cell_m),
    roadside: createPositionGrid(bounds, cell_m),
    key: new Uint32Array(2),
  };
}

/** Where the radios of this tick are. `number` is the node number that comes back as receiver. */
export function placeRadios(
  grid: PositionGrid,
  count: number,
  x: Float64Array,
  y: Float64Array,
  number: Int32Array,
): void {
  fillGrid(grid, count, x, y, number);
}

/**
 * A message on pc5: one run with all radios in range, vehicles first, then roadside units; in the grid's order each.
 * @param message index of the message in the outbox
 * @param sender node number; it does not hear itself
 * @param name what names the draws beside sender and tick, such as the kind of the message
 * @returns how many of the run's words are vehicles
 */
export function broadcast(
  channel: Channel,
  outcomes: Outcomes,
  message: number,
  sender: number,
  name: number,
  tick: number,
  x: number,
  y: number,
): number {
  beginRun(outcomes, message, channel.settings.pc5.delay_ms);
  randomKey(channel.seed, PURPOSE.channel_loss, sender, tick, name, channel.key);
  const vehicles = sweep(channel, channel.vehicles, outcomes, sender, x, y);
  sweep(channel, channel.roadside, outcomes, sender, x, y);
  return vehicles;
}

/** The longest delay that the settings can give, for whoever keeps messages until they are due. */
export function longestDelay_ms(settings: ChannelSettings): number {
  return Math.max(settings.pc5.delay_ms, settings.uu.delay_ms + settings.uu.jitter_ms, settings.wired.delay_ms);
}

/**
 * A message over uu or by wire to one receiver: a run of its own.
 * @param present false: the receiver is not there, nothing is drawn
 */
export function send(
  channel: Channel,
  outcomes: Outcomes,
  message: number,
  sender: number,
  name: number,
  tick: number,
  link: number,
  receiver: number,
  present: boolean,
): void {
  if (!present) {
    beginRun(outcomes, message, 0);
    pushOutcome(outcomes, receiver, OUTCOME.range);
    return;
  }
  const { uu, wired } = channel.settings;
  if (link === LINK.wired) {
    beginRun(outcomes, message, wired.delay_ms);
    const lost =
      wired.loss > 0 && draw(channel, PURPOSE.channel_loss, sender, name, tick, receiver) < wired.loss * TWO_32;
    pushOutcome(outcomes, receiver, lost ? OUTCOME.loss : OUTCOME.delivered);
    return;
  }
  const choices = 2 * uu.jitter_ms + 1;
  const pick = draw(channel, PURPOSE.channel_delay, sender, name, tick, receiver) / TWO_32;
  beginRun(outcomes, message, uu.delay_ms - uu.jitter_ms + Math.floor(pick * choices));
  const lost = draw(channel, PURPOSE.channel_loss, sender, name, tick, receiver) < uu.loss * TWO_32;
  pushOutcome(outcomes, receiver, lost ? OUTCOME.loss : OUTCOME.delivered);
}

function draw(channel: Channel, purpose: number, sender: number, name: number, tick: number, receiver: number): number {
  randomKey(channel.seed, purpose, sender, tick, name, channel.key);
  return mixWord(channel.key[0], channel.key[1], receiver);
}

/** The hot loop: every candidate of the cells that the circle touches, one comparison of squares, one draw per hit. */
function sweep(channel: Channel, grid: PositionGrid, outcomes: Outcomes, sender: number, x: number, y: number): number {
  reserveWords(outcomes, grid.count);
  const { words } = outcomes;
  const { cell_start, columns, rows, cell_m, x_min, y_min, x: xs, y: ys, number: numbers } = grid;
  const { range_m, loss_min } = channel.settings.pc5;
  const range_2 = range_m * range_m;
  // Loss probability as a threshold for a 31-bit draw: base + slope d^4. The difference's sign bit says "lost" without a
  // branch: a branch on chance is mispredicted so often that it would triple the cost of the loop.
  const base = loss_min * TWO_31;
  const slope = ((1 - loss_min) * TWO_31) / (range_2 * range_2);
  const key0 = channel.key[0];
  const key1 = channel.key[1];
  const per_m = 1 / cell_m;
  const row_first = clamp(Math.floor((y - range_m - y_min) * per_m), rows - 1);
  const row_last = clamp(Math.floor((y + range_m - y_min) * per_m), rows - 1);
  const all_first = cell_start[row_first * columns];
  const all_end = cell_start[(row_last + 1) * columns];
  const few = all_end - all_first <= FEW_RADIOS;
  const before = outcomes.word_count;
  let n = before;
  for (let row = few ? row_last : row_first; row <= row_last; row++) {
    let first = all_first;
    let end = all_end;
    if (!few) {
      // Least distance to the row; border rows also hold what lies beyond them.
      let away_m = 0;
      if (row > 0) away_m = Math.max(away_m, y_min + row * cell_m - y);
      if (row < rows - 1) away_m = Math.max(away_m, y - (y_min + (row + 1) * cell_m));
      const half_m = Math.sqrt(Math.max(0, range_2 - away_m * away_m));
      first = cell_start[row * columns + clamp(Math.floor((x - half_m - x_min) * per_m), columns - 1)];
      end = cell_start[row * columns + clamp(Math.floor((x + half_m - x_min) * per_m), columns - 1) + 1];
    }
    for (let i = first; i < end; i++) {
      const dx = xs[i] - x;
      const dy = ys[i] - y;
      const d2 = dx * dx + dy * dy;
      if (d2 > range_2) continue;
      const receiver = numbers[i];
      if (receiver === sender) continue;
      const threshold = (base + slope * d2 * d2) | 0;
      words[n++] = receiver | ((((mixWord(key0, key1, receiver) >>> 1) - threshold) >>> 31) << SHIFT_LOSS);
    }
  }
  outcomes.word_count = n;
  outcomes.run_first[outcomes.run_count] = n;
  return n - before;
}
