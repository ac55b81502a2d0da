/** The built-in coordinator of a run, as the function that lock-step calls. It is given the static map and the messages, no more. */
import { coordinatorCounters, createCoordinator, decide } from '../cloud/coordinator.ts';
import type { ScenarioSettings } from '../scenario/schema.ts';
import type { World } from '../simulation/world.ts';
import type { Coordinate } from './coordinator-participant.ts';
import { CLOUD_ID } from './nodes.ts';
import type { V2x } from './v2x.ts';

export interface BuiltInCoordinator {
  readonly coordinate: Coordinate;
  /** Named counters by application. */
  counters(): Record<string, Record<string, number>>;
}

export function createBuiltInCoordinator(_settings: ScenarioSettings, world: World, v2x: V2x): BuiltInCoordinator {
  const { phase_of_link } = v2x.roadside;
  const coordinator = createCoordinator(world.network, { frame: v2x.frame, phase_of_link, id: CLOUD_ID });
  return {
    coordinate: (_tick, now_ms, uplink, out) => decide(coordinator, uplink, now_ms, out),
    counters: () => coordinatorCounters(coordinator),
  };
}
