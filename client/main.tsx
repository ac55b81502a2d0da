/** The page from the outside in: reads the address, makes stage, page and panels, and connects the source. */
import { render } from 'preact';
import { keepAddress } from './address.ts';
import { createDebugHandle } from './debug-handle.ts';
import { listenToClicks, listenToKeys } from './keys.ts';
import { Page } from './page.ts';
import { App } from './panels/app.tsx';
import { Stage } from './scene/stage.ts';
import { ownBroker, readSettings } from './settings.ts';
import type { PageSettings } from './settings.ts';
import type { SourceListener, ViewSource } from './source/source.ts';
import './style.css';
import { firstLanguage, setLanguage, storedLanguage, t } from './text/text.ts';

const VERSION = '0.1.0';
/** Below this width the panels are sheets (style.css has the same figure). */
const NARROW_PX = 900;
const LEFT_PANEL_PX = 268;
const RIGHT_PANEL_PX = 316;
const DOCK_PX = 190;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}

async function startSource(settings: PageSettings, listener: SourceListener): Promise<ViewSource> {
  if (settings.mock_vehicles > 0) {
    const { startMockSource } = await import('./source/mock-source.ts');
    return startMockSource(listener, settings.mock_vehicles);
  }
  const { startLiveSource } = await import('./source/live-source.ts');
  return startLiveSource({ url: settings.broker ?? ownBroker(window.location), run: settings.run }, listener);
}

/** The picture; undefined where the browser cannot draw it, and the rest of the page goes without. */
function createStage(
  canvas: HTMLCanvasElement,
  settings: PageSettings,
  onQuality: (stage: Stage | undefined) => void,
): Stage | undefined {
  try {
    let stage: Stage | undefined = undefined;
    stage = new Stage(canvas, element('labels'), {
      quality: settings.quality === 'auto' ? undefined : settings.quality,
      max_fps: settings.max_fps,
      still: window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      preserve: settings.test,
      onQuality: () => onQuality(stage),
    });
    return stage;
  } catch (error) {
    console.warn('no picture:', error);
    return undefined;
  }
}

/** Keeps what is looked at in the middle of what the panels leave free. */
function fitToPanels(stage: Stage, page: Page): void {
  stage.resize();
  const wide = window.innerWidth >= NARROW_PX;
  const sheet = !wide && page.store.sheet.value !== 'none';
  stage.eye.setFreeSpace(
    wide ? LEFT_PANEL_PX : 0,
    wide && page.store.chosen.value !== undefined ? RIGHT_PANEL_PX : 0,
    sheet ? window.innerHeight * 0.45 : wide && page.store.dock.value ? DOCK_PX : 0,
  );
}

async function main(): Promise<void> {
  const settings = readSettings(window.location.search);
  setLanguage(firstLanguage(settings.language, storedLanguage(), navigator.language));
  const canvas = element('scene') as HTMLCanvasElement;
  let page: Page | undefined = undefined;
  const stage = createStage(canvas, settings, (made) => {
    if (page !== undefined && made !== undefined) page.store.quality.value = made.quality;
  });
  page = new Page(stage, settings);
  if (stage !== undefined) page.store.quality.value = stage.quality;
  canvas.setAttribute('aria-label', t('app.scene'));
  document.documentElement.dataset['quality'] = page.store.quality.value;
  page.store.quality.subscribe((quality) => (document.documentElement.dataset['quality'] = quality));
  render(<App store={page.store} actions={page.actions} />, element('app'));
  listenToKeys(page, stage);
  if (stage !== undefined) startPicture(stage, page, canvas, settings);
  page.refresh();
  page.start(await startSource(settings, page.listener));
}

function startPicture(stage: Stage, page: Page, canvas: HTMLCanvasElement, settings: PageSettings): void {
  const fit = (): void => fitToPanels(stage, page);
  new ResizeObserver(fit).observe(canvas);
  page.store.chosen.subscribe(fit);
  page.store.sheet.subscribe(fit);
  page.store.dock.subscribe(fit);
  listenToClicks(page, canvas);
  canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
  const ready = new Promise<void>((resolve) => {
    const watch = (): void => {
      if (stage.network !== undefined && stage.playback.frames > 0) resolve();
      else requestAnimationFrame(watch);
    };
    watch();
  });
  keepAddress(page.store, page.actions, stage, settings);
  window.__v2x = createDebugHandle(page, stage, ready, VERSION);
  stage.start();
}

void main();
