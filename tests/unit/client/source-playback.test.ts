import { describe, expect, it } from 'vitest';
import { acceptFrame, alphaAt, createPlayback, simTimeAt } from '../../../client/source/playback.ts';

function steady(frames: number, gap_ms = 100) {
  const playback = createPlayback();
  for (let i = 1; i <= frames; i++) acceptFrame(playback, i * 100, i * gap_ms);
  return playback;
}

describe('playback', () => {
  it('stands at the first frame until a second one comes', () => {
    const playback = steady(1);
    expect(alphaAt(playback, 5000)).toBe(1);
    expect(simTimeAt(playback, 5000)).toBe(100);
  });

  it('is on its way from the frame before to the newest one', () => {
    const playback = steady(20);
    expect(alphaAt(playback, 2000)).toBe(0);
    expect(alphaAt(playback, 2050)).toBeCloseTo(0.5, 5);
    expect(simTimeAt(playback, 2050)).toBeCloseTo(1950, 5);
  });

  it('never goes beyond the newest frame, however late the next one is', () => {
    const playback = steady(20);
    expect(alphaAt(playback, 60_000)).toBe(1);
    expect(simTimeAt(playback, 60_000)).toBe(2000);
  });

  it('does not jump when a frame comes early', () => {
    const playback = steady(20);
    const before_ms = simTimeAt(playback, 2060);
    acceptFrame(playback, 2100, 2060);
    expect(simTimeAt(playback, 2060)).toBeCloseTo(before_ms, 5);
  });

  it('learns the rhythm of the frames and takes a pause for none', () => {
    const playback = steady(60, 50);
    expect(playback.interval_ms).toBeCloseTo(50, 0);
    acceptFrame(playback, 6100, 30_000);
    expect(playback.interval_ms).toBeCloseTo(50, 0);
  });

  it('goes back at once when time does', () => {
    const playback = steady(20);
    acceptFrame(playback, 0, 2100);
    expect(simTimeAt(playback, 2100)).toBe(0);
  });

  it('holds the picture while it is frozen', () => {
    const playback = steady(20);
    playback.frozen_alpha = 0.25;
    expect(alphaAt(playback, 9000)).toBe(0.25);
  });
});
