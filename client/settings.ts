/** What the page's address may say: ?run= &sel= &cam= &layers= &lang= &light= &q= &maxfps= &mock= &broker= &test. Pure. */
import { QUALITIES } from './scene/quality.ts';
import type { LayerSwitches } from './scene/layers.ts';
import type { CameraPlace } from './scene/opening-shot.ts';
import type { Thing } from './scene/places.ts';
import { readCamera, readChosen, readLayers } from './url-state.ts';
import type { LightWish, QualityWish } from './panels/store.ts';

export interface PageSettings {
  readonly run: string | undefined;
  readonly language: string | null;
  readonly light: LightWish;
  readonly quality: QualityWish;
  readonly chosen: Thing | undefined;
  readonly camera: CameraPlace | undefined;
  readonly layers: LayerSwitches;
  readonly max_fps: number | undefined;
  /** Vehicles of the mock; 0 = the live broker. */
  readonly mock_vehicles: number;
  /** Another broker's WebSocket address. */
  readonly broker: string | undefined;
  /** Keeps the picture readable for tests. */
  readonly test: boolean;
}

const MOCK_VEHICLES = 48;

/** Reads the query of an address; what makes no sense is as if it were not there. */
export function readSettings(search: string): PageSettings {
  const query = new URLSearchParams(search);
  const light = query.get('light');
  const quality = query.get('q');
  const fps = Number(query.get('maxfps'));
  const mock = query.get('mock');
  return {
    run: query.get('run') ?? undefined,
    language: query.get('lang'),
    light: light === 'day' || light === 'night' ? light : 'auto',
    quality: QUALITIES.find((each) => each === quality) ?? 'auto',
    chosen: readChosen(query.get('sel')),
    camera: readCamera(query.get('cam')),
    layers: readLayers(query.get('layers')),
    max_fps: fps > 0 ? fps : undefined,
    mock_vehicles: mock === null ? 0 : Number(mock) > 0 ? Number(mock) : MOCK_VEHICLES,
    broker: query.get('broker') ?? undefined,
    test: query.has('test'),
  };
}

/** The broker of the page's own host. */
export function ownBroker(location: { readonly protocol: string; readonly host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`;
}
