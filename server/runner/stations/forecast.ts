/** What a station's state says of the wait at it. */
import { readyAt_ms } from '../../energy/station-charging.ts';
import type { Station } from '../../energy/station-state.ts';

/** Wait of a vehicle that came now behind `waiting` others, s: for a bay, or for a pack of its own where that takes longer. */
export function forecastWait_s(station: Station, waiting: number): number {
  const busy = station.bays.filter(({ customer }) => customer !== undefined).length;
  const turns = Math.max(0, waiting + busy + 1 - station.bays.length);
  const bay_ms = (turns * station.swap_ms) / station.bays.length;
  const ready = station.slots
    .filter((slot) => slot.pack !== undefined && slot.bay === -1 && !slot.faulty)
    .map((slot) => readyAt_ms(station, slot))
    .sort((a, b) => a - b);
  const pack_ms = ready.length === 0 ? 3_600_000 : ready[Math.min(waiting, ready.length - 1)]! - station.now_ms;
  return Math.max(bay_ms, pack_ms) / 1000;
}
