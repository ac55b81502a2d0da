/**
 * A swap station from event to event. Nothing happens between two events but charging at constant power, so the same inputs give
 * the same events however often `advance` is called in between.
 */
import { allocate, chargeUntil } from './station-charging.ts';
import type { ArriveInput, StationEvent, StationInput } from './station-events.ts';
import { cancel, endLease, expireLeases, moveLease, nextExpiry_ms, reserve } from './station-leases.ts';
import { isReady, QUEUE_MAX, type Bay, type Customer, type Station } from './station-state.ts';

/** What a call of `advance` brought. */
export interface StationStep {
  readonly events: readonly StationEvent[];
  /** When something happens next without further inputs; Infinity = never. */
  readonly next_ms: number;
}

/**
 * Brings the station to `until_ms`.
 * @param inputs in the order of their times, none before the station's time nor after until_ms
 */
export function advance(station: Station, until_ms: number, inputs: readonly StationInput[]): StationStep {
  const events: StationEvent[] = [];
  let i = 0;
  for (;;) {
    const input_ms = i < inputs.length ? inputs[i]!.at_ms : Infinity;
    const at_ms = Math.max(station.now_ms, Math.min(input_ms, next(station)));
    if (at_ms > until_ms || at_ms === Infinity) break;
    chargeUntil(station, at_ms);
    let changed = station.charge_due_ms <= at_ms;
    if (finishPhases(station, events)) changed = true;
    if (station.leases.size > 0) expireLeases(station, events);
    while (i < inputs.length && inputs[i]!.at_ms <= at_ms) if (apply(station, inputs[i++]!, events)) changed = true;
    if (serve(station, events)) changed = true;
    loseImpatient(station, events);
    if (changed) allocate(station);
  }
  chargeUntil(station, until_ms);
  return { events, next_ms: next(station) };
}

function next(station: Station): number {
  let at_ms = station.charge_due_ms;
  for (const bay of station.bays) {
    if (bay.customer !== undefined) at_ms = Math.min(at_ms, bay.phase_end_ms);
    else if (bay.fault_until_ms > station.now_ms) at_ms = Math.min(at_ms, bay.fault_until_ms);
  }
  for (const customer of station.queue) at_ms = Math.min(at_ms, customer.leaves_ms);
  return station.leases.size === 0 ? at_ms : Math.min(at_ms, nextExpiry_ms(station));
}

/** @returns whether powers have to be shared out anew */
function apply(station: Station, input: StationInput, events: StationEvent[]): boolean {
  switch (input.kind) {
    case 'arrive':
      arrive(station, input, events);
      return false;
    case 'reserve':
      reserve(station, input, events);
      return false;
    case 'cancel':
      cancel(station, input.id, events);
      return false;
    case 'renew': {
      const lease = station.leases.get(input.id);
      if (lease !== undefined) lease.until_ms = Math.max(lease.until_ms, input.until_ms);
      return false;
    }
    case 'curtail':
      station.site_kw = Math.max(0, Math.min(station.settings.site_kw, input.site_kw));
      return true;
    case 'bay_fault':
      jam(station, input.bay, input.repair_ms, events);
      return false;
    case 'pack_fault':
      lockAway(station, input.serial, events);
      return true;
  }
}

function arrive(station: Station, input: ArriveInput, events: StationEvent[]): void {
  const at_ms = station.now_ms;
  const lease = station.leases.get(input.lease);
  // A lease belongs to one vehicle, whoever names it.
  const own = lease?.vehicle === input.vehicle;
  if (own) lease.arrived = true;
  if (station.queue.length >= QUEUE_MAX || !station.types.has(input.pack.type)) {
    if (own) endLease(station, input.lease);
    events.push({ at_ms, kind: 'turned_away', vehicle: input.vehicle });
    return;
  }
  station.queue.push({
    vehicle: input.vehicle,
    lease: own ? input.lease : '',
    // A copy: what is handed in stays as it was.
    pack: { ...input.pack },
    arrived_ms: at_ms,
    leaves_ms: input.patience_ms === undefined ? Infinity : at_ms + input.patience_ms,
    service_ms: input.service_ms ?? -1,
    bay: input.bay ?? -1,
  });
  events.push({ at_ms, kind: 'queued', vehicle: input.vehicle });
}

function jam(station: Station, index: number, repair_ms: number, events: StationEvent[]): void {
  const bay = station.bays[index];
  if (bay === undefined) return;
  if (bay.customer === undefined) {
    bay.fault_until_ms = Math.max(bay.fault_until_ms, station.now_ms + repair_ms);
    return;
  }
  bay.phase_end_ms += repair_ms;
  events.push({ at_ms: station.now_ms, kind: 'phase', vehicle: bay.customer.vehicle, bay: index, phase: 'FAULT' });
}

function lockAway(station: Station, serial: string, events: StationEvent[]): void {
  const index = station.slots.findIndex((slot) => slot.pack?.serial === serial && slot.bay === -1);
  if (index === -1) return;
  station.slots[index]!.faulty = true;
  if (station.slots[index]!.lease !== '') moveLease(station, index, events);
}

/** First come, first served, among those for whom there is a pack: a bay never waits for a pack while another customer's is ready. */
function serve(station: Station, events: StationEvent[]): boolean {
  let changed = false;
  for (let b = 0; b < station.bays.length && station.queue.length > 0; b++) {
    const bay = station.bays[b]!;
    if (bay.customer !== undefined || bay.fault_until_ms > station.now_ms) continue;
    const slot_in = station.slots.findIndex((slot) => slot.pack === undefined && slot.bay === -1);
    if (slot_in === -1) break;
    for (let q = 0; q < station.queue.length; q++) {
      const waiting = station.queue[q]!;
      if (waiting.bay !== -1 && waiting.bay !== b) continue;
      const slot_out = packFor(station, waiting.lease, waiting.pack.type);
      if (slot_out === -1) continue;
      const [customer] = station.queue.splice(q, 1);
      begin(station, b, customer!, slot_in, slot_out, events);
      changed = true;
      break;
    }
  }
  return changed;
}

/** Slot of the pack it gets now: the promised one, else the fullest that nobody was promised (the lowest slot on a tie); -1 = none. */
export function packFor(station: Station, lease_id: string, type: string): number {
  const lease = station.leases.get(lease_id);
  if (lease !== undefined && isReady(station, station.slots[lease.slot]!)) return lease.slot;
  let best = -1;
  for (let i = 0; i < station.slots.length; i++) {
    const slot = station.slots[i]!;
    if (slot.lease !== '' || !isReady(station, slot) || slot.pack!.type !== type) continue;
    if (best === -1 || slot.pack!.soc > station.slots[best]!.pack!.soc) best = i;
  }
  return best;
}

function begin(
  station: Station,
  index: number,
  customer: Customer,
  slot_in: number,
  slot_out: number,
  events: StationEvent[],
): void {
  endLease(station, customer.lease);
  station.slots[slot_in]!.bay = index;
  station.slots[slot_out]!.bay = index;
  Object.assign(station.bays[index]!, { customer, slot_in, slot_out, phase: -1, began_ms: station.now_ms });
  station.bays[index]!.phase_end_ms = station.now_ms;
  nextPhase(station, index, events);
}

/** Enters the bay's next phase, and those after it that take no time; false when the swap is over. */
function nextPhase(station: Station, index: number, events: StationEvent[]): boolean {
  const bay = station.bays[index]!;
  bay.phase += 1;
  if (bay.phase >= station.phases.length) return false;
  const customer = bay.customer!;
  const scale = customer.service_ms < 0 ? 1 : customer.service_ms / station.swap_ms;
  bay.phase_end_ms = station.now_ms + scale * station.phase_ms[bay.phase]!;
  const phase = station.phases[bay.phase]!;
  events.push({ at_ms: station.now_ms, kind: 'phase', vehicle: customer.vehicle, bay: index, phase });
  return true;
}

/** Ends the phases that are over now. */
function finishPhases(station: Station, events: StationEvent[]): boolean {
  let changed = false;
  for (let b = 0; b < station.bays.length; b++) {
    const bay = station.bays[b]!;
    while (bay.customer !== undefined && bay.phase_end_ms <= station.now_ms) {
      if (nextPhase(station, b, events)) continue;
      release(station, b, bay, bay.customer, events);
      changed = true;
    }
  }
  return changed;
}

/** The packs change hands at one moment, so that none is ever in two places or in none. */
function release(station: Station, index: number, bay: Bay, customer: Customer, events: StationEvent[]): void {
  const into = station.slots[bay.slot_in]!;
  const from = station.slots[bay.slot_out]!;
  const pack = from.pack!;
  into.pack = customer.pack;
  into.bay = -1;
  from.pack = undefined;
  from.bay = -1;
  bay.customer = undefined;
  bay.phase_end_ms = Infinity;
  events.push({
    at_ms: station.now_ms,
    kind: 'complete',
    vehicle: customer.vehicle,
    lease: customer.lease,
    bay: index,
    old_serial: customer.pack.serial,
    pack,
    wait_ms: bay.began_ms - customer.arrived_ms,
  });
}

function loseImpatient(station: Station, events: StationEvent[]): void {
  for (let q = station.queue.length - 1; q >= 0; q--) {
    const customer = station.queue[q]!;
    if (customer.leaves_ms > station.now_ms) continue;
    station.queue.splice(q, 1);
    endLease(station, customer.lease);
    events.push({ at_ms: station.now_ms, kind: 'left', vehicle: customer.vehicle });
  }
}
