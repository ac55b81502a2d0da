import { describe, expect, it } from 'vitest';
import type { Forwarding } from '../../../server/broker/slow-subscribers.ts';
import {
  judgeForwarding,
  LOCKSTEP_BYTES,
  RELIABLE_BYTES,
  SLOW_BYTES,
  TURN_BYTES,
} from '../../../server/broker/slow-subscribers.ts';

describe('the shield against slow readers', () => {
  const small: Forwarding = { payload_bytes: 200, qos: 0, retained: false, lockstep: false };

  it('forwards to a reader that keeps up', () => {
    expect(judgeForwarding({ unread_bytes: 0, turn_bytes: 0 }, small)).toBe('forward');
    expect(judgeForwarding({ unread_bytes: SLOW_BYTES, turn_bytes: 0 }, small)).toBe('forward');
  });

  it('leaves QoS 0 out for a reader that does not', () => {
    expect(judgeForwarding({ unread_bytes: SLOW_BYTES + 1, turn_bytes: 0 }, small)).toBe('shed');
    expect(judgeForwarding({ unread_bytes: 0, turn_bytes: TURN_BYTES }, small)).toBe('shed');
  });

  it('lets one message of any size pass to an idle reader', () => {
    expect(judgeForwarding({ unread_bytes: 0, turn_bytes: 0 }, { ...small, payload_bytes: 8 << 20 })).toBe('forward');
  });

  it('leaves QoS 1 out only far later, and what answers a subscription never', () => {
    const slow = { unread_bytes: RELIABLE_BYTES, turn_bytes: 0 };
    expect(judgeForwarding(slow, { ...small, qos: 1 })).toBe('forward');
    expect(judgeForwarding({ ...slow, turn_bytes: 1 }, { ...small, qos: 1 })).toBe('shed');
    expect(judgeForwarding({ ...slow, turn_bytes: 1 }, { ...small, retained: true })).toBe('forward');
  });

  it('never leaves a frame of lock-step out: a participant that cannot have it is closed', () => {
    const frame = { ...small, payload_bytes: 8 << 20, lockstep: true };
    expect(judgeForwarding({ unread_bytes: LOCKSTEP_BYTES, turn_bytes: 0 }, frame)).toBe('forward');
    expect(judgeForwarding({ unread_bytes: LOCKSTEP_BYTES, turn_bytes: 1 }, frame)).toBe('close');
  });
});
