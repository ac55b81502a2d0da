/** Battery swap in a run: vehicles that ask, stations that grant, and what both do in a tick. */
import type { ScenarioSettings } from '../../scenario/schema.ts';
import type { World } from '../../simulation/world.ts';
import type { RunEnergy } from '../run-energy.ts';
import type { V2x } from '../v2x.ts';
import { advanceStations, type RunStations } from './run-stations.ts';
import { hearAtStation, reportStations, tellOfEvent } from './station-side.ts';
import { createSwapBooks } from './swap-journey.ts';
import type { RunSwaps } from './swap-state.ts';
import { askForSwaps, driveJourneys, hearOffer } from './vehicle-side.ts';

export function createRunSwaps(
  settings: ScenarioSettings,
  world: World,
  v2x: V2x,
  energy: RunEnergy,
  stations: RunStations,
): RunSwaps {
  const count = v2x.nodes.vehicle_count;
  const run: RunSwaps = {
    settings: settings.swap,
    world,
    v2x,
    energy,
    stations,
    sending: { v2x, next_seq: new Map() },
    journeys: new Map(),
    asked: new Int32Array(count),
    again_ms: new Float64Array(count),
    packs: new Map(),
    to_say: [],
    books: createSwapBooks(),
    hearing: {
      vehicle: (slot, body, ints, at) => hearOffer(run, slot, body, ints, at),
      station: (number, body, ints, at) => hearAtStation(run, number, body, ints, at),
    },
  };
  return run;
}

/** One tick, while its outbox is open: what was heard takes effect, vehicles go on, stations come to the present. */
export function swapTick(run: RunSwaps): void {
  const { world } = run;
  const now_ms = world.tick * world.dt_ms;
  for (const say of run.to_say) say();
  run.to_say.length = 0;
  askForSwaps(run, now_ms);
  driveJourneys(run, now_ms);
  advanceStations(run.stations, now_ms, (station, event) => tellOfEvent(run, station, event));
  reportStations(run, now_ms);
}
