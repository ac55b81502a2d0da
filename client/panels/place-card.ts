/** What the inspector shows of something that stands still, from what the picture knows of it. Pure. */
import type { Place } from '../scene/places.ts';
import type { NetworkFacts, StationFact } from '../source/facts.ts';
import type { RsuFact } from '../source/scene-facts.ts';

export interface RsuCard {
  readonly kind: 'rsu';
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly range_m: number;
  readonly perception_m: number;
  /** Id of the signal that it speaks for; empty = none. */
  readonly signal: string;
}

export interface SignalCard {
  readonly kind: 'signal';
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** One letter a group, as the lamps show them. */
  readonly letters: string;
  readonly approaches: number;
}

export interface StationCard {
  readonly kind: 'station';
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly facts: StationFact;
}

export type PlaceCard = RsuCard | SignalCard | StationCard;

/** What a card is made from. */
export interface CardSource {
  readonly network: NetworkFacts | undefined;
  readonly facts: { readonly rsus: readonly RsuFact[] } | undefined;
  /** Letters of all signal groups, signals in order. */
  readonly traffic: { readonly letters: Uint8Array };
}

/** undefined where the facts of the place have not come yet. */
export function placeCard(source: CardSource, place: Place): PlaceCard | undefined {
  const { kind, id, x, y } = place;
  const { network } = source;
  if (kind === 'rsu') {
    const rsu = source.facts?.rsus.find((each) => each.id === id);
    if (rsu === undefined) return undefined;
    const signal = network?.signals[rsu.signal]?.id ?? '';
    return { kind, id, x, y, range_m: rsu.range_m, perception_m: rsu.perception_m, signal };
  }
  if (kind === 'signal') {
    const signal = network?.signals.find((each) => each.id === id);
    if (signal === undefined) return undefined;
    const own = source.traffic.letters.subarray(signal.first_group, signal.first_group + signal.group_count);
    return { kind, id, x, y, letters: String.fromCharCode(...own), approaches: signal.stop_lines.length };
  }
  const facts = network?.stations.find((each) => each.id === id);
  return facts === undefined ? undefined : { kind, id, x, y, facts };
}
