/** The ground of a map: heights drawn through the roads at ground level, the water and the spots that the map names. */
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import type { TerrainSpec } from '../dressing.ts';
import { lineLength_m, placeAlong } from './line.ts';
import type { RoadMap } from './schema.ts';

/** Distance of the heights taken from a road, and how far the ground lies below the road's surface, m. */
const SAMPLE_M = 30;
const BELOW_ROAD_M = 0.6;
/** Depth of the bed of a river, m. */
const BED_M = 4;
/** A sample counts by the inverse of its distance to the fourth power, so that the nearest ones decide. */
const SOFT_M2 = 25;

export type Ground = (x: number, y: number) => number;

export function groundOf(map: RoadMap, network: NetworkSpec): Ground {
  const samples: number[] = [];
  for (const edge of network.edges) {
    if (edge.kind !== 'road' || edge.tunnel || edge.bridge || (edge.layer ?? 0) !== 0) continue;
    const { shape } = edge.lanes[0];
    const count = Math.max(1, Math.round(lineLength_m(shape) / SAMPLE_M));
    for (let i = 0; i <= count; i++) {
      const at = placeAlong(shape, (lineLength_m(shape) * i) / count);
      samples.push(at.x, at.y, at.z - BELOW_ROAD_M);
    }
  }
  for (const [x, y, z] of map.terrain?.spots ?? []) samples.push(x, y, z);
  for (const { shape, z_m } of map.water) for (const [x, y] of shape) samples.push(x, y, z_m + 1);
  if (samples.length === 0) return () => 0;
  const heights = Float64Array.from(samples);
  return (x, y) => {
    const water = map.water.find(({ shape }) => isInside(shape, x, y));
    return water === undefined ? weigh(heights, x, y) : water.z_m - BED_M;
  };
}

function weigh(samples: Float64Array, x: number, y: number): number {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < samples.length; i += 3) {
    const dx = samples[i] - x;
    const dy = samples[i + 1] - y;
    const square = dx * dx + dy * dy + SOFT_M2;
    const own = 1 / (square * square);
    sum += samples[i + 2] * own;
    weight += own;
  }
  return sum / weight;
}

/** Whether a point lies in an outline (even-odd rule). */
export function isInside(outline: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i, i++) {
    const [ax, ay] = outline[i];
    const [bx, by] = outline[j];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** A grid over the roads, the water and a margin about them. */
export function terrainOf(map: RoadMap, network: NetworkSpec, ground: Ground): TerrainSpec | undefined {
  if (map.terrain === undefined) return undefined;
  const { step_m, margin_m } = map.terrain;
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of network.junctions) {
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  const x = Math.floor((x0 - margin_m) / step_m) * step_m;
  const y = Math.floor((y0 - margin_m) / step_m) * step_m;
  const columns = Math.ceil((x1 + margin_m - x) / step_m) + 1;
  const rows = Math.ceil((y1 + margin_m - y) / step_m) + 1;
  const z = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      z[row * columns + column] = ground(x + column * step_m, y + row * step_m);
    }
  }
  return { x, y, step_m, columns, rows, z };
}
