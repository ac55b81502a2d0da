/** What of the page's state stands in its address: chosen thing, camera, layers, light, language, quality, run. Pure. */
import type { QualityWish, LightWish } from './panels/store.ts';
import { FIRST_LAYERS, LAYERS } from './scene/layers.ts';
import type { LayerSwitches } from './scene/layers.ts';
import type { CameraPlace } from './scene/opening-shot.ts';
import type { Thing, ThingKind } from './scene/places.ts';
import type { Language } from './text/text.ts';

export interface UrlState {
  readonly run: string | undefined;
  readonly chosen: Thing | undefined;
  readonly camera: CameraPlace | undefined;
  readonly layers: LayerSwitches;
  readonly light: LightWish;
  readonly language: Language | undefined;
  readonly quality: QualityWish;
}

const KINDS: readonly ThingKind[] = ['vehicle', 'rsu', 'signal', 'station'];

/** `kind:id`; a bare id is a vehicle. */
export function readChosen(text: string | null): Thing | undefined {
  if (text === null || text === '') return undefined;
  const colon = text.indexOf(':');
  const kind = KINDS.find((each) => each === text.slice(0, colon));
  return kind === undefined ? { kind: 'vehicle', id: text } : { kind, id: text.slice(colon + 1) };
}

/** Six numbers, metres: x, y, z of the eye, then of what it looks at. */
export function readCamera(text: string | null): CameraPlace | undefined {
  const numbers = (text ?? '').split(',').map(Number);
  if (text === null || numbers.length !== 6 || !numbers.every((value) => Number.isFinite(value))) return undefined;
  const [a, b, c, d, e, f] = numbers;
  return { eye: [a, b, c], target: [d, e, f] };
}

/** Names of layers that differ from the first state: `ranges,-trees`. */
export function readLayers(text: string | null): LayerSwitches {
  const layers: Record<string, boolean> = { ...FIRST_LAYERS };
  for (const part of (text ?? '').split(',')) {
    const name = LAYERS.find((each) => each === part.replace(/^-/, ''));
    if (name !== undefined) layers[name] = !part.startsWith('-');
  }
  return layers as unknown as LayerSwitches;
}

/** The query of an address in which everything else stays as it is; what is as at first is left out. */
export function writeUrlState(search: string, state: UrlState): string {
  const query = new URLSearchParams(search);
  const put = (name: string, value: string | undefined): void => {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  };
  const { chosen, camera } = state;
  put('run', state.run);
  put('sel', chosen === undefined ? undefined : chosen.kind === 'vehicle' ? chosen.id : `${chosen.kind}:${chosen.id}`);
  put('cam', camera === undefined ? undefined : [...camera.eye, ...camera.target].map((m) => m.toFixed(1)).join(','));
  put(
    'layers',
    LAYERS.filter((name) => state.layers[name] !== FIRST_LAYERS[name])
      .map((name) => (state.layers[name] ? name : `-${name}`))
      .join(','),
  );
  put('light', state.light === 'auto' ? undefined : state.light);
  put('lang', state.language);
  put('q', state.quality === 'auto' ? undefined : state.quality);
  // Colons and commas may stand in a query as they are, and are easier to read.
  const text = query
    .toString()
    .replace(/%2C/g, ',')
    .replace(/%3A/g, ':')
    .replace(/=(?=&|$)/g, '');
  return text === '' ? '' : `?${text}`;
}
