import { describe, expect, it } from 'vitest';
import {
  formatClock,
  formatCount,
  formatDaytime,
  formatPace,
  formatShare,
  formatSpeed,
  nextPace,
} from '../../../client/panels/format.ts';
import { themeAt } from '../../../client/scene/palette.ts';
import { startOfDay } from '../../../client/source/scene-facts.ts';
import { ownBroker, readSettings } from '../../../client/settings.ts';

describe('numbers for people', () => {
  it('are formatted', () => {
    expect(formatClock(3_723_900)).toBe('1:02:03');
    expect(formatDaytime(29_100_000)).toBe('08:05');
    expect(formatDaytime(25 * 3_600_000)).toBe('01:00');
    expect(formatCount(1234567.4)).toBe('1 234 567');
    expect(formatSpeed(10)).toBe('36.0 km/h');
    expect(formatShare(0.256)).toBe('26 %');
    expect([0.25, 1, 1.96, 16].map(formatPace)).toEqual(['0.25', '1', '2', '16']);
  });
});

describe('the pace control', () => {
  it('goes up to as fast as possible and down to a quarter', () => {
    expect(nextPace(1, 1)).toBe(2);
    expect(nextPace(16, 1)).toBe(0);
    expect(nextPace(0, 1)).toBe(0);
    expect(nextPace(0, -1)).toBe(16);
    expect(nextPace(0.25, -1)).toBe(0.25);
    expect(nextPace(3, 1)).toBe(4);
    expect(nextPace(3, -1)).toBe(2);
  });
});

describe('the light', () => {
  it('follows the time of day at the place', () => {
    const start_ms = startOfDay('2026-05-04T08:00:30+08:00');
    expect(start_ms).toBe((8 * 3600 + 30) * 1000);
    expect(themeAt(start_ms)).toBe('day');
    expect(themeAt(start_ms + 13 * 3_600_000)).toBe('night');
    expect(startOfDay('yesterday')).toBe(-1);
  });
});

describe('the address', () => {
  it('says what to show', () => {
    const settings = readSettings('?run=r-1&lang=zh&light=night&q=lite&maxfps=5&mock=12&test');
    expect(settings).toMatchObject({
      run: 'r-1',
      language: 'zh',
      light: 'night',
      quality: 'lite',
      max_fps: 5,
      mock_vehicles: 12,
      test: true,
    });
  });

  it('is ignored where it makes no sense', () => {
    expect(readSettings('?light=dim&q=9&maxfps=fast')).toMatchObject({
      run: undefined,
      light: 'auto',
      quality: 'auto',
      max_fps: undefined,
      mock_vehicles: 0,
    });
  });

  it('leads to the broker beside the page', () => {
    expect(ownBroker({ protocol: 'http:', host: '127.0.0.1:8080' })).toBe('ws://127.0.0.1:8080/mqtt');
    expect(ownBroker({ protocol: 'https:', host: 'x' })).toBe('wss://x/mqtt');
  });
});
