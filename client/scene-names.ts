/** Names on the picture in the language that is on: of places on the map, and of stations with how they stand. */
import type { LabelWish } from './scene/labels.ts';
import type { StationFact } from './source/facts.ts';
import type { PlaceNameFact } from './source/scene-facts.ts';
import type { StationState } from './source/station-status.ts';
import { readySlots } from './source/station-status.ts';
import type { Language } from './text/text.ts';
import { t } from './text/text.ts';

/** Names keep so far above what they name, m. */
const ABOVE_M: Readonly<Record<string, number>> = { district: 45, hill: 14, bridge: 14, tunnel: 12, river: 3, road: 3 };

/** Wishes for the names of the map. */
export function mapNames(names: readonly PlaceNameFact[], language: Language): LabelWish[] {
  return names.map((name, i) => ({
    key: `n${i}`,
    text: language === 'zh' ? name.name_zh || name.name : name.name || name.name_zh,
    kind: 'place',
    rank: name.kind === 'road' ? 0.1 : 0.5,
    x: name.x,
    y: name.y,
    z: name.z + (ABOVE_M[name.kind] ?? 5),
  }));
}

export function stationName(station: StationFact, language: Language): string {
  return (language === 'zh' ? station.name_zh || station.name : station.name || station.name_zh) || station.id;
}

/** What is written over stations, by id. */
export function stationNames(
  stations: readonly StationFact[],
  states: ReadonlyMap<string, StationState>,
  language: Language,
): Map<string, string> {
  return new Map(
    stations.map((station) => {
      const name = stationName(station, language);
      const state = states.get(station.id);
      if (state === undefined) return [station.id, name];
      const ready = state.slots.length === 0 ? '' : ` · ${readySlots(state)}/${state.slots.length}`;
      const queue = state.queue.length === 0 ? '' : ` · ${t('station.queue')} ${state.queue.length}`;
      return [station.id, `${name}${ready}${queue}`];
    }),
  );
}
