/**
 * Randomness as a function: every draw is named by (seed, purpose, entity, tick, draw), so nothing is shared, nothing has
 * to be saved, and one more consumer shifts nobody else's numbers.
 *
 * The generator is Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011),
 * tested on the vectors published with Random123. `mixWord` is a cheap addition for the one place that needs millions of
 * draws a second: one number per link and receiver in the radio channel.
 */

/**
 * What a draw is for. The numbers enter the key of the generator: never reuse or renumber one, append (at most 2047).
 */
export const PURPOSE = {
  speed_factor: 1,
  equipment: 2,
  departure: 3,
  depart_position: 4,
  depart_lane: 5,
  depart_speed: 6,
  route_choice: 7,
  vehicle_type: 8,
  driver: 9,
  reaction: 10,
  lane_change: 11,
  signal_offset: 12,
  perception: 20,
  perception_noise: 21,
  vehicle_sensor: 22,
  channel_loss: 30,
  channel_delay: 31,
  channel_fading: 32,
  message_stagger: 40,
  temporary_id: 41,
  scenario: 50,
  walker_arrival: 60,
  walker: 61,
  powertrain: 62,
  station: 63,
  swap: 64,
  test: 2047,
} as const;
export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

// Multipliers of the two products and increments of the key per round, from the paper (section 3.3, table 2).
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

const MULTIPLIER_0_HIGH = MULTIPLIER_0 >>> 16;
const MULTIPLIER_0_LOW = MULTIPLIER_0 & 0xffff;
const MULTIPLIER_1_HIGH = MULTIPLIER_1 >>> 16;
const MULTIPLIER_1_LOW = MULTIPLIER_1 & 0xffff;

const TWO_32 = 4294967296;
const TWO_MINUS_53 = 1 / 9007199254740992;

/** The one block that `random` and `randomWord` write and read; nothing else keeps it across a call. */
const scratch = new Uint32Array(4);

/**
 * One block of Philox 4x32-10: 128 bits from a 128-bit counter and a 64-bit key.
 * @param counter four uint32, not changed
 * @param key two uint32, not changed
 * @param out four uint32; may be `counter` itself
 */
export function philox4x32(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  block(counter[0], counter[1], counter[2], counter[3], key[0], key[1], out);
}

/**
 * A number in [0, 1) with 53 random bits.
 * @param seed integer, 0 to 2^53 - 1
 * @param purpose an entry of PURPOSE
 * @param entity uint32, the demand's index of the vehicle (never a slot) or the index of what draws
 * @param tick uint32; 0 where the draw belongs to the whole run
 * @param draw uint32, counts draws of one entity, purpose and tick
 */
export function random(seed: number, purpose: number, entity: number, tick: number, draw: number): number {
  block(entity, tick, draw, 0, seed % TWO_32, highKey(seed, purpose), scratch);
  return ((scratch[0] >>> 5) * 67108864 + (scratch[1] >>> 6)) * TWO_MINUS_53;
}

/** A uint32 under the same name as `random` would use (its first word, so draw one or the other, not both). */
export function randomWord(seed: number, purpose: number, entity: number, tick: number, draw: number): number {
  block(entity, tick, draw, 0, seed % TWO_32, highKey(seed, purpose), scratch);
  return scratch[0];
}

/**
 * Two uint32 into `out`, to key `mixWord`: one call per sender, message and tick.
 * @param out at least two uint32
 */
export function randomKey(
  seed: number,
  purpose: number,
  entity: number,
  tick: number,
  draw: number,
  out: Uint32Array,
): void {
  block(entity, tick, draw, 0, seed % TWO_32, highKey(seed, purpose), scratch);
  out[0] = scratch[0];
  out[1] = scratch[1];
}

/**
 * A uint32 for one receiver under a 64-bit key that came from `randomKey`.
 *
 * Why: the channel draws once per sender and receiver in range, easily a million times a second, and a Philox block for
 * each would cost more than all else the channel does. The key of a (sender, tick) is a full Philox draw; what is left is
 * to tell the receivers apart, and for that three rounds of multiply and xor-shift under the two words are enough (tests:
 * uniformity, independence of neighbouring receivers and keys, avalanche). For a fixed key it is a bijection of the
 * receiver. It is not Philox: keep it to draws per receiver.
 * @param key0 uint32
 * @param key1 uint32
 * @param receiver uint32
 */
export function mixWord(key0: number, key1: number, receiver: number): number {
  // Multipliers: the low-bias 32-bit mixer found by search by C. Wellons (hash-prospector, 2018); 0x9e3779b1 spreads small indices.
  let word = Math.imul(receiver, 0x9e3779b1) ^ key0;
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = ((word ^ (word >>> 15)) + key1) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x735a2d97);
  word = Math.imul(word ^ (word >>> 15), 0x21f0aaad);
  return (word ^ (word >>> 15)) >>> 0;
}

/** Upper 21 bits of the seed with the purpose above them. */
function highKey(seed: number, purpose: number): number {
  return (Math.floor(seed / TWO_32) & 0x1fffff) | (purpose << 21);
}

/** The ten rounds. Words are kept as int32; only the high half of a product needs them unsigned, in 16-bit pieces. */
function block(c0: number, c1: number, c2: number, c3: number, k0: number, k1: number, out: Uint32Array): void {
  c0 |= 0;
  c1 |= 0;
  c2 |= 0;
  c3 |= 0;
  k0 |= 0;
  k1 |= 0;
  for (let round = 0; round < ROUNDS; round++) {
    // High half of MULTIPLIER_0 * c0: partial products of 16 by 16 bits, each below 2^32, added so that no sum overflows.
    let low = c0 & 0xffff;
    let high = c0 >>> 16;
    let middle = (Math.imul(low, MULTIPLIER_0_HIGH) >>> 0) + (Math.imul(low, MULTIPLIER_0_LOW) >>> 16);
    let carry = (Math.imul(high, MULTIPLIER_0_LOW) >>> 0) + (middle & 0xffff);
    const high0 = (Math.imul(high, MULTIPLIER_0_HIGH) + (middle >>> 16) + (carry >>> 16)) | 0;
    const low0 = Math.imul(c0, MULTIPLIER_0);

    low = c2 & 0xffff;
    high = c2 >>> 16;
    middle = (Math.imul(low, MULTIPLIER_1_HIGH) >>> 0) + (Math.imul(low, MULTIPLIER_1_LOW) >>> 16);
    carry = (Math.imul(high, MULTIPLIER_1_LOW) >>> 0) + (middle & 0xffff);
    const high1 = (Math.imul(high, MULTIPLIER_1_HIGH) + (middle >>> 16) + (carry >>> 16)) | 0;
    const low1 = Math.imul(c2, MULTIPLIER_1);

    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
