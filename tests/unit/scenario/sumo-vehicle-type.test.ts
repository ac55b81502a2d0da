import { describe, expect, it } from 'vitest';
import type { VehicleTypeSpec } from '../../../server/simulation/demand-spec.ts';
import { errorLine, loadDemand, type Loaded } from './sumo-files.ts';

async function typed(text: string, id = 't', config = ''): Promise<Loaded & { type: VehicleTypeSpec }> {
  const loaded = await loadDemand(`${text}<trip id="v" depart="0" type="${id}" from="a" to="c"/>`, config);
  return { ...loaded, type: loaded.demand.types[loaded.demand.departures[0].type] };
}

describe('a SUMO vehicle type', () => {
  it('has the defaults of its class', async () => {
    expect((await typed('<vType id="t"/>')).type).toEqual({
      id: 't',
      vehicle_class: 'passenger',
      length_m: 5,
      width_m: 1.8,
      height_m: 1.5,
      max_speed_mps: 200 / 3.6,
      accel_mps2: 2.6,
      decel_mps2: 4.5,
      headway_s: 1,
      min_gap_m: 2.5,
      delta: 4,
      emergency_decel_mps2: 9,
      speed_factor: { mean: 1, deviation: 0.1, min: 0.2, max: 2 },
      shape: 'car',
      color: -1,
    });
    const bus = (await typed('<vType id="t" vClass="bus"/>')).type;
    expect(bus).toMatchObject({ length_m: 12, accel_mps2: 1.2, decel_mps2: 4, shape: 'bus', emergency_decel_mps2: 7 });
    expect(bus.speed_factor.deviation).toBe(0);
    const trailer = (await typed('<vType id="t" vClass="trailer"/>')).type;
    expect(trailer).toMatchObject({ length_m: 16.5, width_m: 2.55, shape: 'trailer' });
  });

  it('need not be given', async () => {
    expect((await typed('', 'DEFAULT_VEHTYPE')).type).toMatchObject({ id: 'DEFAULT_VEHTYPE', length_m: 5 });
    expect((await typed('', 'DEFAULT_BIKETYPE')).type).toMatchObject({ vehicle_class: 'bicycle' });
    expect((await typed('<vType id="DEFAULT_VEHTYPE" length="7"/>', 'DEFAULT_VEHTYPE')).type.length_m).toBe(7);
  });

  it('of Krauss becomes one of IDM', async () => {
    const { type, notes } = await typed(
      '<vType id="t" carFollowModel="Krauss" accel="1.9" decel="3.3" tau="1.2" minGap="2" sigma="0.5" maxSpeed="20" emergencyDecel="6"/>',
    );
    expect(type).toMatchObject({
      accel_mps2: 1.9,
      decel_mps2: 3.3,
      headway_s: 1.2,
      min_gap_m: 2,
      max_speed_mps: 20,
      emergency_decel_mps2: 6,
    });
    expect(notes('approximated')).toEqual([
      'vType.sigma: drivers do not dawdle (1)',
      'vType.carFollowModel "Krauss": followed by IDM: accel, decel, tau, minGap become a, b, T, s0 (1)',
    ]);
  });

  it('of IDM is taken over without a word', async () => {
    const { type, notes } = await typed('<vType id="t" carFollowModel="IDM" delta="3" desiredMaxSpeed="15"/>');
    expect(type).toMatchObject({ delta: 3, max_speed_mps: 15 });
    expect(notes('approximated')).toEqual([]);
  });

  it('takes parameters of a nested model', async () => {
    const { type, find } = await typed('<vType id="t"><carFollowing-Krauss accel="1.1" sigma="0.2"/></vType>');
    expect(type.accel_mps2).toBe(1.1);
    expect(find('<carFollowing-Krauss>')?.kind).toBe('approximated');
  });

  it('reads speed factors as number, norm and normc', async () => {
    const factor = async (text: string) => (await typed(`<vType id="t" ${text}/>`)).type.speed_factor;
    expect(await factor('speedFactor="1.2"')).toEqual({ mean: 1.2, deviation: 0.1, min: 0.2, max: 2 });
    expect(await factor('speedFactor="normc(1.1,0.1,0.8,1.4)"')).toEqual({
      mean: 1.1,
      deviation: 0.1,
      min: 0.8,
      max: 1.4,
    });
    expect(await factor('speedFactor="norm(1,0)"')).toMatchObject({ mean: 1, deviation: 0 });
    expect(await factor('speedDev="0.3"')).toMatchObject({ mean: 1, deviation: 0.3 });
    expect(await factor('speedFactor="3"')).toMatchObject({ mean: 3, max: 3 });
    expect((await typed('<vType id="t"/>', 't', '<default.speeddev value="0"/>')).type.speed_factor.deviation).toBe(0);
    expect(await errorLine(factor('speedFactor="normc(a)"'))).toMatch(/:2:1: <vType> speedFactor="normc\(a\)" is not/);
  });

  it('takes the speed factor of a single vehicle', async () => {
    const { demand } = await loadDemand(
      '<vType id="t"/><trip id="v" type="t" depart="0" speedFactor="0.9" from="a" to="c"/>',
    );
    expect(demand.types[demand.departures[0].type]).toMatchObject({
      id: 't@0.9',
      speed_factor: { mean: 0.9, deviation: 0, min: 0.9, max: 0.9 },
    });
  });

  it('has colours by name, fraction, byte and hex', async () => {
    const color = async (text: string) => (await typed(`<vType id="t" color="${text}"/>`)).type.color;
    expect(await color('yellow')).toBe(0xffff00);
    expect(await color('.8,.2,.2')).toBe(0xcc3333);
    expect(await color('0,1,0')).toBe(0x00ff00);
    expect(await color('255,128,0')).toBe(0xff8000);
    expect(await color('#12abEF')).toBe(0x12abef);
    const { type, notes } = await typed('<vType id="t" color="mauve"/>');
    expect(type.color).toBe(-1);
    expect(notes('unknown')).toEqual(['vType.color value: "mauve" is no colour (1)']);
  });

  it('is drawn by its guiShape', async () => {
    const shape = async (text: string) => (await typed(`<vType id="t" guiShape="${text}"/>`)).type.shape;
    expect(
      await Promise.all(['passenger/van', 'truck/semitrailer', 'bus/coach', 'delivery', 'police'].map(shape)),
    ).toEqual(['van', 'trailer', 'bus', 'van', 'emergency']);
    expect((await typed('<vType id="t" guiShape="ant"/>')).notes('approximated')).toEqual([
      'vType.guiShape "ant": drawn as car (1)',
    ]);
  });

  it('of an unknown class drives as passenger', async () => {
    const { type, notes } = await typed('<vType id="t" vClass="hovercraft"/>');
    expect(type.vehicle_class).toBe('passenger');
    expect(notes('approximated')).toEqual(['vType.vClass "hovercraft": not known, drives as passenger (1)']);
  });

  it('is drawn from distributions by weight, also nested and by reference', async () => {
    const { demand } = await loadDemand(`
      <vTypeDistribution id="in"><vType id="x" probability="0.2"/><vType id="y" probability="0.8"/></vTypeDistribution>
      <vType id="z" probability="3"/>
      <vTypeDistribution id="out" vTypes="in z" probabilities="1 1"/>
      <vTypeDistribution id="zero"><vType id="never" probability="0"/><vType id="ever" probability="1"/></vTypeDistribution>
      <flow id="i" type="in" begin="0" end="1000" number="1000" from="a" to="c"/>
      <flow id="o" type="out" begin="0" end="1000" number="1000" from="a" to="c"/>
      <flow id="n" type="zero" begin="0" end="1000" number="1000" from="a" to="c"/>`);
    const share = (flow: string, type: string) =>
      demand.departures.filter((entry) => entry.id.startsWith(flow) && demand.types[entry.type].id === type).length /
      1000;
    expect(share('i.', 'x')).toBeCloseTo(0.2, 1);
    expect(share('o.', 'z')).toBeCloseTo(0.5, 1);
    expect(share('o.', 'x')).toBeCloseTo(0.1, 1);
    expect(share('n.', 'ever')).toBe(1);
  });

  it('with an impossible value is an error', async () => {
    const wrong = (text: string) => errorLine(typed(`<vType id="t" ${text}/>`));
    expect(await wrong('length="0"')).toMatch(/length="0" is not a number above 0/);
    expect(await wrong('accel="-1"')).toMatch(/accel="-1" is not a number of at least 0/);
    expect(await wrong('tau="one"')).toMatch(/m\.rou\.xml:2:1: <vType> tau="one" is not a number/);
  });
});
