/** Where the page first looks: the busiest junction, seen from above along its widest approach. Pure. */
import type { NetworkFacts } from '../source/facts.ts';
import type { Fleet } from './fleet.ts';

const NEAR_M = 90;
const DISTANCE_M = 92;
const PITCH_RAD = (36 * Math.PI) / 180;
/** Off the approach's axis, so that the road leads into the picture at a slant. */
const TURN_RAD = (28 * Math.PI) / 180;
/** Movements count where nobody drives yet. */
const LINK_WEIGHT = 0.25;

export interface CameraPlace {
  readonly eye: readonly [number, number, number];
  readonly target: readonly [number, number, number];
}

/** The scenario's own shot (x, y, z of the eye, then of its target); undefined where it gives none. */
export function givenShot(shot: readonly number[] | undefined): CameraPlace | undefined {
  if (shot === undefined || shot.length !== 6) return undefined;
  return { eye: [shot[0], shot[1], shot[2]], target: [shot[3], shot[4], shot[5]] };
}

/** A look at something that stands still. */
export function placeShot(place: Place & { readonly height_m: number; readonly radius_m: number }): CameraPlace {
  const middle = { x: place.x, y: place.y, z: place.z + place.height_m / 2 };
  // Steeply, so that blocks about a site hide little of it.
  return lookAt(middle, -1.2, 0.9, Math.max(60, place.radius_m * 2.6));
}

/** Scores every junction by vehicles near it and movements across it; signals come first. */
export function openingShot(network: NetworkFacts, fleet: Fleet): CameraPlace {
  const place = busiestPlace(network, fleet);
  const heading = approachHeading(network, place);
  const azimuth = heading + Math.PI + TURN_RAD;
  return lookAt(place, azimuth, PITCH_RAD, DISTANCE_M);
}

/** A camera `distance_m` from a place, standing towards `azimuth_rad` and looking down by `pitch_rad`. */
export function lookAt(
  place: { readonly x: number; readonly y: number; readonly z: number },
  azimuth_rad: number,
  pitch_rad: number,
  distance_m: number,
): CameraPlace {
  const flat = Math.cos(pitch_rad) * distance_m;
  return {
    eye: [
      place.x + Math.cos(azimuth_rad) * flat,
      place.y + Math.sin(azimuth_rad) * flat,
      place.z + Math.sin(pitch_rad) * distance_m,
    ],
    target: [place.x, place.y, place.z],
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export function busiestPlace(network: NetworkFacts, fleet: Fleet): Place {
  const signals = network.signals.map((signal) => ({
    x: signal.x,
    y: signal.y,
    z: signal.z,
    links: signal.group_count,
  }));
  const junctions = network.junctions.map((junction) => ({
    x: junction.x,
    y: junction.y,
    z: junction.z,
    links: junction.links.length,
  }));
  const candidates = signals.length > 0 ? signals : junctions;
  let best: Place = {
    x: (network.bounds.x_min + network.bounds.x_max) / 2,
    y: (network.bounds.y_min + network.bounds.y_max) / 2,
    z: 0,
  };
  let best_score = -1;
  for (const candidate of candidates) {
    const score = vehiclesNear(fleet, candidate) + LINK_WEIGHT * candidate.links;
    if (score > best_score) {
      best_score = score;
      best = candidate;
    }
  }
  return best;
}

function vehiclesNear(fleet: Fleet, place: Place): number {
  let count = 0;
  for (let i = 0; i < fleet.live_count; i++) {
    const at = fleet.live[i] * 4;
    if (Math.hypot(fleet.to[at] - place.x, fleet.to[at + 1] - place.y) < NEAR_M) count += 1;
  }
  return count;
}

/** Driving direction of the approach with the most lanes near the place. */
function approachHeading(network: NetworkFacts, place: Place): number {
  let heading = 0;
  let lanes = 0;
  for (const edge of network.edges) {
    const lane = network.lanes[edge.first_lane];
    if (edge.internal || lane === undefined || edge.lane_count <= lanes) continue;
    const end = lane.shape.length - 3;
    if (end < 3 || Math.hypot(lane.shape[end] - place.x, lane.shape[end + 1] - place.y) > 45) continue;
    lanes = edge.lane_count;
    heading = Math.atan2(lane.shape[end + 1] - lane.shape[end - 2], lane.shape[end] - lane.shape[end - 3]);
  }
  return heading;
}
