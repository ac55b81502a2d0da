/** Whether crosswalks leave room for a body that is set down on a lane, or turns out onto the lane beside it. */
import { COMFORT_DECEL, HALT_AIR_M } from './crosswalk-limits.ts';
import type { Engine } from './engine-state.ts';
import { WALKER_STATE } from './world.ts';

/** Walkers are on a crosswalk under a body that is set down on a lane, or within the way that it needs to stop. */
export function walkersBlock(world: Engine, lane: number, rear: number, front: number, speed: number): boolean {
  const { walkers, network } = world;
  if (walkers === undefined) return false;
  const { crossings } = network;
  const first = crossings.first[lane]!;
  const reach = front + (speed * speed) / (2 * COMFORT_DECEL) + HALT_AIR_M;
  for (let row = first; row < first + crossings.count[lane]!; row++) {
    if (crossings.end_m[row]! < rear || crossings.start_m[row]! > reach) continue;
    for (let other = walkers.first_of[crossings.crosswalk[row]!]!; other !== -1; other = walkers.next[other]!)
      if (walkers.state[other] === WALKER_STATE.crossing) return true;
  }
  return false;
}

/** A crosswalk lies under a vehicle or so near ahead on a lane beside it that it should not turn out now. */
export function crosswalkBeside(world: Engine, slot: number, lane: number): boolean {
  const { vehicles, network } = world;
  const { crossings } = network;
  const speed = vehicles.speed_mps[slot]!;
  const front = vehicles.pos_m[slot]!;
  const reach = front + (speed * speed) / (2 * COMFORT_DECEL) + speed + HALT_AIR_M;
  const first = crossings.first[lane]!;
  for (let row = first; row < first + crossings.count[lane]!; row++) {
    if (crossings.end_m[row]! > front - vehicles.length_m[slot]! && crossings.start_m[row]! < reach) return true;
  }
  return false;
}
