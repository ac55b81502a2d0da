/** Keeps the page's address true, so that a link shows another the same; and carries out once what it said at the start. */
import { effect } from '@preact/signals';
import type { Actions, Store } from './panels/store.ts';
import type { Stage } from './scene/stage.ts';
import type { PageSettings } from './settings.ts';
import { language } from './text/text.ts';
import { writeUrlState } from './url-state.ts';

const PERIOD_MS = 1000;
/** Who is not there after so many looks is not waited for. */
const LOOKS_MAX = 15;

/** Runs until the returned function is called. */
export function keepAddress(store: Store, actions: Actions, stage: Stage, settings: PageSettings): () => void {
  let looks = settings.chosen === undefined ? LOOKS_MAX : 0;
  actions.setLayers(settings.layers);
  stage.first_camera = settings.camera;
  const timer = setInterval(() => {
    if (looks < LOOKS_MAX && store.running.value > 0) {
      looks += 1;
      const there = store.things.value.some(
        ({ kind, id }) => kind === settings.chosen?.kind && id === settings.chosen.id,
      );
      if (there || looks === LOOKS_MAX) {
        looks = LOOKS_MAX;
        actions.select(settings.chosen);
      }
      return;
    }
    write();
  }, PERIOD_MS);
  const write = (): void => {
    // Before the first picture stands, the address knows more than the page.
    if (store.running.value === 0 || looks < LOOKS_MAX) return;
    const search = writeUrlState(window.location.search, {
      run: settings.run ?? (store.runs.value.length > 1 ? store.run.value : undefined),
      chosen: store.chosen.value,
      camera: stage.eye.moved && !stage.following ? stage.eye.place() : undefined,
      layers: store.layers.value,
      light: store.light.value,
      language: settings.language === null ? undefined : language.value,
      quality: store.quality_wish.value,
    });
    if (search !== window.location.search)
      window.history.replaceState(null, '', `${window.location.pathname}${search}`);
  };
  const stop = effect(() => {
    // Read here, so that what a person did stands in the address at once.
    void [store.chosen.value, store.layers.value, store.light.value, store.quality_wish.value, language.value];
    write();
  });
  return () => {
    clearInterval(timer);
    stop();
  };
}
