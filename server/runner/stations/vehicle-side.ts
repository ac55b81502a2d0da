/** What a vehicle does for a swap: it asks, drives to the station, waits on its lane, drives into a bay, and home again. */
import { BODY } from '../../../protos/messages/body.ts';
import { readRecord } from '../../../protos/messages/record.ts';
import * as swap from '../../../protos/messages/swap.ts';
import { ENERGY_VEHICLES } from '../../energy/vehicle-table.ts';
import { packFor } from '../../energy/station.ts';
import { socOf, NO_ROW } from '../../energy/fleet-energy.ts';
import type { Engine } from '../../simulation/engine-state.ts';
import { addStop, redirect, standsAtStop } from '../../simulation/itinerary.ts';
import { routeTime } from '../../simulation/routing.ts';
import { headOf, leaseId, packOf, packRecord, type SwapJourney } from './swap-journey.ts';
import { endJourney, type RunSwaps } from './swap-state.ts';
import { tellCloud } from './swap-sending.ts';

/** A request without an answer is said again after this, ms. */
const SAY_AGAIN_MS = 2000;
/** Slower than this on the station's lane, a vehicle waits, m/s. */
const WAITS_MPS = 0.5;
/** While it waits its lease is kept this far ahead, ms. */
const HOLD_MS = 60_000;
const PACK_OF_ROW = ENERGY_VEHICLES.map(({ pack }) => pack);

/** New requests of vehicles whose charge is low. */
export function askForSwaps(run: RunSwaps, now_ms: number): void {
  const { v2x, energy, settings, journeys, again_ms } = run;
  const { fleet } = v2x;
  const { row } = energy.fleet;
  for (let i = 0; i < fleet.count; i++) {
    const slot = fleet.slots[i]!;
    if (row[slot] === NO_ROW || PACK_OF_ROW[row[slot]!] === '') continue;
    const key = fleet.keys[i]!;
    if (now_ms < again_ms[key]! || energy.broken_down[slot] === 1 || journeys.has(key)) continue;
    if (socOf(energy.fleet, slot) >= settings.request_soc) continue;
    run.books.requested += 1;
    journeys.set(key, {
      key,
      vehicle: run.world.demand.departures[key]!.id,
      correlation_id: ++run.asked[key]!,
      expires_ms: now_ms + settings.answer_s * 1000,
      phase: 'asking',
      station: -1,
      bay: -1,
      goal: -1,
      goal_m: 0,
      sent_ms: -Infinity,
      joined_ms: 0,
      entered_ms: 0,
      detour_m: 0,
      detour_s: 0,
      handed_kwh: 0,
    });
    if (!run.packs.has(key)) run.packs.set(key, { serial: `own-${key}`, cycles: 0 });
  }
}

/** All open requests, one step each. */
export function driveJourneys(run: RunSwaps, now_ms: number): void {
  const { v2x, energy } = run;
  for (const journey of run.journeys.values()) {
    const slot = v2x.fleet.slot_of_key[journey.key]!;
    if (slot < 0 || (energy.broken_down[slot] === 1 && journey.phase !== 'swapping')) {
      if (slot >= 0 && journey.station === -1) giveUp(run, journey, 4);
      endJourney(run, journey, 'stranded', now_ms);
      continue;
    }
    if (journey.phase === 'asking') ask(run, journey, slot, now_ms);
    else if (journey.phase === 'driving') watchForQueue(run, journey, slot, now_ms);
    else if (journey.phase === 'queued') waitInQueue(run, journey, slot, now_ms);
    else if (journey.phase === 'entering') watchForBay(run, journey, slot, now_ms);
  }
  listQueues(run);
}

function ask(run: RunSwaps, journey: SwapJourney, slot: number, now_ms: number): void {
  if (now_ms >= journey.expires_ms) {
    giveUp(run, journey, 3);
    endJourney(run, journey, 'expired', now_ms);
    return;
  }
  if (now_ms - journey.sent_ms < SAY_AGAIN_MS) return;
  journey.sent_ms = now_ms;
  const { vehicles } = run.world;
  tellCloud(run.sending, journey.key, BODY.swap_request, swap.SWAP_REQUEST_LAYOUT, {
    correlation_id: journey.correlation_id,
    vehicle_id: journey.vehicle,
    pack: packRecord(packOf(run.energy, slot, run.packs.get(journey.key)!)),
    position: { x_m: vehicles.x[slot]!, y_m: vehicles.y[slot]!, z_m: vehicles.z[slot]! },
    destination: (run.world as Engine).routes[slot]!.at(-1)!,
    eta_ms: 0,
    max_detour_m: 1_000_000,
    expires_ms: journey.expires_ms,
  });
}

function giveUp(run: RunSwaps, journey: SwapJourney, reason: number, station_id: string = swap.NO_STATION): void {
  tellCloud(run.sending, journey.key, BODY.swap_cancel, swap.SWAP_CANCEL_LAYOUT, {
    ...headOf(journey, station_id),
    reason,
  });
}

/** An answer of the cloud. What it does not wait for any more it gives back. */
export function hearOffer(run: RunSwaps, slot: number, body: number, ints: Int32Array, at: number): void {
  if (body !== BODY.swap_offer) return;
  const { world, v2x, stations } = run;
  const now_ms = world.tick * world.dt_ms;
  const key = world.vehicles.key[slot]!;
  const offer = readRecord(swap.SWAP_OFFER_LAYOUT, ints, at, v2x.frame);
  const journey = run.journeys.get(key);
  const granted = offer.state === swap.REQUEST_STATE.granted;
  const current = journey?.correlation_id === offer.correlation_id;
  if (journey === undefined || !current) {
    const { correlation_id, vehicle_id, station_id } = offer;
    const body_ = { correlation_id, vehicle_id, station_id, reason: 3 };
    if (granted) {
      run.to_say.push(() => tellCloud(run.sending, key, BODY.swap_cancel, swap.SWAP_CANCEL_LAYOUT, body_));
    }
    return;
  }
  if (journey.phase !== 'asking') return;
  if (!granted) return endJourney(run, journey, 'rejected', now_ms);
  const station = stations.list.findIndex(({ station: { settings } }) => settings.id === offer.station_id);
  if (station === -1 || !goThere(run, journey, slot, station)) {
    run.to_say.push(() => giveUp(run, journey, 2, offer.station_id));
    return endJourney(run, journey, 'rejected', now_ms);
  }
  journey.station = station;
  journey.phase = 'driving';
  run.to_say.push(() =>
    tellCloud(run.sending, key, BODY.swap_confirm, swap.SWAP_CONFIRM_LAYOUT, {
      ...headOf(journey, offer.station_id),
      eta_ms: now_ms,
    }),
  );
}

/** The way leads through the station, with a halt at the end of its lane, and on to the old destination. */
function goThere(run: RunSwaps, journey: SwapJourney, slot: number, index: number): boolean {
  const engine = run.world as Engine;
  const { record } = run.stations.list[index]!;
  const { lanes } = engine.network;
  const goal = engine.routes[slot]!.at(-1)!;
  const goal_m = engine.arrival_m[slot]!;
  const before_m = remaining_m(engine, slot);
  const first_bay = lanes.edge[record.bays[0]!.lane]!;
  if (!redirect(run.world, slot, [record.entrance_edge, first_bay, record.exit_edge, goal], goal_m)) return false;
  addStop(run.world, slot, record.queue_lane, lanes.length_m[record.queue_lane]! - 1);
  const here = engine.routes[slot]![0]!;
  const time_s = (from: number, to: number): number =>
    routeTime(engine.router, from, to, engine.vehicles.class_bit[slot]!);
  journey.goal = goal;
  journey.goal_m = goal_m;
  journey.detour_m = Math.max(0, remaining_m(engine, slot) - before_m);
  const through_s = time_s(here, record.entrance_edge) + time_s(record.entrance_edge, goal);
  journey.detour_s = Math.max(0, through_s - time_s(here, goal));
  return true;
}

/** Length of the edges from here to the end of the route, m. */
function remaining_m(engine: Engine, slot: number): number {
  const route = engine.routes[slot]!;
  let sum_m = 0;
  for (let i = engine.vehicles.route_index[slot]!; i < route.length; i++) {
    sum_m += engine.network.edges.length_m[route[i]!]!;
  }
  return sum_m;
}

function watchForQueue(run: RunSwaps, journey: SwapJourney, slot: number, now_ms: number): void {
  const { vehicles } = run.world;
  const { record, station } = run.stations.list[journey.station]!;
  if (vehicles.lane[slot] !== record.queue_lane || vehicles.speed_mps[slot]! >= WAITS_MPS) return;
  journey.phase = 'queued';
  journey.joined_ms = now_ms;
  tellCloud(run.sending, journey.key, BODY.swap_arrival, swap.SWAP_ARRIVAL_LAYOUT, {
    ...headOf(journey, station.settings.id),
    pack: packRecord(packOf(run.energy, slot, run.packs.get(journey.key)!)),
  });
}

/** The first in line drives into a free bay when a pack is ready for it; one that has waited too long drives through and away. */
function waitInQueue(run: RunSwaps, journey: SwapJourney, slot: number, now_ms: number): void {
  const { world, stations, settings } = run;
  const { record, station } = stations.list[journey.station]!;
  const id = leaseId(journey.vehicle, journey.correlation_id);
  stations.inputs[journey.station]!.push({ at_ms: now_ms, kind: 'renew', id, until_ms: now_ms + HOLD_MS });
  if (!standsAtStop(world, slot) || world.vehicles.lane[slot] !== record.queue_lane) return;
  const bay = freeBay(run, journey.station);
  if (bay === -1) return;
  const type = PACK_OF_ROW[run.energy.fleet.row[slot]!]!;
  const ready = packFor(station, id, type) !== -1;
  const impatient = now_ms - journey.joined_ms >= settings.patience_s * 1000;
  if (!ready && !impatient) return;
  const { lane, stop_m } = record.bays[bay]!;
  const through = [run.world.network.lanes.edge[lane]!, record.exit_edge, journey.goal];
  if (!redirect(world, slot, through, journey.goal_m)) return;
  if (!ready) {
    stations.inputs[journey.station]!.push({ at_ms: now_ms, kind: 'cancel', id });
    giveUp(run, journey, 3, station.settings.id);
    endJourney(run, journey, 'expired', now_ms);
    return;
  }
  addStop(world, slot, lane, stop_m);
  journey.phase = 'entering';
  journey.bay = bay;
}

/** A bay in which nobody is, and into which nobody drives; -1 = none. */
function freeBay(run: RunSwaps, index: number): number {
  const { record, station } = run.stations.list[index]!;
  const { order } = run.world as Engine;
  for (let b = 0; b < station.bays.length; b++) {
    const bay = station.bays[b]!;
    if (bay.customer !== undefined || bay.fault_until_ms > station.now_ms) continue;
    if (order.count[record.bays[b]!.lane]! > 0) continue;
    let taken = false;
    for (const other of run.journeys.values()) taken ||= other.station === index && other.bay === b;
    if (!taken) return b;
  }
  return -1;
}

/** In the bay: the station takes over. */
function watchForBay(run: RunSwaps, journey: SwapJourney, slot: number, now_ms: number): void {
  const { world, stations } = run;
  const { record } = stations.list[journey.station]!;
  const id = leaseId(journey.vehicle, journey.correlation_id);
  const inputs = stations.inputs[journey.station]!;
  inputs.push({ at_ms: now_ms, kind: 'renew', id, until_ms: now_ms + HOLD_MS });
  if (world.vehicles.lane[slot] !== record.bays[journey.bay]!.lane || !standsAtStop(world, slot)) return;
  const pack = packOf(run.energy, slot, run.packs.get(journey.key)!);
  journey.phase = 'swapping';
  journey.entered_ms = now_ms;
  journey.handed_kwh = run.energy.fleet.battery_kwh[slot]!;
  const patience_ms = run.settings.patience_s * 1000;
  inputs.push({
    at_ms: now_ms,
    kind: 'arrive',
    vehicle: journey.vehicle,
    lease: id,
    pack,
    patience_ms,
    bay: journey.bay,
  });
}

function listQueues(run: RunSwaps): void {
  for (const queue of run.stations.queues) queue.length = 0;
  for (const journey of [...run.journeys.values()]
    .filter(({ phase }) => phase === 'queued')
    .sort((a, b) => a.joined_ms - b.joined_ms || a.key - b.key)) {
    run.stations.queues[journey.station]!.push(journey.vehicle);
  }
}
