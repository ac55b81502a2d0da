/** Charging in a station: P = min(curve of the pack, limit of its slot), all scaled alike where the site cannot give the sum. */
import { chargeTime_ms, stepOf } from './charge-curve.ts';
import { capacity_kwh, type Slot, type Station } from './station-state.ts';

const MS_PER_H = 3_600_000;

/** Brings all packs and the meter to `to_ms`; powers are constant since the last allocation. */
export function chargeUntil(station: Station, to_ms: number): void {
  const hours = (to_ms - station.now_ms) / MS_PER_H;
  if (hours <= 0) return;
  station.now_ms = to_ms;
  if (station.power_kw === 0) return;
  const { efficiency } = station.settings;
  station.energy_kwh += station.power_kw * hours;
  for (const slot of station.slots) {
    if (slot.kw === 0) continue;
    const pack = slot.pack!;
    const gain = (slot.kw * hours * efficiency) / capacity_kwh(station, pack);
    // An event is due at its charge exactly; rounding would make it due again and again.
    const soc = slot.due_ms <= to_ms ? slot.due_soc : Math.min(slot.due_soc, pack.soc + gain);
    pack.cycles += soc - pack.soc;
    pack.soc = soc;
  }
}

/** Shares out the power anew: to be called after whatever changed a pack, a slot or the limit. */
export function allocate(station: Station): void {
  const { slot_kw, release_soc, charge_to_soc, efficiency } = station.settings;
  let wanted = 0;
  for (const slot of station.slots) {
    slot.kw = 0;
    slot.due_ms = Infinity;
    const { pack } = slot;
    if (pack === undefined || slot.bay !== -1 || slot.faulty || pack.soc >= charge_to_soc - 1e-9) continue;
    slot.kw = Math.min(slot_kw, station.types.get(pack.type)!.curve.kw[stepOf(pack.soc)]!);
    wanted += slot.kw;
  }
  const share = wanted > station.site_kw ? station.site_kw / wanted : 1;
  station.power_kw = wanted * share;
  station.charge_due_ms = Infinity;
  if (wanted === 0) return;
  for (const slot of station.slots) {
    if (slot.kw === 0) continue;
    const pack = slot.pack!;
    slot.kw *= share;
    slot.due_soc = Math.min(charge_to_soc, station.types.get(pack.type)!.curve.until_soc[stepOf(pack.soc)]!);
    if (pack.soc < release_soc - 1e-9) slot.due_soc = Math.min(slot.due_soc, release_soc);
    if (slot.kw === 0) continue;
    const hours = ((slot.due_soc - pack.soc) * capacity_kwh(station, pack)) / (slot.kw * efficiency);
    slot.due_ms = station.now_ms + hours * MS_PER_H;
    station.charge_due_ms = Math.min(station.charge_due_ms, slot.due_ms);
  }
}

/** When a pack may leave, ms, at the site's present share; now for one that may already. */
export function readyAt_ms(station: Station, slot: Slot): number {
  const { slot_kw, release_soc, efficiency } = station.settings;
  const pack = slot.pack!;
  if (pack.soc >= release_soc - 1e-9) return station.now_ms;
  const { curve } = station.types.get(pack.type)!;
  const wanted = Math.min(slot_kw, curve.kw[stepOf(pack.soc)]!);
  const share = slot.kw > 0 ? slot.kw / wanted : 1;
  const capacity = capacity_kwh(station, pack);
  return station.now_ms + chargeTime_ms(curve, pack.soc, release_soc, capacity, slot_kw, efficiency, share);
}
