/** Stations for tests, and customers that come by chance. */
import { chargeCurve, type PackType } from '../../../server/energy/charge-curve.ts';
import { createStation, type Pack, type Station, type StationSettings } from '../../../server/energy/station-state.ts';

export const H_MS = 3_600_000;
export const MIN_MS = 60_000;

/** Charges from empty to full in `hours` of constant power. */
export function flatType(hours: number): PackType {
  const kw = 60;
  return { id: 'flat', capacity_kwh: kw * hours, curve: chargeCurve([[0, kw]]) };
}

export function pack(serial: string, soc: number, type = 'flat'): Pack {
  return { serial, type, soc, soh: 1, cycles: 0 };
}

export function packs(count: number, soc: number, type = 'flat'): Pack[] {
  return Array.from({ length: count }, (_, i) => pack(`s${i}`, soc, type));
}

export const PLAIN: StationSettings = {
  id: 'test',
  slots: 6,
  bays: 1,
  slot_kw: 1000,
  site_kw: 1e6,
  efficiency: 1,
  release_soc: 1,
  charge_to_soc: 1,
  phase_ms: {},
};

export function station(change: Partial<StationSettings>, type: PackType, stock: readonly Pack[]): Station {
  return createStation({ ...PLAIN, ...change }, [type], stock);
}

/** Uniform numbers of one replication, in [0, 1): Mulberry32, quick and good enough for means. */
export function draws(replication: number): () => number {
  let state = Math.imul(replication + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296;
  };
}

/** Exponential with a mean. */
export function exponential(draw: () => number, mean: number): number {
  return -mean * Math.log(1 - draw());
}

/** What a replication found, and the load that chance gave it: the one is corrected by the other (control variate). */
export interface Replication {
  readonly value: number;
  readonly load: number;
}

/** Mean over 30 replications, corrected for their load, and half of its interval at 99.9 % (t with 28 degrees of freedom) and 95 %. */
export function interval(
  runs: readonly Replication[],
  expected_load: number,
): { readonly mean: number; readonly half: number; readonly half_95: number } {
  const n = runs.length;
  const average = (of: (run: Replication) => number): number => runs.reduce((sum, run) => sum + of(run), 0) / n;
  const load = average((run) => run.load);
  const value = average((run) => run.value);
  const covariance = average((run) => (run.load - load) * (run.value - value));
  const slope = covariance / average((run) => (run.load - load) * (run.load - load));
  const variance = runs.reduce((sum, run) => {
    const rest = run.value - value - slope * (run.load - load);
    return sum + rest * rest;
  }, 0);
  const error = Math.sqrt(variance / (n - 2) / n);
  return { mean: value - slope * (load - expected_load), half: 3.674 * error, half_95: 2.048 * error };
}
