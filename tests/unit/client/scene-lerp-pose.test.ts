import { describe, expect, it } from 'vitest';
import { lerpPose, shortestTurn } from '../../../client/scene/lerp-pose.ts';

function between(from: readonly number[], to: readonly number[], alpha: number): number[] {
  const out = new Float32Array(4);
  lerpPose(Float32Array.from(from), 0, Float32Array.from(to), 0, alpha, out, 0);
  return Array.from(out);
}

describe('the pose between two frames', () => {
  it('is the first one at 0 and the second one at 1', () => {
    expect(between([1, 2, 3, 0.5], [4, 6, 3, 1], 0)).toEqual([1, 2, 3, 0.5]);
    expect(between([1, 2, 3, 0.5], [4, 6, 3, 1], 1)).toEqual([4, 6, 3, 1]);
  });

  it('moves along a straight line', () => {
    expect(between([0, 0, 0, 0], [10, -20, 4, 0], 0.25)).toEqual([2.5, -5, 1, 0]);
  });

  it('turns the short way across the seam of the circle', () => {
    const yaw = between([0, 0, 0, 6.2], [0, 0, 0, 0.1], 0.5)[3];
    expect(Math.cos(yaw)).toBeCloseTo(Math.cos(6.2 + (0.1 + 2 * Math.PI - 6.2) / 2), 5);
    expect(Math.abs(yaw - 6.2)).toBeLessThan(0.2);
  });

  it('reads and writes at offsets of shared arrays', () => {
    const from = new Float32Array([9, 9, 9, 9, 0, 0, 0, 0]);
    const to = new Float32Array([2, 2, 2, 0]);
    lerpPose(from, 4, to, 0, 0.5, from, 4);
    expect(Array.from(from)).toEqual([9, 9, 9, 9, 1, 1, 1, 0]);
  });
});

describe('the shortest turn', () => {
  it('stays within half a circle either way', () => {
    for (let turn = -20; turn <= 20; turn += 0.37) {
      const short = shortestTurn(turn);
      expect(Math.abs(short)).toBeLessThanOrEqual(Math.PI + 1e-9);
      expect(Math.cos(short)).toBeCloseTo(Math.cos(turn), 9);
    }
  });
});
