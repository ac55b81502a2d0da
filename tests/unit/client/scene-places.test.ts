import { Ray, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { listPlaces, pickPlace, placeOf } from '../../../client/scene/places.ts';
import { socColor } from '../../../client/scene/soc-ramp.ts';
import { readNetwork } from '../../../client/source/facts.ts';
import { mockNetwork } from '../../../client/source/mock-network.ts';

const mast = { id: 'rsu-1', x: 14, y: 14, z: 0, range_m: 300, perception_m: 120, signal: 0 };
const places = listPlaces(readNetwork(mockNetwork().payload), [mast]);

const down = (x: number, y: number) => new Ray(new Vector3(x, y - 40, 60), new Vector3(0, 40, -58).normalize());

describe('things that stand still', () => {
  it('are masts, signals and stations', () => {
    expect(places.map((place) => place.kind)).toEqual(['rsu', 'signal', 'station']);
    expect(placeOf(places, { kind: 'signal', id: 'X' })?.radius_m).toBeGreaterThan(5);
    expect(placeOf(places, { kind: 'rsu', id: 'X' })).toBeUndefined();
  });

  it('are met by a ray: a mast before the junction it stands at, and nothing where nothing is', () => {
    expect(pickPlace(places, down(0, 0))?.kind).toBe('signal');
    expect(pickPlace(places, down(14, 14))?.kind).toBe('rsu');
    expect(pickPlace(places, down(34, -150))?.kind).toBe('station');
    expect(pickPlace(places, down(-200, 150))).toBeUndefined();
  });
});

describe('the colours of charge', () => {
  it('run from red over amber to green, and stay within bounds', () => {
    expect(socColor(0)).toBe(0xf0524f);
    expect(socColor(1 / 3)).toBe(0xf5a524);
    expect(socColor(1)).toBe(socColor(2));
    expect((socColor(1) >> 8) & 255).toBeGreaterThan(0xc0);
  });
});
