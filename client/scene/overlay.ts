/** What is drawn over traffic and city: messages on their way, radio ranges, rings, names. */
import { Group } from 'three';
import type { Vector3 } from 'three';
import type { EventFacts, WarningFact } from '../source/events.ts';
import { CLOUD_ID } from '../source/events.ts';
import type { RsuFact } from '../source/scene-facts.ts';
import { createArcs } from './arcs.ts';
import type { Eye } from './camera.ts';
import { createCoverage } from './coverage.ts';
import type { Coverage } from './coverage.ts';
import type { Fleet } from './fleet.ts';
import { poseOf } from './fleet.ts';
import { createLabels } from './labels.ts';
import type { LabelWish } from './labels.ts';
import { FIRST_LAYERS } from './layers.ts';
import type { LayerSwitches } from './layers.ts';
import { createMarks } from './marks.ts';
import type { ArcScene } from './message-arcs.ts';
import { planArcs, startArcs } from './message-arcs.ts';
import type { Palette } from './palette.ts';
import { PALETTES } from './palette.ts';
import { placeOf } from './places.ts';
import type { Place, Thing } from './places.ts';

/** Names of places are shown up to this distance from the eye. */
const PLACE_LABEL_M = 320;
/** The cloud hangs over what is looked at, this share of the eye's distance above it. */
const CLOUD_RISE = 0.26;
const CLOUD_MAX_M = 90;

/** What the overlay reads of the stage. */
export interface OverlayScene {
  readonly fleet: Fleet;
  readonly eye: Eye;
  readonly places: readonly Place[];
  /** Slot of the chosen vehicle, -1 = none. */
  readonly selected: number;
  readonly chosen: Thing | undefined;
}

export interface Overlay {
  readonly group: Group;
  readonly label_count: number;
  readonly arc_count: number;
  readonly warnings: readonly WarningFact[];
  setRsus(rsus: readonly RsuFact[]): void;
  /** Names that belong to the map, and what is written over places (by id) instead of their id. */
  setNames(names: readonly LabelWish[], place_names: ReadonlyMap<string, string>): void;
  takeEvents(scene: OverlayScene, events: EventFacts, now_s: number): void;
  forget(): void;
  update(scene: OverlayScene, alpha: number, growth: number, now_s: number): void;
  placeLabels(eye: Eye): void;
  setLayers(layers: LayerSwitches): void;
  setPalette(palette: Palette): void;
  dispose(): void;
}

/** `still`: nothing moves by itself. */
export function createOverlay(label_root: HTMLElement, still: boolean): Overlay {
  const arcs = createArcs();
  const marks = createMarks();
  const labels = createLabels(label_root);
  const group = new Group();
  group.add(arcs.mesh, marks.object);
  const pose = new Float32Array(4);
  let coverage: Coverage | undefined;
  let palette = PALETTES.day;
  let layers: LayerSwitches = FIRST_LAYERS;
  let warnings: readonly WarningFact[] = [];
  let names: readonly LabelWish[] = [];
  let place_names: ReadonlyMap<string, string> = new Map();
  let wishes: LabelWish[] = [];
  let alpha = 1;

  function cloudPlace({ target, camera }: Eye, out: Float32Array): void {
    const rise_m = Math.min(CLOUD_MAX_M, camera.position.distanceTo(target) * CLOUD_RISE);
    out.set([target.x, target.y, target.z + rise_m]);
  }

  function arcScene(scene: OverlayScene): ArcScene {
    const { fleet, eye, places, chosen } = scene;
    const masts = new Map(places.filter((place) => place.kind !== 'signal').map((place) => [place.id, place]));
    return {
      place(id, out) {
        if (id === CLOUD_ID) {
          cloudPlace(eye, out);
          return true;
        }
        const mast = masts.get(id);
        if (mast !== undefined) {
          out.set([mast.x, mast.y, mast.z + mast.height_m]);
          return true;
        }
        const slot = fleet.slot_of.get(id) ?? -1;
        const vehicle = fleet.vehicles[slot];
        if (vehicle === undefined) return false;
        poseOf(fleet, slot, alpha, pose);
        out.set([pose[0], pose[1], pose[2] + vehicle.height_m]);
        return true;
      },
      center: eye.target.toArray(),
      reach_m: Math.max(60, eye.camera.position.distanceTo(eye.target) * 1.1),
      chosen: chosen?.kind === 'signal' ? '' : (chosen?.id ?? ''),
    };
  }

  function placeWishes(scene: OverlayScene): LabelWish[] {
    const eye = scene.eye.camera.position;
    const near = scene.places.flatMap((place) => {
      if (place.kind === 'signal') return [];
      const distance = Math.hypot(place.x - eye.x, place.y - eye.y, place.z - eye.z);
      if (distance > PLACE_LABEL_M) return [];
      const rank = (place.kind === 'station' ? 2 : 1) - distance / PLACE_LABEL_M;
      const z = place.z + place.height_m + 1.5;
      return [
        {
          key: `${place.kind}${place.id}`,
          text: place_names.get(place.id) ?? place.id,
          kind: place.kind,
          rank,
          x: place.x,
          y: place.y,
          z,
        },
      ];
    });
    if (arcs.count === 0) return [...near, ...names];
    const at = new Float32Array(3);
    cloudPlace(scene.eye, at);
    return [...near, ...names, { key: 'cloud', text: '', kind: 'cloud', rank: 3, x: at[0], y: at[1], z: at[2] }];
  }

  return {
    group,
    get label_count() {
      return labels.count;
    },
    get arc_count() {
      return arcs.count;
    },
    get warnings() {
      return warnings;
    },
    setRsus(rsus) {
      if (coverage !== undefined) {
        group.remove(coverage.mesh);
        coverage.dispose();
      }
      coverage = createCoverage(rsus);
      coverage.setPalette(palette);
      group.add(coverage.mesh);
    },
    setNames(next, next_places) {
      names = next;
      place_names = next_places;
    },
    takeEvents(scene, events, now_s) {
      warnings = events.warnings;
      if (!layers.arcs || document.hidden) return;
      const places = arcScene(scene);
      startArcs(arcs, planArcs(events.samples, places), places, now_s);
    },
    forget() {
      warnings = [];
      arcs.clear();
    },
    update(scene, next_alpha, growth, now_s) {
      alpha = next_alpha;
      arcs.update(now_s, still);
      coverage?.show(layers.ranges && layers.rsus, scene.chosen?.kind === 'rsu' ? scene.chosen.id : '');
      coverage?.update(still ? 0 : now_s);
      const chosen_place = placeOf(scene.places, scene.chosen);
      const eye: Vector3 = scene.eye.camera.position;
      const { fleet, selected } = scene;
      const with_warnings = layers.warnings;
      wishes = marks.update({ fleet, selected, chosen_place, warnings, with_warnings, alpha, growth, eye });
      if (layers.labels) wishes.push(...placeWishes(scene));
    },
    placeLabels(eye) {
      labels.place(wishes, eye.camera, eye.view);
    },
    setLayers(next) {
      layers = next;
      if (!next.arcs) arcs.clear();
    },
    setPalette(next) {
      palette = next;
      arcs.setPalette(next);
      marks.setPalette(next);
      coverage?.setPalette(next);
    },
    dispose() {
      arcs.dispose();
      coverage?.dispose();
    },
  };
}
