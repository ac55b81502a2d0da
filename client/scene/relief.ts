/**
 * The shape of the ground: the map's grid, with roads cut into it or raised on embankments. Heights in metres; pure.
 * Roads on bridges leave the ground alone, roads in tunnels too.
 */
import { carriedBy } from '../source/facts.ts';
import type { LaneFact, NetworkFacts } from '../source/facts.ts';
import type { TerrainFact } from '../source/scene-facts.ts';
import { isPaved } from './road-markings.ts';

/** Ground beside a road lies this much below it, as far as the pavement and one piece of the ground's mesh reach. */
const BELOW_M = 0.2;
const LEVEL_REACH_M = 10.5;
/** From there it rises or falls to its own height within this. */
const SLOPE_REACH_M = 20;
/** Ground stays so far below a bridge. */
const UNDER_BRIDGE_M = 2.2;
const CELL_M = 30;

interface Piece {
  readonly ax: number;
  readonly ay: number;
  readonly az: number;
  readonly bx: number;
  readonly by: number;
  readonly bz: number;
  readonly half_m: number;
  readonly bridge: boolean;
}

export interface Relief {
  /** Height of the drawn ground. */
  height(x: number, y: number): number;
  /** Height of the map's ground, as if there were no roads. */
  natural(x: number, y: number): number;
  /** Is a road near enough to change the ground? */
  isShaped(x: number, y: number): boolean;
}

export function createRelief(terrain: TerrainFact, network: NetworkFacts): Relief {
  const cells = new Map<number, Piece[]>();
  for (const lane of network.lanes) {
    const carrier = carriedBy(network, lane);
    if ((isPaved(lane) || lane.kind === 'station') && carrier !== 'tunnel') addLane(cells, lane, carrier === 'bridge');
  }
  const natural = (x: number, y: number): number => gridHeight(terrain, x, y);
  return {
    natural,
    height: (x, y) =>
      shapedHeight(cells.get(cellKey(Math.floor(x / CELL_M), Math.floor(y / CELL_M))), x, y, natural(x, y)),
    isShaped: (x, y) => cells.has(cellKey(Math.floor(x / CELL_M), Math.floor(y / CELL_M))),
  };
}

/** Between the four grid points about a place; beyond the grid its rim goes on. */
export function gridHeight(terrain: TerrainFact, x: number, y: number): number {
  const { columns, rows, step_m, z } = terrain;
  const u = Math.min(columns - 1, Math.max(0, (x - terrain.x) / step_m));
  const v = Math.min(rows - 1, Math.max(0, (y - terrain.y) / step_m));
  const column = Math.min(columns - 2, Math.floor(u));
  const row = Math.min(rows - 2, Math.floor(v));
  const [s, t] = [u - column, v - row];
  const at = row * columns + column;
  const south = z[at] + (z[at + 1] - z[at]) * s;
  const north = z[at + columns] + (z[at + columns + 1] - z[at + columns]) * s;
  return south + (north - south) * t;
}

function cellKey(column: number, row: number): number {
  return (column + 40_000) * 100_000 + (row + 40_000);
}

/** Every cell knows the pieces that can shape its ground. */
function addLane(cells: Map<number, Piece[]>, lane: LaneFact, bridge: boolean): void {
  const { shape } = lane;
  const reach_m = LEVEL_REACH_M + SLOPE_REACH_M + lane.width_m / 2;
  for (let i = 0; i + 5 < shape.length; i += 3) {
    const piece = {
      ax: shape[i],
      ay: shape[i + 1],
      az: shape[i + 2],
      bx: shape[i + 3],
      by: shape[i + 4],
      bz: shape[i + 5],
      half_m: lane.width_m / 2,
      bridge,
    };
    const low_x = Math.floor((Math.min(piece.ax, piece.bx) - reach_m) / CELL_M);
    const high_x = Math.floor((Math.max(piece.ax, piece.bx) + reach_m) / CELL_M);
    const low_y = Math.floor((Math.min(piece.ay, piece.by) - reach_m) / CELL_M);
    const high_y = Math.floor((Math.max(piece.ay, piece.by) + reach_m) / CELL_M);
    for (let column = low_x; column <= high_x; column++) {
      for (let row = low_y; row <= high_y; row++) {
        const middle_x = (column + 0.5) * CELL_M;
        const middle_y = (row + 0.5) * CELL_M;
        if (distanceTo(piece, middle_x, middle_y).off_m > reach_m + CELL_M * 0.71) continue;
        const key = cellKey(column, row);
        const cell = cells.get(key);
        if (cell === undefined) cells.set(key, [piece]);
        else cell.push(piece);
      }
    }
  }
}

const found = { off_m: 0, z: 0 };

/** Distance from the piece's middle line and the road's height there; one record, overwritten. */
function distanceTo(piece: Piece, x: number, y: number): { off_m: number; z: number } {
  const dx = piece.bx - piece.ax;
  const dy = piece.by - piece.ay;
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - piece.ax) * dx + (y - piece.ay) * dy) / square));
  found.off_m = Math.hypot(x - piece.ax - dx * share, y - piece.ay - dy * share);
  found.z = piece.az + (piece.bz - piece.az) * share;
  return found;
}

function shapedHeight(pieces: readonly Piece[] | undefined, x: number, y: number, natural: number): number {
  if (pieces === undefined) return natural;
  let nearest_m = Infinity;
  let nearest_z = natural;
  let ceiling = Infinity;
  for (const piece of pieces) {
    const { off_m, z } = distanceTo(piece, x, y);
    const beside_m = off_m - piece.half_m;
    if (piece.bridge) {
      if (beside_m < LEVEL_REACH_M) ceiling = Math.min(ceiling, z - UNDER_BRIDGE_M);
      continue;
    }
    if (beside_m < LEVEL_REACH_M) ceiling = Math.min(ceiling, z - BELOW_M);
    if (beside_m < nearest_m) {
      nearest_m = beside_m;
      nearest_z = z - BELOW_M;
    }
  }
  const away = Math.min(1, Math.max(0, (nearest_m - LEVEL_REACH_M) / SLOPE_REACH_M));
  const share = nearest_m === Infinity ? 1 : away * away * (3 - 2 * away);
  return Math.min(ceiling, nearest_z + (natural - nearest_z) * share);
}
