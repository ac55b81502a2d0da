import { expect, it } from 'vitest';
import { routeFaults } from '../../../server/cli/route-faults.ts';
import { loadScenario } from '../../../server/scenario/loader.ts';
import type { DemandSpec, DepartureSpec } from '../../../server/simulation/demand-spec.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';

const scenario = await loadScenario('junction', { until_s: 120 });
const network = compileNetwork(scenario.network);

function withEdges(...routes: string[][]): DemandSpec {
  const [first] = scenario.demand.departures;
  const departures = routes.map((edges, i): DepartureSpec => ({
    ...first,
    id: `car-${i}`,
    origin: `a.xml:${i + 1}`,
    edges,
  }));
  return { ...scenario.demand, departures };
}

it('a demand that can be driven has none', () => {
  expect(routeFaults(network, scenario.demand)).toEqual([]);
});

it('trips that no connection allows are counted by what is wrong, with the first of each', () => {
  const u_turn = ['north_in', 'north_out'];
  const demand = withEdges(u_turn, ['north_in', 'south_out'], u_turn, ['nowhere']);
  expect(routeFaults(network, demand)).toEqual([
    {
      id: 'car-0',
      origin: 'a.xml:1',
      reason: expect.stringMatching(/^no way for \w+ from north_in to north_out$/),
      count: 2,
    },
    { id: 'car-3', origin: 'a.xml:4', reason: 'there is no edge nowhere', count: 1 },
  ]);
});
