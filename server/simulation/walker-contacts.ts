/** The judge's eye on walkers: contacts of driving bodies (rectangles shrunk as for each other) with walkers, who are discs. Knows poses only. */
import { SHRINK_M } from './body-overlap.ts';
import { cos, sin } from './maths.ts';
import { VEHICLE_STATE, WALKER_STATE, type World } from './world.ts';

/** A walker's radius, m. */
const WALKER_M = 0.25;
const CELL_M = 20;
/** More apart in height is no contact, m. */
const LEVEL_M = 3;

export interface WalkerContact {
  readonly vehicle: number;
  readonly walker: number;
}

/** Pairs of slots (vehicle, walker) that touch now. */
export function walkerContacts(world: World): WalkerContact[] {
  const { walkers, vehicles } = world;
  if (walkers === undefined || walkers.active_count === 0) return [];
  const cells = new Map<number, number[]>();
  for (let i = 0; i < walkers.active_count; i++) {
    const slot = walkers.active[i]!;
    if (walkers.state[slot] === WALKER_STATE.free) continue;
    const code = Math.floor(walkers.x[slot]! / CELL_M) * 65536 + Math.floor(walkers.y[slot]! / CELL_M);
    const own = cells.get(code);
    if (own === undefined) cells.set(code, [slot]);
    else own.push(slot);
  }
  const contacts: WalkerContact[] = [];
  for (let i = 0; i < world.active_count; i++) {
    const vehicle = world.active[i]!;
    if (vehicles.state[vehicle] !== VEHICLE_STATE.driving) continue;
    const cx = Math.floor(vehicles.x[vehicle]! / CELL_M);
    const cy = Math.floor(vehicles.y[vehicle]! / CELL_M);
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const walker of cells.get((cx + dx) * 65536 + cy + dy) ?? [])
          if (touches(world, vehicle, walker)) contacts.push({ vehicle, walker });
      }
    }
  }
  return contacts;
}

function touches(world: World, vehicle: number, walker: number): boolean {
  const { vehicles } = world;
  const walkers = world.walkers!;
  if (Math.abs(walkers.z[walker]! - vehicles.z[vehicle]!) > LEVEL_M) return false;
  const dx = walkers.x[walker]! - vehicles.x[vehicle]!;
  const dy = walkers.y[walker]! - vehicles.y[vehicle]!;
  const c = cos(vehicles.heading_rad[vehicle]!);
  const s = sin(vehicles.heading_rad[vehicle]!);
  const along = Math.max(0, Math.abs(dx * c + dy * s) - (vehicles.length_m[vehicle]! - SHRINK_M) / 2);
  const across = Math.max(0, Math.abs(dy * c - dx * s) - (vehicles.width_m[vehicle]! - SHRINK_M) / 2);
  return along * along + across * across < WALKER_M * WALKER_M;
}
