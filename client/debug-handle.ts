/** `window.__v2x`: what tests and curious people may ask the page. Always there; reads the page, moves only the eye. */
import { Vector3 } from 'three';
import type { Page } from './page.ts';
import { poseOf, shownIds, shownSlot } from './scene/fleet.ts';
import type { CameraPlace } from './scene/opening-shot.ts';
import type { Quality } from './scene/quality.ts';
import type { Stage } from './scene/stage.ts';
import { alphaAt } from './source/playback.ts';

export interface VehicleProbe {
  readonly slot: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Radians counter-clockwise from east. */
  readonly yaw: number;
  readonly speed_mps: number;
  readonly state: number;
  readonly shape: string;
  readonly screen: { readonly x: number; readonly y: number; readonly visible: boolean };
}

export interface DebugHandle {
  readonly version: string;
  /** Resolves when the network stands and the first frame was drawn. */
  readonly ready: Promise<void>;
  stats(): Readonly<Record<string, unknown>>;
  vehicle(id: string): VehicleProbe | null;
  vehicles(): string[];
  /** Letters of all signal groups, signals in order. */
  signals(): Readonly<Record<string, string>>;
  layers(): Readonly<Record<string, boolean>>;
  setCamera(place: CameraPlace | 'start'): void;
  setQuality(quality: Quality): void;
  /** Chooses what is at a place of the picture; its id. */
  pick(x_px: number, y_px: number): string | null;
  /** Holds the picture on the newest frame, or lets it go. */
  freeze(on: boolean): void;
  renderOnce(): { readonly js_ms: number; readonly total_ms: number };
}

declare global {
  interface Window {
    __v2x: DebugHandle;
  }
}

export function createDebugHandle(page: Page, stage: Stage, ready: Promise<void>, version: string): DebugHandle {
  return {
    version,
    ready,
    stats: () => stats(page, stage),
    vehicle: (id) => probe(stage, id),
    vehicles: () => shownIds(stage.fleet),
    signals: () => signals(stage),
    layers: () => page.store.layers.value,
    setCamera(place) {
      if (place === 'start') stage.lookAtStart(false);
      else stage.eye.fly(place, false);
    },
    setQuality: (quality) => page.actions.setQuality(quality),
    pick: (x_px, y_px) => page.pick(x_px, y_px)?.id ?? null,
    freeze(on) {
      stage.playback.frozen_alpha = on ? 1 : -1;
    },
    renderOnce() {
      const begin_ms = performance.now();
      const js_ms = stage.render(begin_ms, 0);
      stage.finish();
      return { js_ms, total_ms: performance.now() - begin_ms };
    },
  };
}

function stats(page: Page, stage: Stage): Readonly<Record<string, unknown>> {
  const sorted = stage.js_ms.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return {
    connection: page.store.connection.value,
    run: page.store.run.value,
    vehicles: stage.fleet.live_count,
    walkers: stage.fleet.crowd.count,
    unknown: stage.fleet.unknown,
    drawCalls: stage.drawn.calls,
    triangles: stage.drawn.triangles,
    jsMs: { p50: at(0.5), p95: at(0.95) },
    framesDropped: stage.traffic.frames_dropped,
    frames: stage.playback.frames,
    lastSeq: stage.traffic.last_seq,
    simTimeMs: stage.simTime(),
    labels: stage.overlay.label_count,
    arcs: stage.overlay.arc_count,
    warnings: page.store.warnings.value.length,
    badPayloads: page.bad_payloads,
    quality: stage.quality,
    software: stage.software,
    theme: page.store.theme.value,
  };
}

function probe(stage: Stage, id: string): VehicleProbe | null {
  const slot = shownSlot(stage.fleet, id);
  const vehicle = stage.fleet.vehicles[slot];
  if (vehicle === undefined) return null;
  const pose = new Float32Array(4);
  poseOf(stage.fleet, slot, alphaAt(stage.playback, performance.now()), pose);
  const point = new Vector3(pose[0], pose[1], pose[2] + vehicle.height_m / 2).project(stage.eye.camera);
  const visible = Math.abs(point.x) <= 1 && Math.abs(point.y) <= 1 && point.z <= 1;
  return {
    slot,
    x: pose[0],
    y: pose[1],
    z: pose[2],
    yaw: pose[3],
    speed_mps: stage.fleet.speed_mps[slot],
    state: stage.fleet.state[slot],
    shape: vehicle.shape,
    screen: { x: ((point.x + 1) / 2) * window.innerWidth, y: ((1 - point.y) / 2) * window.innerHeight, visible },
  };
}

function signals(stage: Stage): Readonly<Record<string, string>> {
  const letters: Record<string, string> = {};
  for (const signal of stage.network?.signals ?? []) {
    const own = stage.traffic.letters.subarray(signal.first_group, signal.first_group + signal.group_count);
    letters[signal.id] = String.fromCharCode(...own);
  }
  return letters;
}
