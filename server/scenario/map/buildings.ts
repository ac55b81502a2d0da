/** Buildings of a map's blocks: sites on a grid, drawn from the map's seed, clear of roads, stations and water. */
import { cos, sin } from '../../simulation/maths.ts';
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import { PURPOSE, random } from '../../simulation/random.ts';
import type { BuildingSpec } from '../dressing.ts';
import { isInside } from './ground.ts';
import type { Ground } from './ground.ts';
import { lineLength_m, placeAlong } from './line.ts';
import type { MapBlock, RoadMap } from './schema.ts';

/** From a building's corner to the middle of the nearest lane, at least, m. */
const CLEAR_M = 7;
const SAMPLE_M = 8;
const CELL_M = 50;
/** Share of its site that a building takes, least and most. */
const SHARE_MIN = 0.4;
const SHARE_MAX = 0.78;

export function buildingsOf(map: RoadMap, network: NetworkSpec, ground: Ground): BuildingSpec[] {
  const roads = roadCells(network);
  return map.blocks.flatMap((block, index) => blockBuildings(map, block, index, roads, ground));
}

function blockBuildings(
  map: RoadMap,
  block: MapBlock,
  index: number,
  roads: ReadonlyMap<number, readonly number[]>,
  ground: Ground,
): BuildingSpec[] {
  const yaw_rad = (block.yaw_deg * Math.PI) / 180;
  const [ux, uy] = [cos(yaw_rad), sin(yaw_rad)];
  const local = block.shape.map(([x, y]) => [x * ux + y * uy, y * ux - x * uy]);
  const [us, vs] = [local.map(([u]) => u), local.map(([, v]) => v)];
  const first = Math.floor(Math.min(...us) / block.site_m);
  const last = Math.ceil(Math.max(...us) / block.site_m);
  const buildings: BuildingSpec[] = [];
  let site = 0;
  for (let row = Math.floor(Math.min(...vs) / block.site_m); row < Math.max(...vs) / block.site_m; row++) {
    for (let column = first; column < last; column++) {
      site += 1;
      const draw = (number: number): number => random(map.seed, PURPOSE.scenario, index, site, number);
      const u = (column + 0.5) * block.site_m;
      const v = (row + 0.5) * block.site_m;
      const [x, y] = [u * ux - v * uy, u * uy + v * ux];
      if (draw(0) >= block.cover || !isInside(block.shape, x, y)) continue;
      const size = (number: number): number => block.site_m * (SHARE_MIN + (SHARE_MAX - SHARE_MIN) * draw(number));
      const [length_m, width_m] = [size(1), size(2)];
      const reach_m = Math.sqrt(length_m * length_m + width_m * width_m) / 2 + CLEAR_M;
      if (nearRoad(roads, x, y, reach_m) || map.water.some(({ shape }) => isInside(shape, x, y))) continue;
      // Few are high: the square of an even draw.
      const height_m = block.height_min_m + (block.height_max_m - block.height_min_m) * draw(3) * draw(3);
      buildings.push({ x, y, z: ground(x, y), length_m, width_m, height_m, yaw_rad });
    }
  }
  return buildings;
}

/** Points of all lanes above ground, by cell. */
function roadCells(network: NetworkSpec): Map<number, number[]> {
  const cells = new Map<number, number[]>();
  for (const edge of network.edges) {
    if (edge.tunnel) continue;
    for (const { shape } of edge.lanes) {
      const length_m = lineLength_m(shape);
      const count = Math.max(1, Math.ceil(length_m / SAMPLE_M));
      for (let i = 0; i <= count; i++) {
        const { x, y } = placeAlong(shape, (length_m * i) / count);
        const code = cellOf(x, y);
        const list = cells.get(code);
        if (list === undefined) cells.set(code, [x, y]);
        else list.push(x, y);
      }
    }
  }
  return cells;
}

function cellOf(x: number, y: number): number {
  return Math.floor(x / CELL_M) * 65536 + Math.floor(y / CELL_M);
}

function nearRoad(cells: ReadonlyMap<number, readonly number[]>, x: number, y: number, reach_m: number): boolean {
  const span = Math.ceil(reach_m / CELL_M) * CELL_M;
  for (let dx = -span; dx <= span; dx += CELL_M) {
    for (let dy = -span; dy <= span; dy += CELL_M) {
      const points = cells.get(cellOf(x + dx, y + dy)) ?? [];
      for (let i = 0; i < points.length; i += 2) {
        const ex = points[i] - x;
        const ey = points[i + 1] - y;
        if (ex * ex + ey * ey < reach_m * reach_m) return true;
      }
    }
  }
  return false;
}
