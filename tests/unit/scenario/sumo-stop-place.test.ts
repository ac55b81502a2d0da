import { describe, expect, it } from 'vitest';
import { loadDemand } from './sumo-files.ts';

const BUS = '<busStop id="bs" lane="c_0" startPos="20" endPos="40" name="Market" lines="1 2"/>';
const vehicle = (stops: string): string => `<vehicle id="v" depart="0"><route edges="a c"/>${stops}</vehicle>`;

describe('a SUMO stopping place', () => {
  it('of each kind lies on its lane, negative positions counting from the end', async () => {
    const { network } = await loadDemand(`${BUS}
      <parkingArea id="p" lane="c_0" startPos="-30" endPos="-10" roadsideCapacity="4"><space x="1" y="1"/></parkingArea>
      <chargingStation id="cs" lane="c_0" power="22000"/><containerStop id="co" lane="c_0" startPos="1" endPos="9"/>
      <trainStop id="ts" lane="c_0" startPos="1" endPos="9"/>`);
    expect(network.stops).toEqual([
      { id: 'bs', name: 'Market', kind: 'bus_stop', lane: 'c_0', start_m: 20, end_m: 40 },
      { id: 'p', kind: 'parking', lane: 'c_0', start_m: 66, end_m: 86 },
      { id: 'cs', kind: 'charging', lane: 'c_0', start_m: 0, end_m: 96 },
      { id: 'co', kind: 'container', lane: 'c_0', start_m: 1, end_m: 9 },
      { id: 'ts', kind: 'train_stop', lane: 'c_0', start_m: 1, end_m: 9 },
    ]);
  });

  it('is moved onto its lane, silently only where friendlyPos says so', async () => {
    const friendly = await loadDemand('<busStop id="b" lane="c_0" startPos="90" endPos="120" friendlyPos="1"/>');
    expect(friendly.network.stops[0]).toMatchObject({ start_m: 90, end_m: 96 });
    expect(friendly.notes('approximated')).toEqual([]);
    const plain = await loadDemand('<busStop id="b" lane="c_0" startPos="90" endPos="120"/>');
    expect(plain.network.stops[0]).toMatchObject({ start_m: 90, end_m: 96 });
    expect(plain.find('<busStop> position')?.count).toBe(1);
    const lost = await loadDemand('<busStop id="b" lane="zz_0"/>');
    expect(lost.network.stops).toEqual([]);
    expect(lost.notes('dropped')).toEqual(['<busStop>: "b" names lane "zz_0", which does not exist (1)']);
  });

  it('is stopped at by name', async () => {
    const { demand } = await loadDemand(`${vehicle('<stop busStop="bs" duration="20" parking="1"/>')}${BUS}`);
    expect(demand.departures[0].stops).toEqual([
      {
        lane: 'c_0',
        start_m: 20,
        end_m: 40,
        duration_ms: 20_000,
        until_ms: -1,
        parking: true,
        place: 'bs',
      },
    ]);
  });

  it('may be a lane or an edge', async () => {
    const { demand } = await loadDemand(
      vehicle(`<stop lane="a_0" startPos="10" endPos="20" duration="5" until="99"/>
        <stop edge="a" endPos="-6" duration="0:01:00"/><stop lane="c_0"/>`),
    );
    expect(demand.departures[0].stops).toEqual([
      { lane: 'a_0', start_m: 10, end_m: 20, duration_ms: 5000, until_ms: 99_000, parking: false },
      { lane: 'a_0', start_m: 89.8, end_m: 90, duration_ms: 60_000, until_ms: -1, parking: false },
      { lane: 'c_0', start_m: 95.8, end_m: 96, duration_ms: 0, until_ms: -1, parking: false },
    ]);
  });

  it('of parking leaves the lane by itself', async () => {
    const { demand, notes } = await loadDemand(
      `<parkingArea id="p" lane="c_0" startPos="30" endPos="60"/>
       ${vehicle('<stop parkingArea="p" duration="5"/><stop lane="c_0" endPos="80" duration="5" parking="opportunistic"/>')}`,
    );
    expect(demand.departures[0].stops.map((stop) => stop.parking)).toEqual([true, true]);
    expect(notes('approximated')).toEqual(['stop.parking "opportunistic": always leaves the lane (1)']);
  });

  it('that is not there or not ahead on the route is dropped, the vehicle drives', async () => {
    const { demand, notes } = await loadDemand(
      vehicle(`<stop busStop="none" duration="5"/><stop lane="c_0" endPos="50" duration="5"/>
        <stop lane="a_0" endPos="50" duration="5"/><stop lane="d_0" duration="5"/><stop lane="q_0" duration="5"/>
        <stop lane="c_0" endPos="60" speed="5"/>`),
    );
    expect(demand.departures[0].stops.map((stop) => stop.lane)).toEqual(['c_0']);
    expect(notes('dropped')).toEqual([
      'stop: busStop "none" does not exist (2)',
      'stop off the route: vehicle "v" does not pass "a_0" (or not in this order) (2)',
    ]);
    expect(notes('approximated')).toContain('stop: a place to pass at a speed is passed freely (1)');
  });
});
