/** What is under the pointer: a ray against a ball about each live vehicle, where the picture shows it, then against what stands still. */
import type { PerspectiveCamera } from 'three';
import { Ray, Vector3 } from 'three';
import type { Fleet } from './fleet.ts';
import { poseOf } from './fleet.ts';
import { pickPlace } from './places.ts';
import type { Place, Thing } from './places.ts';

/** Far vehicles are as easy to hit as if they were this big on the screen, as a share of the distance. */
const SLACK = 0.014;
const pose = new Float32Array(4);

/** What the ray through the screen place meets (x and y in -1..1, y up): a vehicle before anything else. */
export function pickThing(
  fleet: Fleet,
  places: readonly Place[],
  camera: PerspectiveCamera,
  x: number,
  y: number,
  alpha: number,
): Thing | undefined {
  const direction = new Vector3(x, y, 0.5).unproject(camera).sub(camera.position).normalize();
  const vehicle = fleet.vehicles[pickVehicle(fleet, camera.position, direction, alpha)];
  if (vehicle !== undefined) return { kind: 'vehicle', id: vehicle.id };
  return pickPlace(places, new Ray(camera.position.clone(), direction));
}

/** Slot of the nearest vehicle along the ray, or -1. */
function pickVehicle(fleet: Fleet, origin: Vector3, ray: Vector3, alpha: number): number {
  const to = new Vector3();
  let best = -1;
  let best_score = Infinity;
  for (let i = 0; i < fleet.live_count; i++) {
    const slot = fleet.live[i];
    const vehicle = fleet.vehicles[slot];
    if (vehicle === undefined) continue;
    poseOf(fleet, slot, alpha, pose);
    to.set(pose[0], pose[1], pose[2] + vehicle.height_m / 2).sub(origin);
    const along = to.dot(ray);
    if (along <= 0) continue;
    const off = Math.sqrt(Math.max(0, to.lengthSq() - along * along));
    const radius = Math.max(vehicle.length_m * 0.45, along * SLACK);
    // A hit in the middle beats one at the rim; of two in a line the nearer one wins.
    const score = along + off * 6;
    if (off <= radius && score < best_score) {
      best = slot;
      best_score = score;
    }
  }
  return best;
}
