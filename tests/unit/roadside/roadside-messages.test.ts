import { describe, expect, it } from 'vitest';
import { LIGHT } from '../../../protos/messages/enums.ts';
import { readForecasts } from '../../../protos/messages/green-window.ts';
import { appendMap, readMap } from '../../../protos/messages/map.ts';
import { junctionOf } from '../../../protos/messages/node-reference.ts';
import { createRowWriter } from '../../../protos/messages/row.ts';
import { appendSpat, readSpat } from '../../../protos/messages/spat.ts';
import { createMapKnowledge, knowsMap, readPhases, rememberMap } from '../../../server/onboard/map-knowledge.ts';
import { createRoadside, roadsideIds } from '../../../server/roadside/roadside.ts';
import { buildSpat, type SignalStates } from '../../../server/roadside/spat.ts';
import { testCrossing, testFrame } from '../onboard/crossing-traffic.ts';

const network = testCrossing();
const frame = testFrame(network);
const roadside = createRoadside(network, { seed: 1, slots: 4, start_ms: 8 * 3_600_000 });

function states(phase: number, end_ms: number): SignalStates {
  return { phase: Int32Array.of(phase), min_end_ms: Float64Array.of(end_ms), max_end_ms: Float64Array.of(end_ms) };
}

describe('roadside unit', () => {
  it('has one phase for all links that share their lights, and every signalled link has one', () => {
    const { links, signals } = network;
    const { phases } = signals[0]!.spec;
    for (let a = 0; a < links.count; a++) {
      if (links.signal[a]! < 0) continue;
      expect(roadside.phase_of_link[a]).toBeGreaterThan(0);
      for (let b = 0; b < a; b++) {
        if (links.signal[b]! < 0) continue;
        const alike = phases.every(({ state }) => state[links.signal_index[a]!] === state[links.signal_index[b]!]);
        expect(roadside.phase_of_link[a] === roadside.phase_of_link[b]).toBe(alike);
      }
    }
    expect(roadside.groups[0]!.count).toBe(4);
  });

  it('makes ids that fit topics and differ', () => {
    expect(roadsideIds(['A/1', 'A 1', 'ok:2', 'x'.repeat(99), `${'x'.repeat(98)}y`])).toEqual([
      'rsu-A_1',
      'rsu-A_1-2',
      'rsu-ok:2',
      `rsu-${'x'.repeat(54)}`,
      `rsu-${'x'.repeat(54)}-2`,
    ]);
  });

  it('tells in its SPAT what the controller shows, for every phase and at every moment of the program', () => {
    const { phases } = network.signals[0]!.spec;
    phases.forEach((phase, index) => {
      const rows = createRowWriter();
      const at = appendSpat(buildSpat(roadside, 0, states(index, 70_500), 70_000, 130)!, rows, frame);
      const spat = readSpat(rows.ints, at, frame);
      expect(spat.msg_cnt).toBe(2);
      expect(spat.sec_mark_ms).toBe(10_000);
      expect(spat.moy).toBe(481);
      expect(spat.intersections.map(({ node }) => network.junctions[junctionOf(node)]!.id)).toEqual(['crossing']);
      for (const { id, states: told } of spat.intersections[0]!.phases) {
        const letter = phase.state[roadside.groups[0]!.first_index[id! - 1]!];
        const expected = letter === 'G' ? LIGHT.protected_green : letter === 'y' ? LIGHT.yellow : LIGHT.red;
        expect(told[0]!.light).toBe(expected);
        expect(told.length).toBeGreaterThan(1);
        for (const { timing } of told) {
          expect(timing!.likely_end_s).toBe(timing!.min_end_s);
          expect(timing!.max_end_s).toBe(timing!.min_end_s);
        }
      }
    });
  });

  it('is read from the row as from the message', () => {
    const rows = createRowWriter();
    rows.length = 5;
    const message = { ...buildSpat(roadside, 0, states(0, 12_300), 2_000, 0)!, name: 'corner' };
    const second = {
      ...message.intersections[0]!,
      node: { id: 300 },
      phases: [{ id: 3, states: [{ light: LIGHT.dark }] }],
    };
    const at = appendSpat({ ...message, intersections: [message.intersections[0]!, second] }, rows, frame);
    const [first, other] = readForecasts(rows.ints, at, 2_000);
    const spat = readSpat(rows.ints, at, frame);
    expect(first!.junction).toBe(junctionOf(spat.intersections[0]!.node));
    expect(other).toEqual({
      junction: 300 - 256,
      sent_ms: 2_000,
      phases: [undefined, undefined, undefined, { lights: [], min_end_ms: [], max_end_ms: [] }],
    });
    for (const phase of spat.intersections[0]!.phases) {
      const forecast = first!.phases[phase.id!]!;
      expect(forecast.lights).toEqual(phase.states.map(({ light }) => light));
      expect(forecast.min_end_ms).toEqual(phase.states.map(({ timing }) => 2_000 + 1000 * timing!.min_end_s!));
    }
  });

  it('tells in its MAP which phase rules which link, so that a unit that hears it knows them all', () => {
    const rows = createRowWriter();
    const at = appendMap(roadside.maps[0]!, rows, frame);
    const map = readMap(rows.ints, at, frame);
    const knowledge = createMapKnowledge(network, 2);
    const junctions = readPhases(knowledge, map);
    expect(junctions.map((junction) => network.junctions[junction]!.id)).toEqual(['crossing']);
    expect(knowledge.phase_of_link).toEqual(roadside.phase_of_link);
    expect(map.nodes[0]!.links).toHaveLength(4);
    // Lanes lead to the stop line: the last point of each is nearest to the junction.
    for (const { lanes } of map.nodes[0]!.links) {
      for (const { points } of lanes) {
        const far = points.map(({ place }) => place.x_m! ** 2 + place.y_m! ** 2);
        expect(Math.min(...far)).toBe(far[far.length - 1]);
      }
    }
  });

  it('is remembered per unit, for the last eight intersections', () => {
    const knowledge = createMapKnowledge(network, 2);
    for (let junction = 0; junction < 9; junction++) rememberMap(knowledge, 1, junction);
    expect(knowsMap(knowledge, 1, 0)).toBe(false);
    expect(knowsMap(knowledge, 1, 8)).toBe(true);
    expect(knowsMap(knowledge, 0, 8)).toBe(false);
  });
});
