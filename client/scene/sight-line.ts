/** Decides what must be seen at this moment and how much room it gets; the shaders of see-through.ts do the rest. */
import type { PerspectiveCamera, Vector3 } from 'three';
import type { SightUniforms } from './see-through.ts';

/** Room about what is looked at, as a share of the eye's distance, and its bounds. */
const REACH_SHARE = 0.18;
const REACH_MIN_M = 9;
const REACH_MAX_M = 30;
/** The same about what is chosen. */
const CHOSEN_SHARE = 0.3;
const CHOSEN_MAX_M = 55;
/** Room that trees leave about a chosen vehicle. */
const TREE_GAP_M = 9;
/** Room about a chosen vehicle below the ground. */
const DIG_M = 15;
/** So far below the ground something counts as buried. */
const BURIED_M = 3;

/** `focus`: x, y, z of what is chosen, or undefined; `ground_m`: height of the ground there, or undefined where all is flat. */
export function setSight(
  sight: SightUniforms,
  camera: PerspectiveCamera,
  target: Vector3,
  focus: ArrayLike<number> | undefined,
  ground_m: number | undefined,
): void {
  sight.uSightEye.value.copy(camera.position);
  if (focus === undefined) sight.uSightFocus.value.copy(target);
  else sight.uSightFocus.value.set(focus[0], focus[1], focus[2]);
  const distance = camera.position.distanceTo(sight.uSightFocus.value);
  const [share, most_m] = focus === undefined ? [REACH_SHARE, REACH_MAX_M] : [CHOSEN_SHARE, CHOSEN_MAX_M];
  sight.uSightReach.value = Math.min(most_m, Math.max(REACH_MIN_M, distance * share));
  // Trees stand loosely: they give way to what is chosen alone.
  sight.uSightGap.value = focus === undefined ? 0 : Math.min(TREE_GAP_M, distance * 0.2);
  const buried = focus !== undefined && ground_m !== undefined && ground_m - focus[2] > BURIED_M;
  sight.uSightDig.value = buried ? Math.max(DIG_M, distance * 0.2) : 0;
}
