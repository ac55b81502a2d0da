import { describe, expect, it } from 'vitest';
import { findThings } from '../../../client/panels/find-ids.ts';

const named = (ids: readonly string[]) => ids.map((id) => ({ id }));
const find = (ids: readonly string[], query: string) => findThings(named(ids), query).map(({ id }) => id);

describe('things by a few letters', () => {
  const ids = ['bus-1', 'bus-10', 'car-1', 'minibus-1'];

  it('names all that hold the letters', () => expect(find(ids, 'bus')).toEqual(['bus-1', 'bus-10', 'minibus-1']));
  it('names first the id that equals them', () => expect(find(['a-bus-1', ...ids], 'bus-1')[0]).toBe('bus-1'));
  it('does not mind capitals', () => expect(find(['RSU-A1'], 'rsu-a1')).toEqual(['RSU-A1']));
  it('names nobody for no letters, or for letters of nobody', () => {
    expect(find(ids, '')).toEqual([]);
    expect(find(ids, 'tram')).toEqual([]);
  });
});
