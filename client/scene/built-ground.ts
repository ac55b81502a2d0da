/** Where something is built or wet already: no tree grows there. Found by a grid of circles about the blocks. Metres. */
import type { BuildingFact, WaterFact } from '../source/scene-facts.ts';
import { isInOutline } from './outline.ts';

const CELL_M = 60;
/** Trees keep this far from walls. */
const ROOM_M = 2.5;

/** Tells whether a place is taken. */
export function createBuiltGround(
  buildings: readonly BuildingFact[],
  water: readonly WaterFact[],
): (x: number, y: number) => boolean {
  const cells = new Map<string, BuildingFact[]>();
  const key = (column: number, row: number): string => `${column} ${row}`;
  for (const building of buildings) {
    const reach_m = Math.hypot(building.length_m, building.width_m) / 2 + ROOM_M;
    for (let column = cellOf(building.x - reach_m); column <= cellOf(building.x + reach_m); column++) {
      for (let row = cellOf(building.y - reach_m); row <= cellOf(building.y + reach_m); row++) {
        const cell = cells.get(key(column, row));
        if (cell === undefined) cells.set(key(column, row), [building]);
        else cell.push(building);
      }
    }
  }
  return (x, y) =>
    (cells.get(key(cellOf(x), cellOf(y))) ?? []).some((building) => isAgainst(building, x, y)) ||
    water.some(({ shape }) => isInOutline(shape, x, y));
}

function cellOf(value: number): number {
  return Math.floor(value / CELL_M);
}

function isAgainst(building: BuildingFact, x: number, y: number): boolean {
  const [dx, dy] = [x - building.x, y - building.y];
  const [c, s] = [Math.cos(building.yaw_rad), Math.sin(building.yaw_rad)];
  const along = Math.abs(dx * c + dy * s);
  const across = Math.abs(dy * c - dx * s);
  return along < building.length_m / 2 + ROOM_M && across < building.width_m / 2 + ROOM_M;
}
