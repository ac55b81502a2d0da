/** What is written over the picture: a ring and a name about the chosen vehicle, warned vehicles, names of near roadside units. */
import type { Object3D, PerspectiveCamera } from 'three';
import { Vector3 } from 'three';
import type { RsuFact } from '../source/facts.ts';
import { STATE_BIT } from '../source/frame-columns.ts';
import type { Fleet } from './fleet.ts';
import { poseOf } from './fleet.ts';
import { createHighlight } from './highlight.ts';
import { createLabels } from './labels.ts';
import type { LabelWish } from './labels.ts';
import type { Palette } from './palette.ts';

/** Names of roadside units and of warned vehicles are shown up to this distance from the eye. */
const LABEL_M = 260;
const RSU_LABEL_HEIGHT_M = 9.5;
const WARNING_COLOR = 0xf5a524;

/** What the marks are about. */
export interface Marked {
  readonly fleet: Fleet;
  readonly selected: number;
  readonly eye: { readonly camera: PerspectiveCamera };
}

export interface Marks {
  readonly object: Object3D;
  readonly label_count: number;
  update(marked: Marked, with_labels: boolean, rsus: readonly RsuFact[], alpha: number, growth: number): void;
  place(camera: PerspectiveCamera, width: number, height: number): void;
  setPalette(palette: Palette): void;
}

export function createMarks(label_root: HTMLElement): Marks {
  const rings = createHighlight();
  const labels = createLabels(label_root);
  const pose = new Float32Array(4);
  let wishes: LabelWish[] = [];
  const place = new Vector3();
  const point = new Vector3();
  let grown = 1;
  let accent = 0x38bdf8;

  function addVehicle(fleet: Fleet, slot: number, alpha: number, chosen: boolean): void {
    const vehicle = fleet.vehicles[slot];
    if (vehicle === undefined) return;
    poseOf(fleet, slot, alpha, pose);
    rings.add(pose[0], pose[1], pose[2], (vehicle.length_m * 0.62 + 0.6) * grown, chosen ? accent : WARNING_COLOR);
    if (!chosen && place.distanceTo(point.set(pose[0], pose[1], pose[2])) > LABEL_M) return;
    const text = chosen ? `${vehicle.id} · ${Math.round(fleet.speed_mps[slot] * 3.6)} km/h` : `▲ ${vehicle.id}`;
    wishes.push({
      key: `v${slot}`,
      text,
      kind: chosen ? 'vehicle' : 'warning',
      rank: chosen ? 3 : 2,
      x: pose[0],
      y: pose[1],
      z: pose[2] + (vehicle.height_m + 0.8) * grown,
    });
  }

  return {
    object: rings.mesh,
    get label_count() {
      return labels.count;
    },
    update({ fleet, selected, eye }, with_labels, rsus, alpha, growth) {
      grown = growth;
      place.copy(eye.camera.position);
      wishes = [];
      rings.begin();
      for (let i = 0; i < fleet.live_count; i++) {
        const slot = fleet.live[i];
        if (slot === selected) addVehicle(fleet, slot, alpha, true);
        else if ((fleet.state[slot] & STATE_BIT.warning) !== 0) addVehicle(fleet, slot, alpha, false);
      }
      rings.end();
      if (!with_labels) wishes = wishes.filter((wish) => wish.kind === 'vehicle');
      else wishes.push(...rsuWishes(rsus, eye.camera));
    },
    place(camera, width, height) {
      labels.place(wishes, camera, width, height);
    },
    setPalette(palette) {
      accent = palette.accent;
    },
  };
}

function rsuWishes(rsus: readonly RsuFact[], camera: PerspectiveCamera): LabelWish[] {
  const wishes: LabelWish[] = [];
  const eye = camera.position;
  for (const rsu of rsus) {
    const distance = Math.hypot(rsu.x - eye.x, rsu.y - eye.y, rsu.z - eye.z);
    if (distance > LABEL_M) continue;
    const z = rsu.z + RSU_LABEL_HEIGHT_M;
    wishes.push({
      key: `r${rsu.id}`,
      text: rsu.id,
      kind: 'rsu',
      rank: 1 - distance / LABEL_M,
      x: rsu.x,
      y: rsu.y,
      z,
    });
  }
  return wishes;
}
