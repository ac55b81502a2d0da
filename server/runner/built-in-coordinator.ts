/** The built-in coordinator of a run, as the function that lock-step calls. It is given the static map and the messages, no more. */
import type { ScenarioSettings } from '../scenario/schema.ts';
import type { World } from '../simulation/world.ts';
import type { Coordinate } from './coordinator-participant.ts';
import type { V2x } from './v2x.ts';

export function createBuiltInCoordinator(_settings: ScenarioSettings, _world: World, _v2x: V2x): Coordinate {
  return () => {};
}
