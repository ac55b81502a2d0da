/** The eye: orbit, pan and zoom by pointer, touch and keys; flights to places; following a vehicle. */
import CameraControls from 'camera-controls';
import {
  Box3,
  Matrix4,
  PerspectiveCamera,
  Quaternion,
  Raycaster,
  Sphere,
  Spherical,
  Vector2,
  Vector3,
  Vector4,
} from 'three';
import type { FreeView } from './labels.ts';
import type { CameraPlace } from './opening-shot.ts';

CameraControls.install({
  THREE: { Box3, Matrix4, Quaternion, Raycaster, Sphere, Spherical, Vector2, Vector3, Vector4 },
});

const FIELD_OF_VIEW_DEG = 42;
const MIN_DISTANCE_M = 6;
const MAX_DISTANCE_M = 4000;
/** Portrait pictures look from farther away, so that the junction fits across. */
const REFERENCE_ASPECT = 1.5;
const FOLLOW_DISTANCE_M = 32;

export interface Eye {
  readonly camera: PerspectiveCamera;
  readonly target: Vector3;
  readonly view: FreeView;
  /** true while the picture moves by itself or by a hand. */
  update(delta_s: number): boolean;
  /** `exactly`: as given, whatever the shape of the view. */
  fly(place: CameraPlace, smooth: boolean, exactly?: boolean): void;
  /** Has somebody moved the eye since the last flight? */
  readonly moved: boolean;
  /** Where the eye is and what it looks at. */
  place(): CameraPlace;
  /** Keeps looking at a moving place; distance and angles stay the user's. */
  track(place: ArrayLike<number>, first: boolean): void;
  pan(right: number, forward: number): void;
  turn(left_rad: number, up_rad: number): void;
  zoom(factor: number): void;
  /** Shifts the picture's middle right and up by these shares of the view, so that panels do not cover what is looked at. */
  setFreeSpace(left_px: number, right_px: number, bottom_px: number): void;
  resize(width: number, height: number): void;
  dispose(): void;
}

export function createEye(canvas: HTMLElement): Eye {
  const camera = new PerspectiveCamera(FIELD_OF_VIEW_DEG, 1, 1, 12_000);
  camera.up.set(0, 0, 1);
  const controls = new CameraControls(camera, canvas);
  controls.minDistance = MIN_DISTANCE_M;
  controls.maxDistance = MAX_DISTANCE_M;
  controls.minPolarAngle = (1 * Math.PI) / 180;
  controls.maxPolarAngle = (85 * Math.PI) / 180;
  controls.smoothTime = 0.22;
  controls.draggingSmoothTime = 0.08;
  controls.dollyToCursor = true;
  controls.mouseButtons.left = CameraControls.ACTION.SCREEN_PAN;
  controls.mouseButtons.right = CameraControls.ACTION.ROTATE;
  controls.mouseButtons.middle = CameraControls.ACTION.ROTATE;
  controls.touches.one = CameraControls.ACTION.TOUCH_SCREEN_PAN;
  controls.touches.two = CameraControls.ACTION.TOUCH_DOLLY_ROTATE;
  const target = new Vector3();
  let by_hand = false;
  controls.addEventListener('control', () => (by_hand = true));
  const size = { width: 1, height: 1, left: 0, right: 0, bottom: 0 };

  function applyView(): void {
    const { width, height, left, right, bottom } = size;
    camera.aspect = width / height;
    camera.setViewOffset(width, height, (right - left) / 2, bottom / 2, width, height);
  }

  return {
    camera,
    target,
    view: size,
    update(delta_s) {
      const moved = controls.update(delta_s);
      controls.getTarget(target);
      // Near and far follow the height: depth stays exact close by and nothing is cut off from above.
      const distance = camera.position.distanceTo(target);
      const near = Math.max(0.5, distance / 120);
      if (Math.abs(near - camera.near) / camera.near > 0.2) {
        camera.near = near;
        camera.far = Math.max(6000, distance * 12);
        camera.updateProjectionMatrix();
      }
      return moved;
    },
    get moved() {
      return by_hand;
    },
    place: () => ({ eye: camera.position.toArray(), target: target.toArray() }),
    fly(place, smooth, exactly = false) {
      by_hand = exactly;
      const [tx, ty, tz] = place.target;
      const stretch = exactly ? 1 : Math.max(1, REFERENCE_ASPECT / (size.width / size.height) / 1.25);
      const [ex, ey, ez] = place.eye.map((value, axis) => place.target[axis] + (value - place.target[axis]) * stretch);
      void controls.setLookAt(ex, ey, ez, tx, ty, tz, smooth);
    },
    track(place, first) {
      void controls.moveTo(place[0], place[1], place[2], false);
      if (first && controls.distance > FOLLOW_DISTANCE_M * 1.5) void controls.dollyTo(FOLLOW_DISTANCE_M, true);
    },
    pan(right, forward) {
      by_hand = true;
      const step = controls.distance * 0.12;
      if (right !== 0) void controls.truck(right * step, 0, true);
      if (forward !== 0) void controls.forward(forward * step, true);
    },
    turn(left_rad, up_rad) {
      by_hand = true;
      void controls.rotate(left_rad, up_rad, true);
    },
    zoom(factor) {
      by_hand = true;
      void controls.dollyTo(controls.distance * factor, true);
    },
    setFreeSpace(left_px, right_px, bottom_px) {
      if (size.left === left_px && size.right === right_px && size.bottom === bottom_px) return;
      Object.assign(size, { left: left_px, right: right_px, bottom: bottom_px });
      applyView();
    },
    resize(width, height) {
      size.width = width;
      size.height = height;
      applyView();
    },
    dispose() {
      controls.dispose();
    },
  };
}
