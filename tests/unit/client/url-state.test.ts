import { describe, expect, it } from 'vitest';
import { FIRST_LAYERS, LAYERS, LAYER_KEYS } from '../../../client/scene/layers.ts';
import { readSettings } from '../../../client/settings.ts';
import { readCamera, readChosen, readLayers, writeUrlState } from '../../../client/url-state.ts';
import type { UrlState } from '../../../client/url-state.ts';

const AT_FIRST: UrlState = {
  run: undefined,
  chosen: undefined,
  camera: undefined,
  layers: FIRST_LAYERS,
  light: 'auto',
  language: undefined,
  quality: 'auto',
};

describe('the address', () => {
  it('stays empty while all is as at first, and keeps what is not its own', () => {
    expect(writeUrlState('', AT_FIRST)).toBe('');
    expect(writeUrlState('?mock=20&test', AT_FIRST)).toBe('?mock=20&test');
    expect(writeUrlState('?light=day&sel=a&cam=1,2,3,4,5,6&layers=ranges', AT_FIRST)).toBe('');
  });

  it('says what is shown, and reading it gives the same again', () => {
    const state: UrlState = {
      run: 'main',
      chosen: { kind: 'rsu', id: 'rsu-1' },
      camera: { eye: [1.5, -2, 30], target: [0, 4.3, 1] },
      layers: { ...FIRST_LAYERS, ranges: true, trees: false },
      light: 'night',
      language: 'zh',
      quality: 'lite',
    };
    const search = writeUrlState('?mock=20', state);
    expect(search).toContain('sel=rsu:rsu-1');
    const settings = readSettings(search);
    expect(settings).toMatchObject({
      run: 'main',
      chosen: state.chosen,
      camera: state.camera,
      layers: state.layers,
      light: 'night',
      language: 'zh',
      quality: 'lite',
      mock_vehicles: 20,
    });
  });

  it('is read as if it were not there where it makes no sense', () => {
    expect(readCamera('1,2,3')).toBeUndefined();
    expect(readCamera('1,2,3,4,5,x')).toBeUndefined();
    expect(readLayers('nonsense,-signals')).toEqual({ ...FIRST_LAYERS, signals: false });
    expect(readChosen('')).toBeUndefined();
    expect(readChosen('bus-1')).toEqual({ kind: 'vehicle', id: 'bus-1' });
    expect(readChosen('ghost:1')).toEqual({ kind: 'vehicle', id: 'ghost:1' });
  });
});

describe('layers', () => {
  it('have one key each, none of them twice', () => {
    const keys = LAYERS.map((layer) => LAYER_KEYS[layer]);
    expect(new Set(keys).size).toBe(LAYERS.length);
    // Letters that move the eye or do something else already.
    expect(keys.filter((key) => 'wasdqerfchnvg'.includes(key))).toEqual([]);
  });
});
