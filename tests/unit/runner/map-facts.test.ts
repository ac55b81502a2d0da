import { describe, expect, it } from 'vitest';
import { v2x } from '../../../protos/wire/generated.js';
import { networkFacts } from '../../../server/runner/network-facts.ts';
import { sceneDressing } from '../../../server/runner/scene-dressing.ts';
import { compileText } from '../../../server/scenario/map/read.ts';
import { isInside } from '../../../server/scenario/map/ground.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { TOWN } from '../scenario/map-town.ts';

const { network, dressing } = compileText(
  TOWN.replace(
    '[side, [670, -100], down], class: street',
    '[side, [670, -100], down], class: street, tunnel: true, layer: -1',
  ),
  'town.map.yaml',
  'town',
);
const facts = v2x.network.NetworkFacts.decode(networkFacts(compileNetwork(network)));

describe('the facts of a map', () => {
  it('tell tunnels, levels and Chinese names', () => {
    const edge = facts.edges.find(({ id }) => id === 'side-down');
    expect([edge?.tunnel, edge?.layer, edge?.bridge]).toEqual([true, -1, false]);
    expect(facts.edges.find(({ id }) => id === 'west-centre')).toMatchObject({
      name: 'Main Street',
      nameZh: '主街',
      tunnel: false,
    });
  });

  it('tell stations with bays on lanes of their own kind', () => {
    const [station] = facts.stations;
    expect(station).toMatchObject({ id: 'swap_1', nameZh: '换电站一', kind: 'swap', serves: 'car', slots: 14 });
    const kinds = [station.queueLane, ...station.bays.map(({ lane }) => lane)].map((lane) => facts.lanes[lane].kind);
    expect(kinds).toEqual([7, 7, 7]);
    expect(facts.lanes.filter(({ id }) => id.startsWith('west-centre')).map(({ kind }) => kind)).not.toContain(7);
  });

  it('tell crosswalks with the letter that walkers look at', () => {
    expect(facts.crosswalks.length).toBe(4);
    for (const { signal, group, junction } of facts.crosswalks) {
      expect(facts.signals[signal ?? -1].id).toBe('centre');
      expect(facts.junctions[junction ?? -1].id).toBe('centre');
      // No link has this group: it is the walkers' own.
      expect(facts.signals[signal ?? -1].groups[group ?? -1].links).toEqual([]);
    }
  });
});

describe('what is drawn around the roads', () => {
  const scene = v2x.view.Dressing.decode(v2x.view.Dressing.encode(sceneDressing(dressing, 196)).finish());

  it('keeps buildings clear of lanes and water', () => {
    expect(scene.buildings.length).toBeGreaterThan(30);
    const [pond] = scene.water;
    const outline = Array.from({ length: 4 }, (_, i): [number, number] => [pond.shapeM[2 * i], pond.shapeM[2 * i + 1]]);
    for (const { xM, yM, lengthM, widthM, heightM } of scene.buildings) {
      expect(isInside(outline, xM, yM)).toBe(false);
      expect(heightM).toBeGreaterThanOrEqual(10);
      const half = Math.hypot(lengthM, widthM) / 2;
      for (const lane of facts.lanes) {
        for (let p = 0; p < lane.shapeM.length && !facts.edges[lane.edge].tunnel; p += 3) {
          expect(Math.hypot(lane.shapeM[p] - xM, lane.shapeM[p + 1] - yM)).toBeGreaterThan(half);
        }
      }
    }
  });

  it('draws the ground just below the roads, and the bed below the water', () => {
    const { terrain } = scene;
    if (terrain == null) throw new Error('there is no terrain');
    const dm = new Int16Array(Uint8Array.from(terrain.zDm).buffer);
    expect(dm.length).toBe(terrain.columns * terrain.rows);
    const at = (x: number, y: number): number =>
      196 +
      dm[
        Math.round((y - terrain.yM) / terrain.stepM) * terrain.columns + Math.round((x - terrain.xM) / terrain.stepM)
      ] /
        10;
    expect(at(-250, 0)).toBeGreaterThan(198.5);
    expect(at(-250, 0)).toBeLessThan(200);
    expect(at(200, -250)).toBeCloseTo(186, 1);
    expect(at(-300, -300)).toBeCloseTo(230, 0);
  });
});
