import { describe, expect, it } from 'vitest';
import { temporaryIdFor, temporaryIdWord } from '../../../protos/messages/temporary-id.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { createOnboard } from '../../../server/onboard/onboard.ts';
import { localFrameAt } from '../../../protos/messages/local-frame.ts';
import { recordDecision } from '../../../server/onboard/decision-record.ts';
import { DRIVER_STATE } from '../../../server/onboard/driver.ts';
import { createFleet } from '../../../server/runner/fleet.ts';
import { createNodes } from '../../../server/runner/nodes.ts';
import { createViewWarnings, markWarnings } from '../../../server/runner/view-warnings.ts';
import { loadScenario } from '../../../server/scenario/loader.ts';
import { createWorld } from '../../../server/simulation/create-world.ts';

/** Two vehicles with units: slot 4 has key 0, slot 5 has key 1. */
async function run() {
  const scenario = await loadScenario('junction', {});
  const network = compileNetwork(scenario.network);
  const world = createWorld(network, scenario.demand, { seed: 1, dt_ms: 100 });
  const nodes = createNodes(network, scenario.demand, true);
  const onboard = createOnboard(network, { capacity: 16, seed: 1, dt_ms: 100, frame: localFrameAt(30, 120) });
  const fleet = createFleet(world, nodes, new Uint8Array(nodes.vehicle_count).fill(1));
  [0, 1].forEach((key) => {
    const slot = key + 4;
    fleet.slots[key] = slot;
    fleet.keys[key] = key;
    fleet.slot_of_key[key] = slot;
    onboard.drivers.key[slot] = key;
    for (const word of [0, 1] as const)
      onboard.temporary_words[2 * slot + word] = temporaryIdWord(temporaryIdFor(nodes.ids[key]), word);
  });
  fleet.count = 2;
  const decide = (slot: number, application: number): void => {
    const { drivers, decisions } = onboard;
    drivers.state[slot * drivers.applications + application] = DRIVER_STATE.reacting;
    decisions.length = 0;
    recordDecision(decisions, drivers, slot);
  };
  return { run: { onboard, fleet, nodes }, ids: nodes.ids, decide, capacity: world.vehicles.capacity };
}

describe('warnings for viewers', () => {
  it('say who is warned of whom, how soon, and once that it has ended', async () => {
    const { run: warned, ids, decide } = await run();
    const fcw = warned.onboard.applications[0];
    const other = temporaryIdFor(ids[1]);
    fcw.explain = (_unit, out) => {
      out.other_high = temporaryIdWord(other, 0);
      out.other_low = temporaryIdWord(other, 1);
      out.ttc_s = 1.25;
    };
    const warnings = createViewWarnings(warned);
    expect(warnings.collect()).toEqual([]);
    decide(4, 0);
    const [first] = warnings.collect();
    expect(first).toEqual({ vehicle: ids[0], other: ids[1], kind: 'fcw', level: 3, ttcMs: 1250, active: true });
    warned.onboard.decisions.length = 0;
    expect(warnings.collect()).toEqual([{ ...first, ttcMs: null, active: false }]);
    expect(warnings.collect()).toEqual([]);
  });

  it('call advice a notice, and mark only those who are warned', async () => {
    const { run: warned, decide, capacity } = await run();
    const warnings = createViewWarnings(warned);
    const mark = new Uint8Array(capacity);
    decide(5, 1);
    expect(warnings.collect()).toMatchObject([{ kind: 'speed_advice', level: 1, ttcMs: null }]);
    markWarnings(warned, mark);
    expect(mark.indexOf(1)).toBe(-1);
    decide(5, 2);
    markWarnings(warned, mark);
    expect(mark.indexOf(1)).toBe(5);
  });
});
