import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf, errorLine, folderOf, load, loadDemand, netOf } from './sumo-files.ts';

const VEHICLE = '<vehicle id="v" depart="1"><route edges="a c"/></vehicle>';

describe('SUMO demand', () => {
  it('takes vehicles with a route of their own, a named one or one drawn', async () => {
    const { demand } = await loadDemand(`
      <route id="r" edges="a d"/>
      <routeDistribution id="rd"><route id="r1" edges="a c" probability="0.7"/><route refId="r" probability="0.3"/></routeDistribution>
      <routeDistribution id="named" routes="r1 r" probabilities="0 1"/>
      <vehicle id="own" depart="0"><route edges="b c"/></vehicle>
      <vehicle id="named" depart="1" route="r"/>
      <vehicle id="sure" depart="2" route="named"/>
      <vehicle id="inline" depart="3"><routeDistribution><route edges="a c" probability="1"/></routeDistribution></vehicle>
      <flow id="drawn" begin="4" end="1004" number="1000" route="rd"/>`);
    const edges = (id: string) => demand.departures.find((entry) => entry.id === id)?.edges;
    expect(edges('own')).toEqual(['b', 'c']);
    expect(edges('named')).toEqual(['a', 'd']);
    expect(edges('sure')).toEqual(['a', 'd']);
    expect(edges('inline')).toEqual(['a', 'c']);
    const drawn = demand.departures.filter((entry) => entry.id.startsWith('drawn.'));
    expect(drawn.every((entry) => entry.complete)).toBe(true);
    const straight = drawn.filter((entry) => entry.edges[1] === 'c').length;
    expect(straight).toBeGreaterThan(640);
    expect(straight).toBeLessThan(760);
  });

  it('sorts by departure and keeps the order of the input at equal times', async () => {
    const trip = (id: string, depart: number | string): string =>
      `<trip id="${id}" depart="${depart}" from="a" to="c"/>`;
    const { demand } = await loadDemand(
      [trip('late', 20), trip('x', 5), trip('y', '0:00:05'), trip('early', 1), trip('z', 5)].join(''),
    );
    expect(demand.departures.map((entry) => [entry.id, entry.depart_ms])).toEqual([
      ['early', 1000],
      ['x', 5000],
      ['y', 5000],
      ['z', 5000],
      ['late', 20000],
    ]);
    expect(demand.departures[0].origin).toMatch(/m\.rou\.xml:2$/);
  });

  it('takes trips as waypoints: from, via, stops, to', async () => {
    const { demand } = await loadDemand(`
      <trip id="t" depart="0" from="a" to="c"/>
      <trip id="v" depart="1" from="a" via="d" to="d"/>
      <trip id="s" depart="2" from="a" to="c"><stop lane="d_0" endPos="50" duration="5"/></trip>
      <trip id="e" depart="3" from="a" to="a"/>
      <trip id="only" depart="4"><stop edge="a" duration="1"/><stop lane="d_0" duration="2"/></trip>`);
    expect(demand.departures.map((entry) => [entry.id, entry.edges, entry.complete])).toEqual([
      ['t', ['a', 'c'], false],
      ['v', ['a', 'd', 'd'], false],
      ['s', ['a', 'd', 'c'], false],
      ['e', ['a'], true],
      ['only', ['a', 'd'], false],
    ]);
  });

  it('lets junctions and zones stand for their fastest edges', async () => {
    const { demand, notes } = await loadDemand(`
      <taz id="z1" edges="a b"/><taz id="z2"><tazSink id="d" weight="1"/><tazSource id="c" weight="1"/></taz>
      <trip id="j" depart="0" fromJunction="B" toJunction="C"/>
      <trip id="z" depart="1" fromTaz="z1" toTaz="z2"/>
      <trip id="m" depart="2" from="a" toJunction="D"/>
      <trip id="n" depart="3" fromJunction="C" toJunction="D"/>`);
    expect(demand.departures.map((entry) => [entry.id, entry.edges])).toEqual([
      ['j', ['b', 'c']],
      ['z', ['a', 'd']],
      ['m', ['a', 'd']],
    ]);
    expect(notes('dropped')).toEqual(['trip without a way: "n": no edges lead from origin to goal (1)']);
  });

  it('reads how and where vehicles depart and arrive', async () => {
    const { demand, notes } = await loadDemand(`
      <vehicle id="0" depart="0"><route edges="a c"/></vehicle>
      <vehicle id="1" depart="1" departLane="best" departSpeed="max" departPos="random_free" arrivalPos="-6"><route edges="a c"/></vehicle>
      <vehicle id="2" depart="2" departLane="1" departSpeed="7.5" departPos="-10" arrivalPos="30" type="b"><route edges="a c"/></vehicle>
      <vehicle id="3" depart="3" departLane="free" departSpeed="desired" departPos="stop" arrivalPos="random"><route edges="a c"/></vehicle>
      <vehicle id="4" depart="4" departEdge="1"><route edges="a c"/></vehicle>
      <vType id="b" vClass="bus"/>`);
    const [plain, fast, bus, free, cut] = demand.departures;
    expect(plain).toMatchObject({ depart_lane: 'first', depart_speed: 0, depart_pos: 'base', arrival_pos: 'max' });
    expect(fast).toMatchObject({
      depart_lane: 'best',
      depart_speed: 'max',
      depart_pos: 'random_free',
      arrival_pos: 90,
    });
    expect(bus).toMatchObject({ depart_lane: 1, depart_speed: 7.5, depart_pos: 86, arrival_pos: 30 });
    expect(free).toMatchObject({ depart_lane: 'free', depart_speed: 'desired', depart_pos: 'base' });
    expect(free.arrival_pos).toBeGreaterThan(0);
    expect(free.arrival_pos).toBeLessThan(96);
    expect(cut.edges).toEqual(['c']);
    expect(notes('approximated')).toEqual(['departPos="stop": taken for base (1)']);
  });

  it('drops what cannot drive, says where, and goes on', async () => {
    const { demand, notes, find } = await loadDemand(`
      <vType id="truck" vClass="truck"/><vType id="train" vClass="rail"/>
      <vehicle id="edge" depart="0"><route edges="a nowhere"/></vehicle>
      <vehicle id="route" depart="0" route="none"/>
      <vehicle id="type" depart="0" type="ufo"><route edges="a c"/></vehicle>
      <vehicle id="wait" depart="triggered"><route edges="a c"/></vehicle>
      <trip id="goal" depart="0" from="a"/>
      <trip id="ban" depart="0" type="truck" from="b" to="c"/>
      <vehicle id="empty" depart="0"><route edges=""/></vehicle>
      <trip id="train" depart="0" type="train" from="a" to="c"/>
      <trip id="good" depart="0" from="a" to="c"/>`);
    expect(demand.departures.map((entry) => entry.id)).toEqual(['good']);
    expect(notes('dropped')).toEqual([
      'vehicle with depart="triggered": "wait": nothing triggers it (1)',
      'vehicle on an unknown edge: "edge": edge "nowhere" does not exist (1)',
      'vehicle of unknown route: "route": route "none" does not exist (1)',
      'vehicle of unknown type: "type": type "ufo" (1)',
      'trip without origin or goal: "goal": from or to is missing (1)',
      'vehicle on a forbidden edge: "ban": its class may not use edge "b" (1)',
      'vehicle without edges: "empty": its route is empty (1)',
      'vehicle of class rail: "train": railways and waterways are not simulated (1)',
    ]);
    expect(find('vehicle on an unknown edge')?.first).toMatch(/m\.rou\.xml:4:7$/);
  });

  it('bridges a gap in a route', async () => {
    const { demand, find } = await loadDemand(VEHICLE.replace('a c', 'a b c'));
    expect(demand.departures[0]).toMatchObject({ edges: ['a', 'b', 'c'], complete: false });
    expect(find('route with a gap')?.kind).toBe('approximated');
  });

  it('lets the class "ignoring" use every edge', async () => {
    const { demand } = await loadDemand(
      '<vType id="t" vClass="ignoring"/><vehicle id="v" type="t" depart="0"><route edges="b c"/></vehicle>',
    );
    expect(demand.types[demand.departures[0].type].vehicle_class).toBe('ignoring');
  });

  it('repeats routes with their stops', async () => {
    const { demand } = await loadDemand(
      `<vehicle id="v" depart="10"><route edges="a d" repeat="2" cycleTime="100"><stop lane="d_0" until="5"/></route></vehicle>`,
    );
    expect(demand.departures[0].edges).toEqual(['a', 'd', 'a', 'd', 'a', 'd']);
    expect(demand.departures[0].stops.map((stop) => stop.until_ms)).toEqual([15_000, 115_000, 215_000]);
  });

  it('makes ids fit and unique, and says so', async () => {
    const { demand, find } = await loadDemand(
      [`vehicle 1`, 'vehicle_1', 'x'.repeat(80), 'bus:1.2-3_A', '车']
        .map((id) => `<trip id="${id}" depart="0" from="a" to="c"/>`)
        .join(''),
    );
    expect(demand.departures.map((entry) => entry.id)).toEqual([
      'vehicle_1',
      'vehicle_1-2',
      'x'.repeat(64),
      'bus:1.2-3_A',
      '_',
    ]);
    expect(find('vehicle id')).toMatchObject({ kind: 'approximated', count: 4 });
  });

  it('leaves persons and containers out, but counts them', async () => {
    const { demand, notes } = await loadDemand(
      `<person id="p" depart="0"><personTrip from="a" to="c"/><ride from="a" to="c" lines="x"/></person>
       <personFlow id="pf" begin="0" number="3"><walk edges="a c"/></personFlow><container id="c" depart="0"/>${VEHICLE}`,
    );
    expect(demand.departures).toHaveLength(1);
    expect(notes('ignored').filter((line) => line.startsWith('<'))).toEqual([
      '<person>: persons and containers are not simulated (1)',
      '<personFlow>: persons and containers are not simulated (1)',
      '<container>: persons and containers are not simulated (1)',
    ]);
    expect(notes('unknown')).toEqual([]);
  });

  it('counts times from begin and leaves earlier departures out', async () => {
    const { demand, settings, find } = await loadDemand(
      `${VEHICLE}<vehicle id="w" depart="100"><route edges="a c"/><stop lane="a_0" endPos="50" until="160"/></vehicle>
       <flow id="f" begin="0" end="200" period="40" from="a" to="c"/>`,
      '<begin value="60"/><end value="0:10:00"/>',
    );
    expect(demand.departures.map((entry) => [entry.id, entry.depart_ms])).toEqual([
      ['f.0', 20_000],
      ['w', 40_000],
      ['f.1', 60_000],
      ['f.2', 100_000],
    ]);
    expect(demand.departures[1].stops[0].until_ms).toBe(100_000);
    expect(settings).toEqual({ begin_ms: 60_000, end_ms: 540_000 });
    expect(find('departure before begin')?.count).toBe(1);
  });

  it('is the same for the same seed and another for another', async () => {
    const routes = `<vTypeDistribution id="mix"><vType id="m" probability="1"/><vType id="n" probability="1"/></vTypeDistribution>
      <flow id="f" type="mix" begin="0" end="600" probability="0.2" from="a" to="c"/>
      <flow id="e" type="mix" begin="0" end="600" period="exp(0.2)" from="a" to="c"/>`;
    const [one, same, other] = await Promise.all(
      [7, 7, 8].map(async (seed) => (await loadDemand(routes, '', { seed })).demand.departures),
    );
    const plain = (list: typeof one) => list.map(({ id, depart_ms, type }) => [id, depart_ms, type]);
    expect(plain(one)).toEqual(plain(same));
    expect(plain(one)).not.toEqual(plain(other));
  });

  it('is scaled by the configuration', async () => {
    const flow = '<flow id="f" begin="0" end="100" number="100" from="a" to="c"/>';
    expect((await loadDemand(flow, '<scale value="0.3"/>')).demand.departures).toHaveLength(30);
    const double = (await loadDemand(flow, '<scale value="2"/>')).demand.departures;
    expect(new Set(double.map((entry) => entry.id)).size).toBe(200);
  });

  it('that never ends is refused before it fills the memory', async () => {
    expect(await errorLine(loadDemand(VEHICLE, '<scale value="99999999"/>'))).toMatch(/more than 2000000 departures/);
    const { notes } = await loadDemand(VEHICLE.replace('edges', 'repeat="99999999" edges'));
    expect(notes('dropped')).toEqual(['vehicle with an endless route: "v": 100000000 rounds of 2 edges (1)']);
  });

  it('follows includes and refuses a net among the routes', async () => {
    const folder = folderOf({
      'm.net.xml': netOf(),
      'm.rou.xml': '<routes><include href="more.rou.xml"/></routes>',
      'more.rou.xml': `<routes>${VEHICLE}</routes>`,
      'm.sumocfg': configOf(),
      'wrong.sumocfg': configOf('<additional-files value="m.net.xml"/>'),
    });
    expect((await load(join(folder, 'm.sumocfg'))).demand.departures).toHaveLength(1);
    expect(await errorLine(load(join(folder, 'wrong.sumocfg')))).toMatch(
      /m\.net\.xml:2:1: <net> is no route or additional/,
    );
  });
});
