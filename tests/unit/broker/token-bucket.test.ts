import { describe, expect, it } from 'vitest';
import { createTokenBucket, creditTokens, takeTokens } from '../../../server/broker/token-bucket.ts';

describe('the rate limit', () => {
  it('lets a burst pass and then so many a second', () => {
    const bucket = createTokenBucket(10, 20, 0);
    const passed = Array.from({ length: 200 }, () => takeTokens(bucket, 1, 0)).filter(Boolean).length;
    expect(passed).toBe(20);
    expect(takeTokens(bucket, 1, 99)).toBe(false);
    expect(takeTokens(bucket, 1, 101)).toBe(true);
    expect(Array.from({ length: 200 }, () => takeTokens(bucket, 1, 1e6)).filter(Boolean).length).toBe(20);
  });

  it('does not refill by a clock that goes back', () => {
    const bucket = createTokenBucket(10, 1, 1000);
    expect(takeTokens(bucket, 1, 1000)).toBe(true);
    expect(takeTokens(bucket, 1, 0)).toBe(false);
  });

  it('lets what is larger than the burst pass when the bucket is full, and remembers the debt', () => {
    const bucket = createTokenBucket(10, 20, 0);
    expect(takeTokens(bucket, 50, 0)).toBe(true);
    expect(takeTokens(bucket, 1, 3000)).toBe(false);
    creditTokens(bucket, 100);
    expect(takeTokens(bucket, 20, 3000)).toBe(true);
  });
});
