import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as local from '../../../protos/messages/local-frame.ts';
import { junctionOf, nodeReferenceOf } from '../../../protos/messages/node-reference.ts';
import {
  isTemporaryId,
  temporaryIdFor,
  temporaryIdText,
  temporaryIdWord,
} from '../../../protos/messages/temporary-id.ts';
import { LATITUDE, LONGITUDE } from '../../../protos/messages/units.ts';

const place = fc.record({
  lat: fc.double({ min: -89, max: 89, noNaN: true }),
  long: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('the local frame', () => {
  it('keeps every position on the wire over metres and back', () => {
    const lat = fc.integer({ min: LATITUDE.min, max: LATITUDE.max });
    const long = fc.integer({ min: LONGITUDE.min, max: LONGITUDE.max });
    fc.assert(
      fc.property(place, lat, long, (origin, north, east) => {
        const frame = local.localFrameAt(origin.lat, origin.long);
        expect(local.latitudeOf(frame, local.northOf(frame, north))).toBe(north);
        expect(local.longitudeOf(frame, local.eastOf(frame, east))).toBe(east);
      }),
      { numRuns: 2000 },
    );
  });

  it('knows how long a degree is', () => {
    // Lengths of a degree on the WGS-84 ellipsoid from its radii of curvature.
    for (const degrees of [0, 15, 29.56, 45, 53.55, 60, 75, -33]) {
      const phi = (degrees * Math.PI) / 180;
      const e2 = 0.00669437999014;
      const w = 1 - e2 * Math.sin(phi) ** 2;
      const frame = local.localFrameAt(degrees, 0);
      expect(Math.abs(frame.m_per_deg_lat / ((Math.PI / 180) * ((6378137 * (1 - e2)) / w ** 1.5)) - 1)).toBeLessThan(
        1e-6,
      );
      expect(
        Math.abs(frame.m_per_deg_lon / ((Math.PI / 180) * ((6378137 * Math.cos(phi)) / Math.sqrt(w))) - 1),
      ).toBeLessThan(2e-6);
    }
  });

  it('has a value for an unknown position and refuses places that are none', () => {
    const frame = local.localFrameAt(53.55, 10);
    expect(local.latitudeOf(frame, null)).toBe(900000001);
    expect(local.longitudeOf(frame, NaN)).toBe(1800000001);
    expect(local.northOf(frame, 900000001)).toBeNaN();
    expect(() => local.localFrameAt(91, 0)).toThrow(RangeError);
    expect(() => local.createLocalFrame({ lat0_deg: 0, lon0_deg: 0, m_per_deg_lat: 1, m_per_deg_lon: 0 })).toThrow(
      RangeError,
    );
  });
});

describe('names on the air', () => {
  it('hold 8 octets as 16 digits', () => {
    const word = fc.integer({ min: -2147483648, max: 2147483647 });
    fc.assert(
      fc.property(word, word, (high, low) => {
        const text = temporaryIdText(high, low);
        expect(isTemporaryId(text)).toBe(true);
        expect(temporaryIdWord(text, 0)).toBe(high);
        expect(temporaryIdWord(text, 1)).toBe(low);
      }),
    );
    expect(() => temporaryIdWord('00', 0)).toThrow(RangeError);
    expect(() => temporaryIdWord('000000000000000g', 1)).toThrow(RangeError);
  });

  it('differ between the vehicles of a large run', () => {
    const ids = new Set(Array.from({ length: 20000 }, (_, i) => temporaryIdFor(`flow_${i % 97}.${i}`)));
    expect(ids.size).toBe(20000);
  });

  it('name a junction by region and id, and the other way round', () => {
    for (const junction of [0, 1, 65279, 65280, 1000000]) expect(junctionOf(nodeReferenceOf(junction))).toBe(junction);
    expect(nodeReferenceOf(0)).toEqual({ region: 1, id: 256 });
    expect(junctionOf({ region: 1, id: 3 })).toBe(-1);
  });
});
