/** What a run carries from tick to tick about swaps. */
import type { SwapSettings } from '../../scenario/station-schema.ts';
import { releaseStop } from '../../simulation/itinerary.ts';
import type { World } from '../../simulation/world.ts';
import type { SwapHearing } from '../receiving.ts';
import type { RunEnergy } from '../run-energy.ts';
import type { V2x } from '../v2x.ts';
import type { RunStations } from './run-stations.ts';
import type { OwnPack, SwapBooks, SwapEnd, SwapJourney } from './swap-journey.ts';
import type { SwapSending } from './swap-sending.ts';

export interface RunSwaps {
  readonly settings: SwapSettings;
  readonly world: World;
  readonly v2x: V2x;
  readonly energy: RunEnergy;
  readonly stations: RunStations;
  readonly sending: SwapSending;
  /** Open requests by vehicle key. */
  readonly journeys: Map<number, SwapJourney>;
  /** By vehicle key: how many requests it has made, and when it may ask again, ms. */
  readonly asked: Int32Array;
  readonly again_ms: Float64Array;
  /** By vehicle key, of those that have asked at least once. */
  readonly packs: Map<number, OwnPack>;
  /** What is to be said when the tick's outbox is open. */
  readonly to_say: (() => void)[];
  readonly books: SwapBooks;
  readonly hearing: SwapHearing;
}

/** Ends a request; each has one end. */
export function endJourney(run: RunSwaps, journey: SwapJourney, end: SwapEnd, now_ms: number): void {
  if (!run.journeys.delete(journey.key)) return;
  run.books.ended[end] += 1;
  run.again_ms[journey.key] = now_ms + run.settings.again_s * 1000;
}

/** It may drive on. */
export function leaveBay(run: RunSwaps, journey: SwapJourney): void {
  const slot = run.v2x.fleet.slot_of_key[journey.key]!;
  if (slot >= 0) releaseStop(run.world, slot);
}

/** 1 by slot where a battery is being swapped. */
export function markSwapping(run: RunSwaps, swapping: Uint8Array): void {
  swapping.fill(0);
  for (const { key, phase } of run.journeys.values()) {
    const slot = run.v2x.fleet.slot_of_key[key]!;
    if (phase === 'swapping' && slot >= 0) swapping[slot] = 1;
  }
}
