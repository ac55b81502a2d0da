/** Where no road is: distance from a place to the nearest asphalt, by a grid of lane pieces. Metres. */
import type { NetworkFacts } from '../source/facts.ts';
import { isInOutline } from './outline.ts';
import { isPaved } from './road-markings.ts';

const CELL_M = 25;
/** Nothing farther away is looked for. */
export const FAR_M = 50;

export interface FreeGround {
  /** Metres from the place to the edge of the nearest paved lane: negative on a lane or a junction, FAR_M where none is near. */
  clearance(x: number, y: number): number;
}

interface Piece {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  readonly half_m: number;
}

export function createFreeGround(network: NetworkFacts): FreeGround {
  const cells = new Map<number, Piece[]>();
  for (const lane of network.lanes) {
    if (!isPaved(lane) && lane.kind !== 'rail' && lane.kind !== 'station') continue;
    const { shape } = lane;
    for (let i = 0; i + 5 < shape.length; i += 3) {
      const piece = { ax: shape[i], ay: shape[i + 1], bx: shape[i + 3], by: shape[i + 4], half_m: lane.width_m / 2 };
      addPiece(cells, piece);
    }
  }
  const areas = network.junctions.map((junction) => areaOf(junction.shape)).filter((area) => area !== undefined);
  return {
    clearance: (x, y) => (areas.some((area) => isInside(area, x, y)) ? -1 : clearanceAt(cells, x, y)),
  };
}

function cellKey(column: number, row: number): number {
  return (column + 40000) * 100000 + (row + 40000);
}

function addPiece(cells: Map<number, Piece[]>, piece: Piece): void {
  const steps = Math.max(1, Math.ceil(Math.hypot(piece.bx - piece.ax, piece.by - piece.ay) / CELL_M));
  for (let step = 0; step < steps; step++) {
    const part = {
      ax: piece.ax + ((piece.bx - piece.ax) * step) / steps,
      ay: piece.ay + ((piece.by - piece.ay) * step) / steps,
      bx: piece.ax + ((piece.bx - piece.ax) * (step + 1)) / steps,
      by: piece.ay + ((piece.by - piece.ay) * (step + 1)) / steps,
      half_m: piece.half_m,
    };
    const key = cellKey(Math.floor((part.ax + part.bx) / 2 / CELL_M), Math.floor((part.ay + part.by) / 2 / CELL_M));
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [part]);
    else cell.push(part);
  }
}

function clearanceAt(cells: Map<number, Piece[]>, x: number, y: number): number {
  const column = Math.floor(x / CELL_M);
  const row = Math.floor(y / CELL_M);
  const reach = Math.ceil(FAR_M / CELL_M);
  let nearest = FAR_M;
  for (let dx = -reach; dx <= reach; dx++) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (const piece of cells.get(cellKey(column + dx, row + dy)) ?? []) {
        nearest = Math.min(nearest, distanceTo(piece, x, y) - piece.half_m);
      }
    }
  }
  return nearest;
}

function distanceTo(piece: Piece, x: number, y: number): number {
  const dx = piece.bx - piece.ax;
  const dy = piece.by - piece.ay;
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - piece.ax) * dx + (y - piece.ay) * dy) / square));
  return Math.hypot(x - piece.ax - dx * share, y - piece.ay - dy * share);
}

/** The place nearest to (x, y) that has so much clearance, looked for on rings; the place itself where none is found. */
export function nearestFreePlace(
  ground: FreeGround,
  x: number,
  y: number,
  clearance_m: number,
): { x: number; y: number } {
  for (let radius = 0; radius <= FAR_M; radius += 2) {
    for (let turn = 0; turn < 16; turn++) {
      const angle = (turn / 16) * 2 * Math.PI + 0.4;
      const place = { x: x + Math.cos(angle) * radius, y: y + Math.sin(angle) * radius };
      if (ground.clearance(place.x, place.y) >= clearance_m) return place;
    }
  }
  return { x, y };
}

/** A junction's outline with its bounds. */
interface Area {
  readonly shape: ArrayLike<number>;
  readonly x_min: number;
  readonly x_max: number;
  readonly y_min: number;
  readonly y_max: number;
}

function areaOf(shape: ArrayLike<number>): Area | undefined {
  if (shape.length < 6) return undefined;
  const xs = Array.from(shape).filter((_, i) => i % 2 === 0);
  const ys = Array.from(shape).filter((_, i) => i % 2 === 1);
  return { shape, x_min: Math.min(...xs), x_max: Math.max(...xs), y_min: Math.min(...ys), y_max: Math.max(...ys) };
}

function isInside(area: Area, x: number, y: number): boolean {
  if (x < area.x_min || x > area.x_max || y < area.y_min || y > area.y_max) return false;
  return isInOutline(area.shape, x, y);
}
