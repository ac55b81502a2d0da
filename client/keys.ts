/** Keys of the page and clicks on the picture. */
import type { Page } from './page.ts';
import { nextPace } from './panels/format.ts';
import { isPaused } from './panels/run-panel.tsx';
import type { LightWish } from './panels/store.ts';
import { LAYER_KEYS, LAYERS } from './scene/layers.ts';
import type { Stage } from './scene/stage.ts';

/** A pointer that moved farther than this was a drag. */
const CLICK_SLACK_PX = 5;
const TURN_STEP_RAD = Math.PI / 18;
const NEXT_LIGHT: Readonly<Record<LightWish, LightWish>> = { auto: 'day', day: 'night', night: 'auto' };

/** Listens until the returned function is called. */
export function listenToKeys(page: Page, stage: Stage | undefined): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const done = pageKey(page, event.key) || (stage !== undefined && cameraKey(stage, event));
    if (done) event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

/** Keys belong to a field while somebody types in it; Space belongs to a button. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches('input, select, textarea, [contenteditable]');
}

function pageKey(page: Page, key: string): boolean {
  const { store, actions } = page;
  const pace = store.pace.value;
  const on_control = document.activeElement?.matches('button, summary') === true;
  switch (key) {
    case ' ':
      if (on_control) return false;
      if (isPaused(store)) actions.resume();
      else actions.pause();
      return true;
    case '.':
      actions.step();
      return true;
    case '[':
      actions.setPace(nextPace(pace, -1));
      return true;
    case ']':
      actions.setPace(nextPace(pace, 1));
      return true;
    case '/':
      find(page);
      return true;
    case '?':
      store.help.value = !store.help.value;
      return true;
    case 'c':
      actions.follow(store.vehicle.value?.following !== true);
      return true;
    case 'h':
      actions.home();
      return true;
    case 'g':
      store.dock.value = !store.dock.value;
      return true;
    case 'v':
      store.table.value = !store.table.value;
      return true;
    case 'n':
      actions.setLight(NEXT_LIGHT[store.light.value]);
      return true;
    case 'Escape':
      if (store.sheet.value !== 'none') store.sheet.value = 'none';
      else actions.select(undefined);
      return true;
    default:
      return layerKey(page, key);
  }
}

/** A key that switches a layer. */
function layerKey(page: Page, key: string): boolean {
  const name = LAYERS.find((layer) => LAYER_KEYS[layer] === key);
  if (name === undefined) return false;
  const layers = page.store.layers.value;
  page.actions.setLayers({ ...layers, [name]: !layers[name] });
  return true;
}

function find(page: Page): void {
  page.actions.select(undefined);
  if (window.innerWidth < 900) page.store.sheet.value = 'vehicle';
  requestAnimationFrame(() => document.getElementById('search')?.focus());
}

function cameraKey(stage: Stage, event: KeyboardEvent): boolean {
  const { eye } = stage;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  switch (key) {
    case 'ArrowLeft':
    case 'a':
      return go(() => eye.pan(-1, 0));
    case 'ArrowRight':
    case 'd':
      return go(() => eye.pan(1, 0));
    case 'ArrowUp':
    case 'w':
      return go(() => eye.pan(0, 1));
    case 'ArrowDown':
    case 's':
      return go(() => eye.pan(0, -1));
    case 'q':
      return go(() => eye.turn(TURN_STEP_RAD, 0));
    case 'e':
      return go(() => eye.turn(-TURN_STEP_RAD, 0));
    case 'r':
      return go(() => eye.turn(0, -TURN_STEP_RAD / 2));
    case 'f':
      return go(() => eye.turn(0, TURN_STEP_RAD / 2));
    case '+':
    case '=':
      return go(() => eye.zoom(0.8));
    case '-':
      return go(() => eye.zoom(1.25));
    default:
      return false;
  }
}

function go(move: () => void): true {
  move();
  return true;
}

/** A click on the picture, not a drag, chooses a vehicle. */
export function listenToClicks(page: Page, canvas: HTMLCanvasElement): () => void {
  let down: { x: number; y: number } | undefined;
  const onDown = (event: PointerEvent): void => {
    down = event.button === 0 ? { x: event.clientX, y: event.clientY } : undefined;
  };
  const onUp = (event: PointerEvent): void => {
    const start = down;
    down = undefined;
    if (start === undefined || Math.hypot(event.clientX - start.x, event.clientY - start.y) > CLICK_SLACK_PX) return;
    const box = canvas.getBoundingClientRect();
    page.pick(event.clientX - box.left, event.clientY - box.top);
  };
  canvas.addEventListener('pointerdown', onDown);
  canvas.addEventListener('pointerup', onUp);
  return () => {
    canvas.removeEventListener('pointerdown', onDown);
    canvas.removeEventListener('pointerup', onUp);
  };
}
