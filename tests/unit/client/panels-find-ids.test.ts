import { describe, expect, it } from 'vitest';
import { findIds } from '../../../client/panels/find-ids.ts';

describe('vehicles by a few letters', () => {
  const ids = ['bus-1', 'bus-10', 'car-1', 'minibus-1'];

  it('names all that hold the letters', () => expect(findIds(ids, 'bus')).toEqual(['bus-1', 'bus-10', 'minibus-1']));
  it('names first the id that equals them', () => expect(findIds(['a-bus-1', ...ids], 'bus-1')[0]).toBe('bus-1'));
  it('names nobody for no letters, or for letters of nobody', () => {
    expect(findIds(ids, '')).toEqual([]);
    expect(findIds(ids, 'tram')).toEqual([]);
  });
});
