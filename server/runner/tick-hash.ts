/**
 * The hash of a run. Each tick five parts are hashed by themselves, in canonical order and as little-endian bytes:
 * vehicles (ids, lane, position, lateral offset, speed, acceleration), signals (phases, letters), energy where it is on (battery, fuel, hydrogen), walkers (number, crosswalk, state, position, speed; only
 * where the network has crosswalks), messages (entry and row of
 * each, once), outcomes (receiver, delivered or why lost, delay), decisions (what on-board
 * units told their drivers; what the coordinator decides are messages), stations (their transitions; only where stations run). The run's hash is SHA-256 over the tick numbers and the digests of the parts.
 * Not in it: wall time, run id, viewers, and how copies are packed.
 */
import { createHash, type Hash } from 'node:crypto';
import type { FleetEnergy } from '../energy/fleet-energy.ts';
import type { Outcomes } from '../radio/outcomes.ts';
import type { DemandSpec } from '../simulation/demand-spec.ts';
import type { WalkerColumns, World } from '../simulation/world.ts';
import type { Outbox } from './outbox.ts';

export const HASH_PARTS = [
  'vehicles',
  'signals',
  'walkers',
  'energy',
  'messages',
  'outcomes',
  'decisions',
  'stations',
] as const;
export type HashPart = (typeof HASH_PARTS)[number];

/** Takes a line of the hash log: tick, part, digest in hex. */
export type HashLogger = (tick: number, part: HashPart, digest: string) => void;

/** Columns of numbers per vehicle in the vehicles' part: position, lateral offset, speed, acceleration. */
const FLOATS = 4;
/** Numbers before each row in the messages' part: source, link, body, seq, to, length of the row. */
const ENTRY = 6;

export interface TickHash {
  readonly world: World;
  readonly total: Hash;
  readonly log: HashLogger | undefined;
  /** UTF-8 of all vehicle ids, each with a line feed: id_bytes[id_first[key] .. id_first[key + 1]). */
  readonly id_bytes: Uint8Array;
  readonly id_first: Int32Array;
  readonly head: Int32Array;
  ints: Int32Array;
  floats: Float64Array;
  text: Uint8Array;
}

/**
 * @throws Error on a big-endian machine, where the columns' bytes would not be what the hash is defined on
 */
export function createTickHash(world: World, demand: DemandSpec, log?: HashLogger): TickHash {
  if (new Uint8Array(Int32Array.of(1).buffer)[0] !== 1) throw new Error('the hash needs a little-endian machine');
  const texts = demand.departures.map((departure) => Buffer.from(`${departure.id}\n`, 'utf8'));
  const id_first = new Int32Array(texts.length + 1);
  texts.forEach((text, key) => {
    id_first[key + 1] = id_first[key] + text.length;
  });
  return {
    world,
    total: createHash('sha256'),
    log,
    id_bytes: new Uint8Array(Buffer.concat(texts)),
    id_first,
    head: new Int32Array(2),
    ints: new Int32Array(4096),
    floats: new Float64Array(4096),
    text: new Uint8Array(4096),
  };
}

/** Adds the state of the traffic at tick `tick`. */
export function hashTraffic(hash: TickHash, tick: number): void {
  const { world, head, total } = hash;
  head[0] = tick;
  head[1] = world.active_count;
  total.update(bytes(head, 2));
  add(hash, tick, 'vehicles', vehicleDigest(hash));
  const signals = createHash('sha256');
  signals.update(bytes(world.signals.phase, world.signals.phase.length));
  signals.update(world.signals.letters);
  add(hash, tick, 'signals', signals.digest());
  if (world.walkers !== undefined) add(hash, tick, 'walkers', walkerDigest(hash, world.walkers));
}

/** Adds the stores of the vehicles on the road. */
export function hashEnergy(hash: TickHash, tick: number, fleet: FleetEnergy): void {
  const { active, active_count } = hash.world;
  if (hash.floats.length < 3 * active_count) hash.floats = new Float64Array(6 * active_count);
  const { floats } = hash;
  for (let i = 0; i < active_count; i++) {
    const slot = active[i];
    floats[3 * i] = fleet.battery_kwh[slot];
    floats[3 * i + 1] = fleet.fuel_l[slot];
    floats[3 * i + 2] = fleet.hydrogen_kg[slot];
  }
  add(
    hash,
    tick,
    'energy',
    createHash('sha256')
      .update(bytes(floats, 3 * active_count))
      .digest(),
  );
}

/** Adds what was sent in tick `tick`, what becomes of it, and what on-board units decided. */
export function hashExchange(
  hash: TickHash,
  tick: number,
  outbox: Outbox,
  outcomes: Outcomes,
  decisions: { readonly words: Int32Array; readonly length: number },
): void {
  add(hash, tick, 'messages', messageDigest(hash, outbox));
  const digest = createHash('sha256');
  digest.update(bytes(outcomes.run_message, outcomes.run_count));
  digest.update(bytes(outcomes.run_delay_ms, outcomes.run_count));
  digest.update(bytes(outcomes.run_first, outcomes.run_count + 1));
  digest.update(bytes(outcomes.words, outcomes.word_count));
  add(hash, tick, 'outcomes', digest.digest());
  add(hash, tick, 'decisions', createHash('sha256').update(bytes(decisions.words, decisions.length)).digest());
}

/** Adds what happened at the stations in tick `tick`, one line each. */
export function hashStations(hash: TickHash, tick: number, transitions: readonly string[]): void {
  add(hash, tick, 'stations', createHash('sha256').update(transitions.join('\n')).digest());
}

/** The run's hash up to here, hex; more may be added afterwards. */
export function hashSoFar(hash: TickHash): string {
  return hash.total.copy().digest('hex');
}

function add(hash: TickHash, tick: number, part: HashPart, digest: Buffer): void {
  hash.total.update(digest);
  hash.log?.(tick, part, digest.toString('hex'));
}

function vehicleDigest(hash: TickHash): Buffer {
  const { world, id_first, id_bytes } = hash;
  const { vehicles, active, active_count } = world;
  if (hash.ints.length < active_count) hash.ints = new Int32Array(2 * active_count);
  if (hash.floats.length < FLOATS * active_count) hash.floats = new Float64Array(2 * FLOATS * active_count);
  const { ints, floats } = hash;
  let length = 0;
  for (let i = 0; i < active_count; i++) {
    const slot = active[i];
    const key = vehicles.key[slot];
    length += id_first[key + 1] - id_first[key];
    ints[i] = vehicles.lane[slot];
    const at = FLOATS * i;
    floats[at] = vehicles.pos_m[slot];
    floats[at + 1] = vehicles.lateral_m[slot];
    floats[at + 2] = vehicles.speed_mps[slot];
    floats[at + 3] = vehicles.accel_mps2[slot];
  }
  if (hash.text.length < length) hash.text = new Uint8Array(2 * length);
  const { text } = hash;
  let end = 0;
  for (let i = 0; i < active_count; i++) {
    const key = vehicles.key[active[i]];
    for (let b = id_first[key]; b < id_first[key + 1]; b++) text[end++] = id_bytes[b];
  }
  return createHash('sha256')
    .update(text.subarray(0, end))
    .update(bytes(ints, active_count))
    .update(bytes(floats, FLOATS * active_count))
    .digest();
}

function walkerDigest(hash: TickHash, walkers: WalkerColumns): Buffer {
  const count = walkers.active_count;
  if (hash.ints.length < 3 * count) hash.ints = new Int32Array(6 * count);
  if (hash.floats.length < 2 * count) hash.floats = new Float64Array(4 * count);
  const { ints, floats } = hash;
  for (let i = 0; i < count; i++) {
    const slot = walkers.active[i];
    ints[3 * i] = walkers.number[slot];
    ints[3 * i + 1] = walkers.crosswalk[slot];
    ints[3 * i + 2] = walkers.state[slot];
    floats[2 * i] = walkers.pos_m[slot];
    floats[2 * i + 1] = walkers.speed_mps[slot];
  }
  return createHash('sha256')
    .update(bytes(ints, 3 * count))
    .update(bytes(floats, 2 * count))
    .digest();
}

function messageDigest(hash: TickHash, outbox: Outbox): Buffer {
  // A row may be that of two messages, so the rows' own length would be too little.
  let needed = ENTRY * outbox.count;
  for (let m = 0; m < outbox.count; m++) needed += outbox.row_length[m];
  if (hash.ints.length < needed) hash.ints = new Int32Array(2 * needed);
  const { ints } = hash;
  const source_ints = outbox.rows.ints;
  let at = 0;
  for (let k = 0; k < outbox.count; k++) {
    const m = outbox.order[k];
    const length = outbox.row_length[m];
    const row = outbox.row_at[m];
    ints[at] = outbox.source[m];
    ints[at + 1] = outbox.link[m];
    ints[at + 2] = outbox.body[m];
    ints[at + 3] = outbox.seq[m];
    ints[at + 4] = outbox.to[m];
    ints[at + 5] = length;
    at += ENTRY;
    for (let i = 0; i < length; i++) ints[at + i] = source_ints[row + i];
    at += length;
  }
  return createHash('sha256').update(bytes(ints, at)).digest();
}

function bytes(column: Int32Array | Float64Array, count: number): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, count * column.BYTES_PER_ELEMENT);
}
