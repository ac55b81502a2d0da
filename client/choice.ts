/** What somebody chose: carries the choice to the picture, listens in on it, and keeps the store's card of it up to date. */
import { placeCard } from './panels/place-card.ts';
import type { Notice, Store } from './panels/store.ts';
import { vehicleCard } from './panels/vehicle-card.ts';
import { placeOf } from './scene/places.ts';
import type { Thing } from './scene/places.ts';
import type { Stage } from './scene/stage.ts';
import { createHeardBuffer } from './source/heard-buffer.ts';
import type { OverheardMessage, ViewSource } from './source/source.ts';

export interface Choice {
  /** Chooses a thing, or nothing; a thing that is not there is nothing. Returns whether it is there. */
  choose(thing: Thing | undefined): boolean;
  refresh(): void;
  /** Takes what was overheard; false where the bytes are no message. */
  takeMessage(overheard: OverheardMessage): boolean;
}

export interface ChoiceContext {
  readonly store: Store;
  readonly stage: Stage | undefined;
  source(): ViewSource | undefined;
  notify(kind: Notice['kind'], value: string): void;
}

export function createChoice({ store, stage, source, notify }: ChoiceContext): Choice {
  const heard = createHeardBuffer();

  function choose(thing: Thing | undefined): boolean {
    const known = stage?.choose(thing) === true;
    const chosen = known ? thing : undefined;
    heard.clear();
    store.heard.value = [];
    store.chosen.value = chosen;
    if (chosen?.kind !== 'vehicle') store.vehicle.value = undefined;
    store.place.value = undefined;
    const speaks = chosen?.kind === 'vehicle' || chosen?.kind === 'rsu';
    source()?.watch(speaks ? { kind: chosen.kind === 'rsu' ? 'rsu' : 'veh', id: chosen.id } : undefined);
    refresh();
    if (chosen !== undefined) notify('selected', chosen.id);
    if (store.sheet.value !== 'none') store.sheet.value = known ? 'vehicle' : 'none';
    return known;
  }

  function refresh(): void {
    if (stage === undefined) return;
    const chosen = store.chosen.value;
    if (chosen === undefined) return;
    store.heard.value = heard.look();
    if (chosen.kind !== 'vehicle') {
      const place = placeOf(stage.places, chosen);
      store.place.value = place === undefined ? undefined : placeCard(stage, place);
      return;
    }
    const vehicle = stage.fleet.vehicles[stage.selected];
    if (vehicle === undefined) {
      notify('left', chosen.id);
      choose(undefined);
      return;
    }
    store.vehicle.value = vehicleCard(stage.fleet, vehicle, stage.following);
  }

  function takeMessage(overheard: OverheardMessage): boolean {
    return overheard.entity !== store.chosen.value?.id || heard.take(overheard);
  }

  return { choose, refresh, takeMessage };
}
