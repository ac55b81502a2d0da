/** Leases of packs: a pack is promised to one vehicle at a time, until it comes, cancels, or its time is over. */
import { readyAt_ms } from './station-charging.ts';
import type { ReserveInput, StationEvent } from './station-events.ts';
import { LEASES_MAX, type Lease, type Station } from './station-state.ts';

/** Grants or rejects; only here a pack is promised. */
export function reserve(station: Station, input: ReserveInput, events: StationEvent[]): void {
  const { id, vehicle, type } = input;
  const at_ms = station.now_ms;
  const known = station.leases.get(id);
  if (known !== undefined) {
    tellGrant(station, known, events);
    return;
  }
  const reject = (reason: 'NO_PACK' | 'NO_SUCH_TYPE' | 'FULL'): void => {
    events.push({ at_ms, kind: 'rejected', id, vehicle, reason });
  };
  if (!station.types.has(type)) return reject('NO_SUCH_TYPE');
  if (station.leases.size >= LEASES_MAX) return reject('FULL');
  const slot = soonest(station, type, input.eta_ms + input.patience_ms);
  if (slot === -1) return reject('NO_PACK');
  const lease: Lease = { id, vehicle, type, until_ms: input.until_ms, slot, arrived: false };
  station.slots[slot]!.lease = id;
  station.leases.set(id, lease);
  tellGrant(station, lease, events);
}

function tellGrant(station: Station, lease: Lease, events: StationEvent[]): void {
  const slot = station.slots[lease.slot]!;
  events.push({
    at_ms: station.now_ms,
    kind: 'granted',
    id: lease.id,
    vehicle: lease.vehicle,
    serial: slot.pack!.serial,
    ready_ms: readyAt_ms(station, slot),
  });
}

/** Slot of the unpromised pack that is ready first, the lowest on a tie; -1 where none is by `latest_ms`. */
export function soonest(station: Station, type: string, latest_ms: number): number {
  let best = -1;
  let best_ms = latest_ms;
  for (let i = 0; i < station.slots.length; i++) {
    const slot = station.slots[i]!;
    if (slot.pack?.type !== type || slot.faulty || slot.bay !== -1 || slot.lease !== '') continue;
    const ready_ms = readyAt_ms(station, slot);
    if (ready_ms > best_ms || (best !== -1 && ready_ms === best_ms)) continue;
    best = i;
    best_ms = ready_ms;
  }
  return best;
}

/** Lets go of the lease's pack and forgets the lease. */
export function endLease(station: Station, id: string): Lease | undefined {
  const lease = station.leases.get(id);
  if (lease === undefined) return undefined;
  const slot = station.slots[lease.slot]!;
  if (slot.lease === id) slot.lease = '';
  station.leases.delete(id);
  return lease;
}

/** Ends what the vehicle gave up before it came. */
export function cancel(station: Station, id: string, events: StationEvent[]): void {
  const lease = station.leases.get(id);
  if (lease === undefined || lease.arrived) return;
  endLease(station, id);
  events.push({ at_ms: station.now_ms, kind: 'cancelled', id, vehicle: lease.vehicle });
}

export function nextExpiry_ms(station: Station): number {
  let next = Infinity;
  for (const lease of station.leases.values()) if (!lease.arrived) next = Math.min(next, lease.until_ms);
  return next;
}

export function expireLeases(station: Station, events: StationEvent[]): void {
  for (const lease of station.leases.values()) {
    if (lease.arrived || lease.until_ms > station.now_ms) continue;
    endLease(station, lease.id);
    events.push({ at_ms: station.now_ms, kind: 'expired', id: lease.id, vehicle: lease.vehicle });
  }
}

/** The lease's pack is lost: another takes its place where one is free, else the lease is revoked. */
export function moveLease(station: Station, slot: number, events: StationEvent[]): void {
  const from = station.slots[slot]!;
  const lease = station.leases.get(from.lease);
  from.lease = '';
  if (lease === undefined) return;
  const to = soonest(station, lease.type, Infinity);
  if (to !== -1) {
    lease.slot = to;
    station.slots[to]!.lease = lease.id;
    return;
  }
  station.leases.delete(lease.id);
  events.push({ at_ms: station.now_ms, kind: 'revoked', id: lease.id, vehicle: lease.vehicle });
}
