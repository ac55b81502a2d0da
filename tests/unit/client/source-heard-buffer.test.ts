import { describe, expect, it } from 'vitest';
import { createHeardBuffer } from '../../../client/source/heard-buffer.ts';
import { v2x } from '../../../protos/wire/generated.js';

const spat = (source: string, seq: number, direction: 'tx' | 'rx' = 'rx') => ({
  entity: 'rsu-1',
  direction,
  payload: v2x.frame.Entry.encode({ source, link: 1, seq, spat: { msgCnt: 1 } }).finish(),
});

describe('messages that were overheard', () => {
  it('are the last of each kind, direction and sender, in an order that stays', () => {
    const heard = createHeardBuffer();
    heard.take(spat('a', 1));
    heard.take(spat('b', 1));
    const before = heard.look().map(({ key }) => key);
    heard.take(spat('a', 2));
    const after = heard.look();
    expect(after.map(({ key }) => key)).toEqual(before);
    expect(after.find(({ source }) => source === 'a')?.seq).toBe(2);
    expect(heard.look()).toBe(after);
  });

  it('are read up to a bound between two looks, but all that is sent', () => {
    const heard = createHeardBuffer();
    for (let i = 0; i < 100; i++) heard.take(spat('a', i));
    heard.take(spat('rsu-1', 7, 'tx'));
    const [first, second] = heard.look();
    expect([first.direction, first.seq]).toEqual(['tx', 7]);
    expect(second.seq).toBeLessThan(20);
    heard.take(spat('a', 200));
    expect(heard.look()[1].seq).toBe(200);
  });

  it('are a bounded number of cards, and what is sent keeps its own', () => {
    const heard = createHeardBuffer();
    heard.take(spat('rsu-1', 1, 'tx'));
    for (let i = 0; i < 60; i++) {
      heard.take(spat(`v${i}`, i));
      heard.look();
    }
    expect(heard.look().length).toBe(14);
    expect(heard.look()[0].direction).toBe('tx');
    expect(heard.take({ entity: 'rsu-1', direction: 'tx', payload: Uint8Array.of(255) })).toBe(false);
    heard.clear();
    expect(heard.look()).toEqual([]);
  });
});
