/** A rate limit: so many units a second, and a burst of so many at once. Time is given by the caller, in milliseconds. */

export interface TokenBucket {
  tokens: number;
  at_ms: number;
  readonly per_s: number;
  readonly burst: number;
}

export function createTokenBucket(per_s: number, burst: number, now_ms: number): TokenBucket {
  return { tokens: burst, at_ms: now_ms, per_s, burst };
}

/** Takes the amount if it is there. What is larger than the whole burst passes when the bucket is full, and leaves a debt. */
export function takeTokens(bucket: TokenBucket, amount: number, now_ms: number): boolean {
  const refilled = bucket.tokens + (Math.max(0, now_ms - bucket.at_ms) * bucket.per_s) / 1000;
  bucket.tokens = Math.min(bucket.burst, refilled);
  bucket.at_ms = now_ms;
  if (bucket.tokens < Math.min(amount, bucket.burst)) return false;
  bucket.tokens -= amount;
  return true;
}

/** Puts an amount back, up to the burst. */
export function creditTokens(bucket: TokenBucket, amount: number): void {
  bucket.tokens = Math.min(bucket.burst, bucket.tokens + amount);
}
