/** The built-in coordinator of a run, as the function that lock-step calls. It is given the static map and the messages, no more. */
import { coordinatorCounters, createCoordinator, decide } from '../cloud/coordinator.ts';
import { COORDINATOR_DEFAULTS, type CoordinatorSettings } from '../cloud/settings.ts';
import type { ScenarioSettings } from '../scenario/schema.ts';
import type { Engine } from '../simulation/engine-state.ts';
import { routeTime } from '../simulation/routing.ts';
import type { World } from '../simulation/world.ts';
import type { Coordinate } from './coordinator-participant.ts';
import { CLOUD_ID } from './nodes.ts';
import type { V2x } from './v2x.ts';

export interface BuiltInCoordinator {
  readonly coordinate: Coordinate;
  /** Named counters by application. */
  counters(): Record<string, Record<string, number>>;
}

export function createBuiltInCoordinator(settings: ScenarioSettings, world: World, v2x: V2x): BuiltInCoordinator {
  const { phase_of_link } = v2x.roadside;
  const coordinator = createCoordinator(world.network, {
    frame: v2x.frame,
    phase_of_link,
    id: CLOUD_ID,
    settings: coordinatorSettings(settings),
    swaps: v2x.nodes.stations.length === 0 ? undefined : swapDispatch(settings, world, v2x),
  });
  return {
    coordinate: (_tick, now_ms, uplink, out) => decide(coordinator, uplink, now_ms, out),
    counters: () => coordinatorCounters(coordinator),
  };
}

/** Ways are those of the map at free flow, for a car. */
function swapDispatch(settings: ScenarioSettings, world: World, v2x: V2x) {
  const { policy, balk_s } = settings.swap;
  const { router } = world as Engine;
  const travel_s = (from: number, to: number): number => routeTime(router, from, to, 0);
  return {
    running: new Set(v2x.nodes.stations.map(({ spec }) => spec.id)),
    settings: { policy, balk_s, travel_s },
  };
}

/** An application that is switched off is one whose conditions never hold. */
function coordinatorSettings(settings: ScenarioSettings): CoordinatorSettings {
  const { speed_advice, hazard_warning } = settings.v2x.applications;
  const { speed, hazard, ...rest } = COORDINATOR_DEFAULTS;
  return {
    ...rest,
    speed: speed_advice ? speed : { ...speed, greatest_m: -1 },
    hazard: hazard_warning ? hazard : { ...hazard, standing_ms: Infinity, upstream_m: -1 },
  };
}
