/** All flat parts of the roads as lists of triangles, by material: pavement, asphalt, bus and cycle lanes, rails, markings. */
import { carriedBy } from '../source/facts.ts';
import type { NetworkFacts } from '../source/facts.ts';
import { addMarkings, isPaved } from './road-markings.ts';
import { addPolygon, addStrip, createFlatMesh } from './strip.ts';
import type { FlatMesh } from './strip.ts';

/** How far the pavement reaches beyond the asphalt. */
const PAVEMENT_M = 2.4;
const KERB_M = 0.22;

/** In the order in which they are painted over each other. */
export interface RoadSurface {
  readonly pavement: FlatMesh;
  readonly kerb: FlatMesh;
  readonly walk: FlatMesh;
  readonly rail: FlatMesh;
  readonly asphalt: FlatMesh;
  readonly bus: FlatMesh;
  readonly cycle: FlatMesh;
  readonly centre: FlatMesh;
  readonly white: FlatMesh;
}

/** Builds everything once for a network; a lane without two distinct points leaves nothing. */
export function buildRoadSurface(network: NetworkFacts): RoadSurface {
  const surface: RoadSurface = {
    pavement: createFlatMesh(),
    kerb: createFlatMesh(),
    walk: createFlatMesh(),
    rail: createFlatMesh(),
    asphalt: createFlatMesh(),
    bus: createFlatMesh(),
    cycle: createFlatMesh(),
    centre: createFlatMesh(),
    white: createFlatMesh(),
  };
  for (const lane of network.lanes) {
    const half = lane.width_m / 2;
    if (isPaved(lane)) {
      const ground =
        lane.junction < 0 && lane.kind === 'bus'
          ? surface.bus
          : lane.kind === 'bicycle' && lane.junction < 0
            ? surface.cycle
            : surface.asphalt;
      addStrip(ground, lane.shape, -half, half);
      // The outline of a junction has its own rim: that of a path across it would lie in the middle of the junction.
      if (lane.junction >= 0 && (network.junctions[lane.junction]?.shape.length ?? 0) >= 6) continue;
      // No pavement hangs over the side of a bridge, and none lies in a tunnel.
      const beside = carriedBy(network, lane) === 'ground' ? PAVEMENT_M : KERB_M;
      addStrip(surface.pavement, lane.shape, -half - beside, half + beside);
      addStrip(surface.kerb, lane.shape, -half - KERB_M, half + KERB_M);
    } else if (lane.kind === 'station') {
      addStrip(surface.asphalt, lane.shape, -half, half);
      addStrip(surface.kerb, lane.shape, -half - KERB_M, half + KERB_M);
    } else if (lane.kind === 'rail') {
      addStrip(surface.rail, lane.shape, -half, half);
    } else if (lane.kind === 'walk' && lane.junction < 0) {
      addStrip(surface.walk, lane.shape, -half, half);
    }
  }
  for (const junction of network.junctions) {
    if (junction.kind === 'dead_end') continue;
    addPolygon(surface.asphalt, junction.shape, junction.z);
    addOutline(surface.kerb, junction.shape, junction.z, KERB_M);
    addOutline(surface.pavement, junction.shape, junction.z, PAVEMENT_M);
  }
  addMarkings(surface, network);
  return surface;
}

/** A band about an outline, as wide to either side; the inner half lies under the asphalt. */
function addOutline(mesh: FlatMesh, outline: ArrayLike<number>, z: number, reach_m: number): void {
  const line: number[] = [];
  for (let i = 0; i + 1 < outline.length; i += 2) line.push(outline[i], outline[i + 1], z);
  if (line.length < 9) return;
  line.push(line[0], line[1], z);
  addStrip(mesh, line, -reach_m, reach_m);
}
