/** Rings on the ground and names above: about what is chosen, who is warned, and vehicles that outside agents drive. */
import type { Object3D } from 'three';
import { Vector3 } from 'three';
import type { WarningFact } from '../source/events.ts';
import { WARNING_LEVEL } from '../source/events.ts';
import { STATE_BIT } from '../source/frame-columns.ts';
import type { Fleet } from './fleet.ts';
import { poseOf } from './fleet.ts';
import { createHighlight } from './highlight.ts';
import type { LabelWish } from './labels.ts';
import type { Palette } from './palette.ts';
import type { Place } from './places.ts';

/** Names are shown up to this distance from the eye. */
const LABEL_M = 300;
/** Vehicles with a name at once beside the chosen and the warned ones. */
const AGENT_LABELS_MAX = 12;
const RANK = { chosen: 5, critical: 4.5, warning: 4, agent: 2.5 } as const;
/** Signs of the applications, the same in every language. */
const SHORT: Readonly<Record<string, string>> = { fcw: 'FCW', hazard: 'HLW', slw: 'SLW', speed_advice: 'GLOSA' };

export interface MarkedScene {
  readonly fleet: Fleet;
  /** Slot of the chosen vehicle, -1 = none. */
  readonly selected: number;
  readonly chosen_place: Place | undefined;
  readonly warnings: readonly WarningFact[];
  readonly with_warnings: boolean;
  readonly alpha: number;
  readonly growth: number;
  readonly eye: Vector3;
}

export interface Marks {
  readonly object: Object3D;
  /** Draws the rings; returns the names that are wanted. */
  update(scene: MarkedScene): LabelWish[];
  setPalette(palette: Palette): void;
}

export function createMarks(): Marks {
  const rings = createHighlight();
  const pose = new Float32Array(4);
  const point = new Vector3();
  const color = { accent: 0, warn: 0, crit: 0, agent: 0 };

  function ring(scene: MarkedScene, slot: number, shade: number, wider_m: number): boolean {
    const vehicle = scene.fleet.vehicles[slot];
    if (vehicle === undefined) return false;
    poseOf(scene.fleet, slot, scene.alpha, pose);
    rings.add(pose[0], pose[1], pose[2], (vehicle.length_m * 0.62 + 0.6 + wider_m) * scene.growth, shade);
    return true;
  }

  function wish(scene: MarkedScene, slot: number, label: Pick<LabelWish, 'key' | 'text' | 'kind' | 'rank'>): LabelWish {
    const height_m = scene.fleet.vehicles[slot]?.height_m ?? 1.5;
    return { ...label, x: pose[0], y: pose[1], z: pose[2] + (height_m + 0.8) * scene.growth };
  }

  function isNear(scene: MarkedScene): boolean {
    return scene.eye.distanceTo(point.set(pose[0], pose[1], pose[2])) <= LABEL_M;
  }

  function addWarned(scene: MarkedScene, wishes: LabelWish[]): void {
    for (const warning of scene.warnings) {
      if (warning.level < WARNING_LEVEL.warning) continue;
      const slot = scene.fleet.slot_of.get(warning.vehicle) ?? -1;
      const critical = warning.level >= WARNING_LEVEL.critical;
      if (slot < 0 || !ring(scene, slot, critical ? color.crit : color.warn, 0.7) || !isNear(scene)) continue;
      const seconds = warning.ttc_ms < 0 ? '' : ` ${(warning.ttc_ms / 1000).toFixed(1)} s`;
      const kind = critical ? 'critical' : 'warning';
      const text = `${SHORT[warning.kind] ?? warning.kind.toUpperCase()}${seconds}`;
      wishes.push(wish(scene, slot, { key: `w${warning.key}`, text, kind, rank: RANK[kind] }));
    }
  }

  function addAgents(scene: MarkedScene, wishes: LabelWish[]): void {
    const { fleet } = scene;
    let named = 0;
    for (let i = 0; i < fleet.live_count; i++) {
      const slot = fleet.live[i];
      if ((fleet.state[slot] & STATE_BIT.agent) === 0 || slot === scene.selected) continue;
      if (!ring(scene, slot, color.agent, 0.2) || named === AGENT_LABELS_MAX || !isNear(scene)) continue;
      named += 1;
      const text = fleet.vehicles[slot]?.agent || (fleet.vehicles[slot]?.id ?? '');
      wishes.push(wish(scene, slot, { key: `a${slot}`, text, kind: 'agent', rank: RANK.agent }));
    }
  }

  function addChosen(scene: MarkedScene, wishes: LabelWish[]): void {
    const { fleet, selected, chosen_place } = scene;
    const vehicle = fleet.vehicles[selected];
    if (chosen_place !== undefined) {
      const { x, y, z, radius_m } = chosen_place;
      rings.add(x, y, z, radius_m, color.accent);
    }
    if (vehicle === undefined || !ring(scene, selected, color.accent, 0)) return;
    const text = `${vehicle.id} · ${Math.round(fleet.speed_mps[selected] * 3.6)} km/h`;
    wishes.push(wish(scene, selected, { key: `v${selected}`, text, kind: 'vehicle', rank: RANK.chosen }));
  }

  return {
    object: rings.group,
    update(scene) {
      const wishes: LabelWish[] = [];
      rings.begin();
      addChosen(scene, wishes);
      if (scene.with_warnings) addWarned(scene, wishes);
      addAgents(scene, wishes);
      rings.end();
      return wishes;
    },
    setPalette(palette) {
      Object.assign(color, {
        accent: palette.accent,
        warn: palette.warn,
        crit: palette.crit,
        agent: palette.arc_wired,
      });
    },
  };
}
