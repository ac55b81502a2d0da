/** Which station suits a vehicle best, from what stations told last and from what the cloud has pledged itself. */
import type { StationReport } from '../../protos/messages/swap.ts';

/** nearest: by way alone; snapshot: way and wait as told; reserve: way and wait at arrival, behind those on their way. */
export type SwapPolicy = 'nearest' | 'snapshot' | 'reserve';

export interface StationKnowledge {
  readonly id: string;
  /** Edge on which one comes in, number of the map. */
  readonly entrance_edge: number;
  report: StationReport | undefined;
}

/** Where nothing is known of the next pack, s. */
const NO_PACK_SOON_S = 3600;

/**
 * Wait for a bay or a pack, s; Infinity where the station has not reported or has no such pack.
 * @param ahead vehicles on their way that will be there first
 * @param arrival_s from now
 */
export function waitAt_s(
  station: StationKnowledge,
  pack_type: string,
  ahead: number,
  arrival_s: number,
  now_ms: number,
): number {
  const { report } = station;
  const stock = report?.stock.find((entry) => entry.pack_type === pack_type);
  if (report === undefined || stock === undefined) return Infinity;
  const before = report.queue_length + (report.bays - report.bays_free) + ahead;
  const swap_s = report.swap_time_s ?? 0;
  const bay_s = Math.max(0, ((before - report.bays + 1) * swap_s) / Math.max(1, report.bays) - arrival_s);
  if (stock.ready > 0) return bay_s;
  const next_ms = stock.next_ready[0]?.at_ms;
  const pack_s = next_ms === undefined ? NO_PACK_SOON_S : (next_ms - now_ms) / 1000 - arrival_s;
  return Math.max(bay_s, pack_s);
}
