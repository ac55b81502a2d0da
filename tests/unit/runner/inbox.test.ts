import { describe, expect, it } from 'vitest';
import {
  bucketOf,
  clearBucket,
  createInbox,
  handlingTick,
  MOST_RECEIVERS,
  openMessage,
  reserveReceivers,
} from '../../../server/runner/inbox.ts';

describe('the handling tick', () => {
  it('is the first at or after the due time, and never the own one', () => {
    expect(handlingTick(5, 500, 100)).toBe(6);
    expect(handlingTick(5, 520, 100)).toBe(6);
    expect(handlingTick(5, 600, 100)).toBe(6);
    expect(handlingTick(5, 601, 100)).toBe(7);
    expect(handlingTick(50, 520, 10)).toBe(52);
    expect(handlingTick(0, 40, 1000)).toBe(1);
  });
});

describe('an inbox', () => {
  it('has a bucket of its own for every tick that a message can be on its way to', () => {
    const inbox = createInbox('field', 10, 50);
    const buckets = new Set(Array.from({ length: 6 }, (_, ahead) => bucketOf(inbox, 100 + ahead)));
    expect(buckets.size).toBe(6);
  });

  it('keeps copies of the rows', () => {
    const bucket = bucketOf(createInbox('field', 100, 50), 1);
    const ints = Int32Array.of(7, 8, 9);
    openMessage(bucket, 1, -1, 1, 10, 0, 0, 20, ints, 1, 2);
    ints.fill(0);
    expect([...bucket.rows.ints.subarray(bucket.row_at[0], bucket.row_at[0] + 2)]).toEqual([8, 9]);
    clearBucket(bucket);
    expect(bucket.count).toBe(0);
  });

  it('ends with an error that names it when it is full', () => {
    const bucket = bucketOf(createInbox('uplink', 100, 50), 1);
    bucket.receiver_count = MOST_RECEIVERS - 1;
    expect(() => reserveReceivers(bucket, 2)).toThrow('the uplink inbox is full');
  });
});
