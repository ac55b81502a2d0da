/**
 * Everything of a run that talks: units on board and at the roadside, what they send, the channel, the inboxes. One tick is
 * `receiveTick` (what is handled now), `buildTick` (what is sent now), then the coordinator's answer, then `exchangeTick`.
 */
import { createEntryBatch, type EntryBatch } from '../../protos/messages/entry.ts';
import { localFrameAt, type LocalFrame } from '../../protos/messages/local-frame.ts';
import { beginTick, createOnboard, decide, type Onboard } from '../onboard/onboard.ts';
import { ONBOARD_DEFAULTS, type OnboardSettings } from '../onboard/settings.ts';
import { createChannel, longestDelay_ms, placeRadios } from '../radio/channel.ts';
import { createOutcomes } from '../radio/outcomes.ts';
import { PERCEPTION_DEFAULTS } from '../roadside/perception.ts';
import { createRoadside, type Roadside } from '../roadside/roadside.ts';
import type { ScenarioSettings } from '../scenario/schema.ts';
import type { StationRecord } from '../simulation/network.ts';
import type { World } from '../simulation/world.ts';
import { drawEquipment } from './equipment.ts';
import { exchangeMessages, type Exchange } from './exchange.ts';
import { resolveFaults } from './faults.ts';
import { createFleet, updateFleet, type Fleet } from './fleet.ts';
import { bucketOf, clearBucket, countInFlight, createInbox } from './inbox.ts';
import { createMessageStatistics } from './message-statistics.ts';
import { createNodes, type Nodes } from './nodes.ts';
import { clearOutbox, createOutbox, orderOutbox, type Outbox } from './outbox.ts';
import { book, type PartClock } from './part-clock.ts';
import { countUplink, receiveBucket, type SwapHearing } from './receiving.ts';
import { createRoadsideSending, sendFromRoadside, type RoadsideSending } from './roadside-sending.ts';
import { fillUplink, postDownlink, type RefusedEntries } from './uplink.ts';
import { createVehicleSending, sendFromVehicles, type VehicleSending } from './vehicle-sending.ts';

export interface V2x {
  readonly nodes: Nodes;
  readonly frame: LocalFrame;
  readonly fleet: Fleet;
  readonly onboard: Onboard;
  readonly roadside: Roadside;
  readonly from_vehicles: VehicleSending;
  readonly from_roadside: RoadsideSending;
  readonly outbox: Outbox;
  readonly exchange: Exchange;
  /** What reaches the coordinator in this tick, and what it answered. */
  readonly uplink: EntryBatch;
  readonly downlink: EntryBatch;
  readonly refused: RefusedEntries;
}

/**
 * @param stations swap stations that run
 * @throws UserError for a fault that names nobody of the run
 */
export function createV2x(settings: ScenarioSettings, world: World, stations: readonly StationRecord[] = []): V2x {
  const { network, demand, dt_ms, seed } = world;
  const nodes = createNodes(network, demand, settings.rsu.at === 'signals', stations);
  const frame = localFrameAt(network.origin.lat_deg, network.origin.lon_deg);
  const start_ms = yearTime_ms(settings.start);
  const { capacity } = world.vehicles;
  const channel = createChannel(settings.channel, seed, network.bounds);
  const numbers = Int32Array.from(nodes.roadside, (unit) => unit.number);
  const x = Float64Array.from(nodes.roadside, (unit) => unit.x);
  const y = Float64Array.from(nodes.roadside, (unit) => unit.y);
  placeRadios(channel.roadside, numbers.length, x, y, numbers);
  const longest_ms = longestDelay_ms(settings.channel);
  const roadside = createRoadside(network, {
    seed,
    slots: capacity,
    walker_slots: world.walkers?.capacity ?? 0,
    start_ms,
    perception: {
      ...PERCEPTION_DEFAULTS,
      range_m: settings.rsu.perception_range_m,
      miss: settings.rsu.perception_miss,
    },
  });
  return {
    nodes,
    frame,
    fleet: createFleet(world, nodes, drawEquipment(nodes.vehicle_count, seed, settings.v2x.penetration)),
    onboard: createOnboard(network, { capacity, seed, dt_ms, frame, start_ms, settings: onboardSettings(settings) }),
    roadside,
    from_vehicles: createVehicleSending(nodes.vehicle_count, seed, dt_ms, settings.v2x, frame),
    from_roadside: createRoadsideSending(nodes, roadside, dt_ms, settings.v2x, frame),
    outbox: createOutbox(),
    exchange: {
      nodes,
      channel,
      outcomes: createOutcomes(),
      faults: resolveFaults(settings.faults, nodes),
      statistics: createMessageStatistics(),
      window: createMessageStatistics(),
      field: createInbox('field', dt_ms, longest_ms),
      // A relayed message takes both hops.
      uplink: createInbox('uplink', dt_ms, longest_ms + settings.channel.wired.delay_ms),
      warmup_ms: settings.warmup_s * 1000,
    },
    uplink: createEntryBatch(1 << 16),
    downlink: createEntryBatch(),
    refused: { not_authorised: 0, unknown_receiver: 0 },
  };
}

/** Who is on the road, and what reaches the coordinator in this tick (`uplink`). */
export function openTick(v2x: V2x, world: World): void {
  const { exchange, fleet, onboard, nodes } = v2x;
  updateFleet(fleet, world, onboard);
  const bucket = bucketOf(exchange.uplink, world.tick);
  fillUplink(v2x.uplink, bucket, nodes);
  countUplink(bucket, exchange);
  clearBucket(bucket);
}

/** Messages that are handled in this tick go to the on-board units; those tell their drivers what holds in the coming step. */
export function receiveTick(v2x: V2x, world: World, clock: PartClock, swaps?: SwapHearing): void {
  const { exchange, fleet, onboard } = v2x;
  const now_ms = world.tick * world.dt_ms;
  beginTick(onboard, fleet.slots, fleet.count, now_ms);
  book(clock, 'onboard');
  const bucket = bucketOf(exchange.field, world.tick);
  receiveBucket(bucket, exchange, fleet.slot_of_key, onboard, swaps);
  clearBucket(bucket);
  book(clock, 'receive');
  decide(onboard);
  const { commands } = world;
  for (let i = 0; i < fleet.count; i++) {
    const slot = fleet.slots[i];
    commands.speed_mps[slot] = onboard.command.speed_mps[slot];
    commands.accel_mps2[slot] = onboard.command.accel_mps2[slot];
  }
  book(clock, 'onboard');
}

/** Everybody builds what they send from the state of this tick. */
export function buildTick(v2x: V2x, world: World): void {
  clearOutbox(v2x.outbox);
  sendFromVehicles(v2x.from_vehicles, v2x.fleet, v2x.onboard, v2x.outbox, world.tick);
  sendFromRoadside(v2x.from_roadside, v2x.roadside, world, v2x.outbox);
}

/** With the coordinator's entries (`downlink`) the tick's messages are complete: the channel decides. */
export function exchangeTick(v2x: V2x, world: World): void {
  const { fleet, outbox, nodes, exchange } = v2x;
  postDownlink(v2x.downlink, nodes, outbox, v2x.refused);
  orderOutbox(outbox, nodes);
  placeRadios(exchange.channel.vehicles, fleet.count, fleet.unit_x, fleet.unit_y, fleet.keys);
  exchangeMessages(exchange, outbox, fleet, world.tick, world.dt_ms);
}

/** Deliveries under way, by field number of the body. */
export function inFlight(v2x: V2x): Float64Array {
  const counts = new Float64Array(64);
  countInFlight(v2x.exchange.field, counts, v2x.exchange.warmup_ms);
  countInFlight(v2x.exchange.uplink, counts, v2x.exchange.warmup_ms);
  return counts;
}

/** An application that is switched off is one whose conditions never hold. */
function onboardSettings(settings: ScenarioSettings): OnboardSettings {
  const { forward_collision_warning, speed_advice, speed_limit_warning } = settings.v2x.applications;
  const { forward_collision, speed_advice: advice, speed_limit, ...rest } = ONBOARD_DEFAULTS;
  return {
    ...rest,
    forward_collision: forward_collision_warning
      ? forward_collision
      : { ...forward_collision, least_speed_mps: Infinity },
    speed_advice: speed_advice ? advice : { ...advice, greatest_distance_m: -1 },
    speed_limit: speed_limit_warning ? speed_limit : { tolerance: Infinity },
    driver: settings.drivers,
  };
}

/** Milliseconds since the beginning of the year, in the local time that `start` is written in. */
export function yearTime_ms(start: string): number {
  const [year, month, day, hour, minute, second] = start.split(/[-T:.+Z]/).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second || 0) - Date.UTC(year, 0, 1);
}
