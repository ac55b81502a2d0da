import { beforeAll, describe, expect, it } from 'vitest';
import { v2x } from '../../../protos/wire/generated.js';
import { networkFacts } from '../../../server/runner/network-facts.ts';
import { loadScenario } from '../../../server/scenario/loader.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import type { Network } from '../../../server/simulation/network.ts';

let network: Network;
let facts: v2x.network.NetworkFacts;

beforeAll(async () => {
  network = compileNetwork((await loadScenario('junction', {})).network);
  facts = v2x.network.NetworkFacts.decode(networkFacts(network));
});

describe('the facts of a network', () => {
  it('have a record for every row of the tables, in the same order', () => {
    expect(facts.lanes.map((lane) => lane.id)).toEqual([...network.lanes.ids]);
    expect(facts.edges.map((edge) => edge.id)).toEqual([...network.edges.ids]);
    expect(facts.links.length).toBe(network.links.count);
    expect(facts.junctions.map((junction) => junction.id)).toEqual(network.junctions.map((junction) => junction.id));
    expect(facts.signals.map((signal) => signal.id)).toEqual(network.signals.map((signal) => signal.id));
  });

  it('carry lane geometry and lengths exactly', () => {
    const { lanes, points } = network;
    for (let lane = 0; lane < lanes.count; lane++) {
      const fact = facts.lanes[lane];
      expect(fact.lengthM).toBe(lanes.length_m[lane]);
      expect(fact.shapeM?.length).toBe(lanes.point_count[lane] * 3);
      expect(fact.shapeM?.slice(0, 2)).toEqual([points.x[lanes.first_point[lane]], points.y[lanes.first_point[lane]]]);
    }
  });

  it('leave out neighbours that are none, and name those that are, also number 0', () => {
    const { lanes } = network;
    for (let lane = 0; lane < lanes.count; lane++) {
      expect(facts.lanes[lane].left ?? -1).toBe(lanes.left[lane]);
      expect(facts.lanes[lane].right ?? -1).toBe(lanes.right[lane]);
      expect(facts.lanes[lane].junction ?? -1).toBe(lanes.junction[lane]);
    }
  });

  it('give every controlled link to its group and every controlled lane one stop line at its end', () => {
    const { links, lanes, points } = network;
    const signal = facts.signals[0];
    expect(signal.groups?.length).toBe(network.signals[0].group_count);
    const controlled = new Set<number>();
    for (let link = 0; link < links.count; link++) {
      if (links.signal[link] !== 0) continue;
      controlled.add(links.from_lane[link]);
      expect(signal.groups?.[links.signal_index[link]].links).toContain(link);
    }
    expect(signal.stopLines?.map((line) => line.lane)).toEqual([...controlled].sort((a, b) => a - b));
    for (const line of signal.stopLines ?? []) {
      const lane = line.lane ?? -1;
      const end = lanes.first_point[lane] + lanes.point_count[lane] - 1;
      expect([line.xM, line.yM]).toEqual([points.x[end], points.y[end]]);
    }
  });
});
