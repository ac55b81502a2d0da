/** What a station says and hears: it alone grants packs, and tells the cloud what it has and what happens in its bays. */
import { BODY } from '../../../protos/messages/body.ts';
import { readRecord } from '../../../protos/messages/record.ts';
import * as swap from '../../../protos/messages/swap.ts';
import { readyAt_ms } from '../../energy/station-charging.ts';
import type { StationEvent } from '../../energy/station-events.ts';
import { isReady } from '../../energy/station-state.ts';
import { ENERGY_VEHICLES, POWERTRAINS } from '../../energy/vehicle-table.ts';
import { STATION_BASE } from '../nodes.ts';
import type { RunStation } from './create-stations.ts';
import { headOf, leaseId, packRecord, type SwapJourney } from './swap-journey.ts';
import { endJourney, leaveBay, type RunSwaps } from './swap-state.ts';
import { tellCloud } from './swap-sending.ts';

const REPORT_MS = 1000;
/** Moments of packs under way that a report names. */
const NEXT_READY = 8;
const REASON = {
  NO_PACK: swap.OFFER_REASON.no_pack,
  NO_SUCH_TYPE: swap.OFFER_REASON.unknown_pack_type,
  FULL: swap.OFFER_REASON.full,
} as const;

/** A proposal of the cloud, or its cancellation. */
export function hearAtStation(run: RunSwaps, number: number, body: number, ints: Int32Array, at: number): void {
  const { world, v2x, settings, stations } = run;
  const now_ms = world.tick * world.dt_ms;
  const inputs = stations.inputs[number - STATION_BASE];
  if (inputs === undefined) return;
  if (body === BODY.swap_cancel) {
    const { vehicle_id, correlation_id } = readRecord(swap.SWAP_CANCEL_LAYOUT, ints, at, v2x.frame);
    inputs.push({ at_ms: now_ms, kind: 'cancel', id: leaseId(vehicle_id, correlation_id) });
    return;
  }
  if (body !== BODY.swap_request) return;
  const request = readRecord(swap.SWAP_REQUEST_LAYOUT, ints, at, v2x.frame);
  inputs.push({
    at_ms: now_ms,
    kind: 'reserve',
    id: leaseId(request.vehicle_id, request.correlation_id),
    vehicle: request.vehicle_id,
    type: request.pack.pack_type,
    eta_ms: Math.max(now_ms, request.eta_ms),
    until_ms: Math.max(now_ms, request.eta_ms) + settings.lease_s * 1000,
    patience_ms: settings.lease_s * 1000,
  });
}

/** What happened at a station goes to the cloud, and where it concerns a vehicle's swap, to the vehicle. */
export function tellOfEvent(run: RunSwaps, index: number, event: StationEvent): void {
  switch (event.kind) {
    case 'granted':
    case 'rejected':
    case 'expired':
    case 'revoked':
      return answer(run, index, event);
    case 'phase': {
      const journey = journeyOf(run, event.vehicle);
      if (journey === undefined) return;
      return tellCloud(run.sending, STATION_BASE + index, BODY.swap_progress, swap.SWAP_PROGRESS_LAYOUT, {
        ...headOf(journey, idOf(run, index)),
        phase: swap.SWAP_PHASE[event.phase.toLowerCase() as keyof typeof swap.SWAP_PHASE],
        bay: event.bay,
      });
    }
    case 'complete':
      return complete(run, index, event);
    case 'left':
    case 'turned_away': {
      const journey = journeyOf(run, event.vehicle);
      if (journey === undefined) return;
      leaveBay(run, journey);
      return endJourney(run, journey, 'expired', event.at_ms);
    }
    default:
  }
}

type Answer = Extract<StationEvent, { readonly id: string }>;

function answer(run: RunSwaps, index: number, event: Answer): void {
  const { station } = run.stations.list[index]!;
  const granted = event.kind === 'granted';
  const lease = station.leases.get(event.id);
  const slot = lease === undefined ? undefined : station.slots[lease.slot]!;
  const state = event.kind === 'cancelled' ? swap.REQUEST_STATE.cancelled : swap.REQUEST_STATE[event.kind];
  tellCloud(run.sending, STATION_BASE + index, BODY.swap_offer, swap.SWAP_OFFER_LAYOUT, {
    correlation_id: Number(event.id.slice(event.id.lastIndexOf('#') + 1)),
    vehicle_id: event.vehicle,
    station_id: station.settings.id,
    state,
    reason: event.kind === 'rejected' ? REASON[event.reason] : null,
    ...(granted && slot?.pack !== undefined ? { pack: packRecord(slot.pack) } : {}),
    valid_until_ms: lease?.until_ms ?? event.at_ms,
    expected_wait_s:
      event.kind === 'granted' ? Math.max(0, Math.min(6500, (event.ready_ms - event.at_ms) / 1000)) : null,
  });
}

/** The packs have changed hands: the vehicle has the new one, less what it used since it gave the old one away. */
function complete(run: RunSwaps, index: number, event: Extract<StationEvent, { readonly kind: 'complete' }>): void {
  const { v2x, energy, books } = run;
  const one = run.stations.list[index]!;
  const journey = journeyOf(run, event.vehicle);
  if (journey === undefined) throw new Error(`${event.vehicle} was served without having asked`);
  const slot = v2x.fleet.slot_of_key[journey.key]!;
  const { pack } = event;
  const { fleet } = energy;
  const vehicle = ENERGY_VEHICLES[fleet.row[slot]!]!;
  const taken_kwh = pack.soc * pack.soh * one.station.types.get(pack.type)!.capacity_kwh;
  const used_kwh = journey.handed_kwh - fleet.battery_kwh[slot]!;
  fleet.battery_kwh[slot] = Math.max(0, taken_kwh - used_kwh);
  fleet.empty[slot] = 0;
  fleet.totals[POWERTRAINS.indexOf(vehicle.powertrain)]!.soc_change_kwh += taken_kwh - journey.handed_kwh;
  one.brought_kwh += journey.handed_kwh;
  one.taken_kwh += taken_kwh;
  run.packs.set(journey.key, { serial: pack.serial, cycles: pack.cycles });
  const wait_s = (journey.entered_ms - journey.joined_ms) / 1000;
  books.waits_s.push(wait_s);
  books.detour_m += journey.detour_m;
  books.time_lost_s += journey.detour_s + (event.at_ms - journey.joined_ms) / 1000;
  tellCloud(run.sending, STATION_BASE + index, BODY.swap_complete, swap.SWAP_COMPLETE_LAYOUT, {
    ...headOf(journey, one.station.settings.id),
    old_serial_number: event.old_serial,
    pack: packRecord(pack),
    wait_s,
  });
  leaveBay(run, journey);
  endJourney(run, journey, 'completed', event.at_ms);
}

/** Once a second, each station at its own turn. */
export function reportStations(run: RunSwaps, now_ms: number): void {
  const { dt_ms } = run.world;
  run.stations.list.forEach((one, index) => {
    const turn_ms = (index * dt_ms) % REPORT_MS;
    if (now_ms % REPORT_MS < turn_ms || now_ms % REPORT_MS >= turn_ms + dt_ms) return;
    tellCloud(run.sending, STATION_BASE + index, BODY.station_report, swap.STATION_REPORT_LAYOUT, {
      msg_cnt: Math.floor(now_ms / REPORT_MS) & 127,
      ...reportOf(one, run.stations.queues[index]!.length),
    });
  });
}

function reportOf({ station, record }: RunStation, queue_length: number): Omit<swap.StationReport, 'msg_cnt'> {
  const { spec } = record;
  const stock = [...station.types.keys()].map((pack_type) => {
    const slots = station.slots.filter((slot) => slot.pack?.type === pack_type);
    const sound = slots.filter((slot) => !slot.faulty && slot.bay === -1);
    const free = sound.filter((slot) => slot.lease === '');
    const charging = free.filter((slot) => !isReady(station, slot));
    return {
      pack_type,
      ready: free.length - charging.length,
      charging: charging.length,
      promised: sound.length - free.length,
      faulty: slots.filter(({ faulty }) => faulty).length,
      next_ready: charging
        .map((slot) => ({ at_ms: Math.round(readyAt_ms(station, slot)) }))
        .sort((a, b) => a.at_ms - b.at_ms)
        .slice(0, NEXT_READY),
    };
  });
  return {
    position: { x_m: spec.x, y_m: spec.y, z_m: spec.z },
    bays: station.bays.length,
    bays_free: station.bays.filter(({ customer }) => customer === undefined).length,
    queue_length,
    stock,
    power_kw: station.power_kw,
    power_limit_kw: station.site_kw,
    swap_time_s: station.swap_ms / 1000,
  };
}

function journeyOf(run: RunSwaps, vehicle: string): SwapJourney | undefined {
  return run.journeys.get(run.v2x.nodes.number_by_id.get(vehicle)!);
}

function idOf(run: RunSwaps, index: number): string {
  return run.stations.list[index]!.station.settings.id;
}
