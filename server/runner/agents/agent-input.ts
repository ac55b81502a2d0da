/** The frame of a tick for one agent: its vehicles as they stand, what their sensors see, what their units received. */
import {
  appendRow,
  clearBatch,
  closeEntry,
  createEntryBatch,
  openEntry,
  type EntryBatch,
} from '../../../protos/messages/entry.ts';
import { encodeFrame } from '../../../protos/wire/codec.ts';
import { v2x } from '../../../protos/wire/generated.js';
import { lightOf } from '../../roadside/signal-timing.ts';
import type { Engine } from '../../simulation/engine-state.ts';
import { desiredSpeed } from '../../simulation/following.ts';
import { letterOf } from '../../simulation/signals.ts';
import type { World } from '../../simulation/world.ts';
import { bucketOf, orderBucket } from '../inbox.ts';
import { nodeId, ROADSIDE_BASE } from '../nodes.ts';
import type { V2x } from '../v2x.ts';
import type { OwnedVehicle } from './agent-session.ts';
import { senseObjects } from './sensing.ts';

/** A TickInput stays below this, however much is on the air, bytes: the newest messages are left out beyond it. */
const MOST_ENTRIES = 1000;

const batch: EntryBatch = createEntryBatch();

/** Bytes of `TickInput`: the entries by the frame writer, the vehicles behind them. */
export function tickInput(world: World, v2x_state: V2x | undefined, vehicles: readonly OwnedVehicle[]): Uint8Array {
  clearBatch(batch);
  const driving = vehicles.filter((vehicle) => vehicle.slot !== -1);
  if (v2x_state !== undefined) collectReceived(v2x_state, world.tick, driving);
  const head = encodeFrame({ tick: world.tick, sim_time_ms: world.tick * world.dt_ms }, batch);
  const rest = v2x.frame.TickInput.encode({
    entities: driving.map((vehicle) => ({
      id: vehicle.id,
      state: stateOf(world as Engine, vehicle),
      objects: senseObjects(world, vehicle.slot, vehicle.sensor),
    })),
  }).finish();
  // Protobuf messages behind each other are one message with the fields of both.
  const bytes = new Uint8Array(head.length + rest.length);
  bytes.set(head);
  bytes.set(rest, head.length);
  return bytes;
}

/** What is handled in this tick by the units of these vehicles, in canonical order. */
function collectReceived({ exchange, nodes, fleet }: V2x, tick: number, vehicles: readonly OwnedVehicle[]): void {
  const id_of_key = new Map(vehicles.map((vehicle) => [vehicle.key, vehicle.id]));
  const bucket = bucketOf(exchange.field, tick);
  orderBucket(bucket, nodes);
  for (let k = 0; k < bucket.count && batch.count < MOST_ENTRIES; k++) {
    const m = bucket.order[k];
    const to: string[] = [];
    for (let i = bucket.first[m]; i < bucket.roadside_first[m]; i++) {
      const key = bucket.receivers[i];
      const id = key < ROADSIDE_BASE && fleet.slot_of_key[key] >= 0 ? id_of_key.get(key) : undefined;
      if (id !== undefined) to.push(id);
    }
    if (to.length === 0) continue;
    const source = nodeId(nodes, bucket.source[m]);
    const { link, body, seq, sent_ms, due_ms } = bucket;
    const i = openEntry(batch, source, link[m], body[m], seq[m], sent_ms[m], due_ms[m]);
    batch.to[i] = to.sort((a, b) => (a < b ? -1 : 1));
    appendRow(batch.rows, bucket.rows.ints, bucket.row_at[m], bucket.row_length[m]);
    closeEntry(batch);
  }
}

function stateOf(world: Engine, { id, slot }: OwnedVehicle): v2x.frame.IVehicleState {
  const { vehicles } = world;
  const { lanes, links } = world.network;
  const lane = vehicles.lane[slot]!;
  const link = vehicles.next_link[slot]!;
  const signal = link === -1 ? -1 : links.signal[link]!;
  return {
    id,
    lane,
    posM: vehicles.pos_m[slot]!,
    lateralM: vehicles.lateral_m[slot]!,
    speedMps: vehicles.speed_mps[slot]!,
    accelMps2: vehicles.accel_mps2[slot]!,
    xM: vehicles.x[slot]!,
    yM: vehicles.y[slot]!,
    zM: vehicles.z[slot]!,
    headingRad: vehicles.heading_rad[slot]!,
    lengthM: vehicles.length_m[slot]!,
    widthM: vehicles.width_m[slot]!,
    desiredSpeedMps: desiredSpeed(world, slot),
    laneEndM: lanes.length_m[lane]! - vehicles.pos_m[slot]!,
    ...(signal === -1 ? {} : { signalLight: lightOf(letterOf(world, link)) }),
    ...(link === -1 ? {} : { nextLane: links.to_lane[link]! }),
  };
}
