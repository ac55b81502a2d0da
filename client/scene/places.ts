/** Things that stand still and can be chosen: roadside units, signals, stations. Found by id, and by a ray through the picture. */
import type { Ray } from 'three';
import { Vector3 } from 'three';
import type { NetworkFacts } from '../source/facts.ts';
import type { RsuFact } from '../source/scene-facts.ts';

export type ThingKind = 'vehicle' | 'rsu' | 'signal' | 'station';

/** What somebody chose. */
export interface Thing {
  readonly kind: ThingKind;
  readonly id: string;
}

export interface Place extends Thing {
  readonly kind: 'rsu' | 'signal' | 'station';
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Of what stands there: messages leave from its top. */
  readonly height_m: number;
  /** Of the ring about it. */
  readonly radius_m: number;
}

const MAST_M = 8;
/** Far things are as easy to hit as if they were this big on the screen, as a share of the distance. */
const SLACK = 0.016;

export function listPlaces(network: NetworkFacts | undefined, masts: readonly RsuFact[]): Place[] {
  const places: Place[] = masts.map(({ id, x, y, z }) => ({
    kind: 'rsu',
    id,
    x,
    y,
    z,
    height_m: MAST_M,
    radius_m: 1.6,
  }));
  for (const { id, x, y, z } of network?.signals ?? [])
    places.push({ kind: 'signal', id, x, y, z, height_m: 1, radius_m: 12 });
  for (const { id, x, y, z, radius_m } of network?.stations ?? [])
    places.push({ kind: 'station', id, x, y, z, height_m: 6, radius_m });
  return places;
}

export function placeOf(places: readonly Place[], thing: Thing | undefined): Place | undefined {
  return places.find((place) => place.kind === thing?.kind && place.id === thing.id);
}

/** The place that a ray meets, the nearest first; masts before the junction that they stand at. */
export function pickPlace(places: readonly Place[], ray: Ray): Place | undefined {
  const middle = new Vector3();
  let best: Place | undefined;
  let best_score = Infinity;
  for (const place of places) {
    middle.set(place.x, place.y, place.z + place.height_m * 0.5);
    const along = middle.clone().sub(ray.origin).dot(ray.direction);
    if (along <= 0) continue;
    const off = ray.distanceToPoint(middle);
    const reach = Math.max(place.kind === 'rsu' ? place.height_m * 0.4 : place.radius_m * 0.8, along * SLACK);
    const score = off / reach;
    if (score <= 1 && score + (place.kind === 'rsu' ? 0 : 1) < best_score) {
      best = place;
      best_score = score + (place.kind === 'rsu' ? 0 : 1);
    }
  }
  return best;
}
