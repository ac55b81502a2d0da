import { describe, expect, it } from 'vitest';
import { ALL_CLASSES, classBit } from '../../../server/simulation/network-spec.ts';
import { errorLine, loadNet, netOf } from './sumo-files.ts';

const EDGE = '<edge id="e" from="A" to="B"><lane id="e_0" index="0" speed="10" length="9" shape="0,0 9,0"/></edge>';

describe('a SUMO net', () => {
  it('gives edges, lanes and their shapes in three dimensions', async () => {
    const { network } = await loadNet();
    const a = network.edges.find((edge) => edge.id === 'a');
    expect(a).toMatchObject({ from: 'A', to: 'J', kind: 'road', priority: 3, name: 'First Street' });
    expect(a?.lanes.map((lane) => [lane.id, lane.length_m, lane.speed_mps, lane.width_m])).toEqual([
      ['a_0', 96, 13.89, 3.2],
      ['a_1', 96, 13.89, 2.5],
    ]);
    expect([...(a?.lanes[0].shape ?? [])]).toEqual([0, 0, 0, 96, 0, 0]);
    expect([...(a?.lanes[1].shape ?? [])]).toEqual([0, 3, 1, 50, 3, 2, 96, 3, 1]);
    expect(network.edges.find((edge) => edge.id === ':J_1')).toMatchObject({ from: 'J', to: 'J', kind: 'internal' });
    expect(network.junctions.map((junction) => junction.id)).toEqual(['A', 'B', 'C', 'D', 'J']);
    expect(network.junctions[2]).toMatchObject({ kind: 'dead_end', x: 200, y: 0, z: 4 });
  });

  it('turns allow and disallow into masks, also "all"', async () => {
    const lanes = (attributes: string[]): string =>
      attributes
        .map((text, i) => `<lane id="e_${i}" index="${i}" speed="10" length="9" shape="0,0 9,0" ${text}/>`)
        .join('');
    const { network, notes } = await loadNet({
      edges: `<edge id="e" from="A" to="B">${lanes([
        'allow="bus taxi"',
        'disallow="truck"',
        'allow="all"',
        'disallow="all"',
        'changeLeft="bus" changeRight=""',
        'allow="public_transport spaceship"',
      ])}</edge>`,
      connections: '',
      junction: '',
      programs: '',
    });
    const edge = network.edges[0];
    const taxi = classBit('taxi');
    expect(edge.lanes.map((lane) => lane.allowed)).toEqual([
      classBit('bus') | taxi,
      ALL_CLASSES & ~classBit('truck'),
      ALL_CLASSES,
      0,
      ALL_CLASSES,
      classBit('bus'),
    ]);
    expect(edge.lanes[4]).toMatchObject({ change_left: classBit('bus'), change_right: 0 });
    expect(edge.lanes[0]).toMatchObject({ change_left: ALL_CLASSES, change_right: ALL_CLASSES });
    expect(notes('unknown')).toEqual(['vehicle class "spaceship" in allow: left out of the list (1)']);
  });

  it('reads request rows with the highest link first', async () => {
    const junction = (await loadNet()).network.junctions.find((entry) => entry.id === 'J');
    expect(junction?.requests).toEqual([
      { response: [false, false, false], foes: [false, false, true], cont: false },
      { response: [false, false, true], foes: [false, false, false], cont: true },
      { response: [true, false, false], foes: [true, true, false], cont: false },
    ]);
  });

  it('names the first internal lane of each row, also where the path is split', async () => {
    const junction = (await loadNet()).network.junctions.find((entry) => entry.id === 'J');
    expect(junction?.internal_lanes).toEqual([':J_0_0', ':J_1_0', ':J_2_0']);
  });

  it('joins lanes by connections with their signal, via and rights', async () => {
    const { network } = await loadNet();
    const from = (lane: string) => network.connections.filter((entry) => entry.from_lane === lane);
    expect(from('a_0')).toEqual([
      {
        from_lane: 'a_0',
        to_lane: 'c_0',
        via: ':J_0_0',
        direction: 'straight',
        signal: 'T',
        signal_index: 0,
        pass: false,
        keep_clear: true,
        allowed: ALL_CLASSES,
      },
      expect.objectContaining({ to_lane: 'd_0', via: ':J_1_0', direction: 'left', signal_index: 1 }),
    ]);
    expect(from('b_0')[0]).toMatchObject({ pass: true, keep_clear: false, direction: 'right' });
    expect(from(':J_1_0')[0]).toMatchObject({ to_lane: 'd_0', via: ':J_3_0' });
    expect(from(':J_3_0')[0]).not.toHaveProperty('via');
  });

  it('draws paths where it has no internal lanes, in the order of the rows', async () => {
    const { network, find } = await loadNet({
      edges: netOf().match(/ {2}<edge id="a"[\s\S]*?<\/edge>\s+<edge id="b"[\s\S]*<\/edge>/)?.[0] ?? '',
      connections: `<connection from="b" to="c" fromLane="0" toLane="0" dir="r" state="m"/>
        <connection from="a" to="c" fromLane="0" toLane="0" dir="s" state="M"/>
        <connection from="a" to="d" fromLane="0" toLane="0" dir="l" state="m"/>`,
      junction: `<junction id="J" type="priority" x="100" y="0" incLanes="a_0 a_1 b_0" intLanes="" shape="">
        <request index="0" response="000" foes="100"/><request index="1" response="100" foes="100"/>
        <request index="2" response="000" foes="011"/></junction>`,
      programs: '',
    });
    const junction = network.junctions.find((entry) => entry.id === 'J');
    const via = (from: string, to: string) =>
      network.connections.find((entry) => entry.from_lane === from && entry.to_lane === to)?.via;
    expect(junction?.internal_lanes).toEqual([via('a_0', 'c_0'), via('a_0', 'd_0'), via('b_0', 'c_0')]);
    const turn = network.edges.flatMap((edge) => edge.lanes).find((lane) => lane.id === via('a_0', 'd_0'));
    expect([...(turn?.shape.slice(0, 3) ?? [])]).toEqual([96, 0, 0]);
    expect([...(turn?.shape.slice(-3) ?? [])]).toEqual([100, 4, 0]);
    // A quarter circle of 4 m radius: 6.3 m, sqrt(5.5 * 4) = 4.7 m/s.
    expect(turn?.length_m).toBeCloseTo(6.2, 0);
    expect(turn?.speed_mps).toBeCloseTo(4.7, 0);
    expect(find('net without internal lanes')?.count).toBe(3);
  });

  it('keeps crossings and walking areas as walk edges without connections', async () => {
    const { network, find } = await loadNet({
      edges: `${netOf().match(/<edge id=":J_0"[\s\S]*<\/edge>/)?.[0]}
        <edge id=":J_c0" function="crossing" crossingEdges="a"><lane id=":J_c0_0" index="0" speed="1" length="6" width="4" shape="90,-3 90,3"/></edge>
        <edge id=":J_w0" function="walkingarea"><lane id=":J_w0_0" index="0" speed="1" length="2" shape="90,4 92,6 90,6"/></edge>`,
      more: `<connection from="a" to=":J_w0" fromLane="0" toLane="0" dir="s" state="M"/>
        <connection from=":J_w0" to=":J_c0" fromLane="0" toLane="0" tl="T" linkIndex="2" dir="s" state="m"/>`,
    });
    expect(network.edges.filter((edge) => edge.kind === 'walk').map((edge) => [edge.id, edge.from])).toEqual([
      [':J_c0', 'J'],
      [':J_w0', 'J'],
    ]);
    expect(network.connections.some((entry) => /:J_[cw]/.test(entry.to_lane))).toBe(false);
    expect(find('pedestrian connection')?.count).toBe(2);
    expect(network.junctions.find((entry) => entry.id === 'J')?.internal_lanes).toHaveLength(3);
  });

  it('lies where its projection puts local (0, 0)', async () => {
    const { network } = await loadNet();
    expect(network.origin.projected).toBe(true);
    expect(network.origin.lat_deg).toBeCloseTo(53.540365, 5);
    expect(network.origin.lon_deg).toBeCloseTo(9.946923, 5);
    for (const location of ['', '<location netOffset="0,0" projParameter="!"/>']) {
      const bare = await loadNet({ location });
      expect(bare.network.origin).toEqual({ lat_deg: 29.56, lon_deg: 106.55, projected: false });
    }
    const simple = await loadNet({ location: '<location netOffset="-1000000,-5556800" projParameter="-"/>' });
    expect(simple.network.origin.lat_deg).toBeCloseTo(50, 9);
    const strange = await loadNet({ location: '<location netOffset="0,0" projParameter="+proj=nonsense"/>' });
    expect(strange.network.origin.projected).toBe(false);
    expect(strange.notes('approximated')[0]).toMatch(/projParameter "\+proj=nonsense": not usable/);
  });

  it('may drive on the left', async () => {
    expect((await loadNet({ root: '<net version="1.3" lefthand="true">' })).network.left_hand).toBe(true);
  });

  it('reports what is not understood by name, place and count', async () => {
    const { notes, find } = await loadNet({
      more: `<wormhole from="a"/><wormhole/>\n<roundabout nodes="A B" edges="a b"/>
        ${EDGE.replace('id="e"', 'id="e" colour="red"')}`,
    });
    expect(notes('unknown')).toEqual([
      '<wormhole> in <net>: not understood (2)',
      'attribute edge.colour: value "red" (1)',
    ]);
    expect(find('<wormhole> in <net>')?.first).toMatch(/m\.net\.xml:\d+:\d+$/);
    expect(find('<roundabout>')?.kind).toBe('ignored');
  });

  it('that is broken is an error with its place', async () => {
    const cases: [Parameters<typeof loadNet>[0], RegExp][] = [
      [{ edges: EDGE.replace('length="9"', 'length="9m"') }, /:\d+:\d+: <lane> length="9m" is not a number/],
      [{ edges: EDGE.replace('index="0"', 'index="0.5"') }, /index="0.5" is not a whole number/],
      [{ edges: EDGE.replace('shape="0,0 9,0"', 'shape="0;0 9"') }, /shape="0;0 9" is not a list of x,y/],
      [{ edges: EDGE.replace('index="0"', 'index="1"') }, /lanes of edge "e" have the indices 1/],
      [{ edges: EDGE + EDGE }, /edge "e" is defined twice/],
      [{ edges: EDGE }, /a connection names lane "a_0", which does not exist/],
      [
        { edges: EDGE.replace('to="B"', 'to="Q"'), connections: '' },
        /edge "e" names junction "Q", which does not exist/,
      ],
      [
        { connections: '<connection from="a" to="c" fromLane="0" toLane="0" via="d_0" dir="s" state="M"/>' },
        /a connection leads over "d_0", which is no internal lane/,
      ],
      [{ edges: '<edge id="e" from="A" to="B"/>' }, /edge "e" has no lanes/],
      [{ edges: '' }, /a connection names|holds no edges/],
      [{ more: '<succ edge="a"/>' }, /older than SUMO 0.13.*netconvert/],
      [{ root: '<net>', edges: EDGE.replace('/></edge>', '><succ/></lane></edge>') }, /older than SUMO 0.13/],
      [
        {
          junction:
            '<junction id="J" type="priority" x="0" y="0"><request index="0" response="10" foes="0"/></junction>',
        },
        /right of way of junction "J" is incomplete at link 0/,
      ],
    ];
    for (const [parts, wanted] of cases) expect(await errorLine(loadNet(parts))).toMatch(wanted);
  });
});
