/** What a person can do on the page, carried out on stage, source and store. */
import type { Choice } from './choice.ts';
import { findThings } from './panels/find-ids.ts';
import type { Actions, Notice, Store } from './panels/store.ts';
import { shownIds } from './scene/fleet.ts';
import { placeShot } from './scene/opening-shot.ts';
import { placeOf } from './scene/places.ts';
import type { Thing } from './scene/places.ts';
import type { Stage } from './scene/stage.ts';
import type { ControlCommand, ViewSource } from './source/source.ts';

export interface ActionContext {
  readonly store: Store;
  readonly stage: Stage | undefined;
  readonly choice: Choice;
  source(): ViewSource | undefined;
  ask(command: ControlCommand): void;
  notify(kind: Notice['kind'], value: string): void;
  applyLight(): void;
  refresh(): void;
}

export function createActions(context: ActionContext): Actions {
  const { store, stage, choice, ask, notify } = context;

  function select(thing: Thing | undefined): void {
    const known = choice.choose(thing);
    if (thing === undefined || stage === undefined) return;
    if (!known) return notify('not_found', thing.id);
    if (thing.kind === 'vehicle') return follow(true);
    const place = placeOf(stage.places, thing);
    if (place === undefined) return;
    stage.following = false;
    stage.eye.fly(placeShot(place), true);
  }

  function follow(on: boolean): void {
    if (stage === undefined) return;
    stage.following = on && stage.selected >= 0;
    context.refresh();
  }

  return {
    pause: () => ask({ pause: {} }),
    resume: () => ask({ resume: {} }),
    step: () => ask({ step: { ticks: 1 } }),
    setPace: (pace) => ask({ pace: { pace } }),
    chooseRun: (run) => context.source()?.chooseRun(run),
    select,
    // The list in the panel is up to 0.2 s old: whoever types faster than that is right all the same.
    find: (query) => {
      if (query === '') return;
      const things = stage === undefined ? [] : allThings(stage);
      select(findThings(things, query)[0] ?? { kind: 'vehicle', id: query });
    },
    follow,
    home: () => stage?.lookAtStart(true),
    setLayers: (layers) => {
      store.layers.value = layers;
      stage?.setLayers(layers);
    },
    setLight: (light) => {
      store.light.value = light;
      context.applyLight();
    },
    setQuality: (wish) => {
      store.quality_wish.value = wish;
      if (wish !== 'auto') stage?.setQuality(wish);
      else stage?.setQuality(stage.software ? 'lite' : 'high');
    },
    copy: (text) => {
      navigator.clipboard.writeText(text).then(
        () => notify('copied', ''),
        () => {},
      );
    },
  };
}

/** Everything that can be found at this moment: vehicles first. */
export function allThings(stage: Stage): Thing[] {
  const vehicles = shownIds(stage.fleet).map((id): Thing => ({ kind: 'vehicle', id }));
  return [...vehicles, ...stage.places.map(({ kind, id }): Thing => ({ kind, id }))];
}
