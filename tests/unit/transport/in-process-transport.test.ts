import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedBroker } from '../../../server/broker/embedded-broker.ts';
import { startEmbeddedBroker } from '../../../server/broker/embedded-broker.ts';
import { createInProcessTransport } from '../../../server/transport/in-process-transport.ts';
import { bytesOf } from '../../support/broker-inbox.ts';

let broker: EmbeddedBroker;

beforeEach(async () => {
  broker = await startEmbeddedBroker();
});

afterEach(() => broker.close());

describe('the in-process transport', () => {
  it('delivers in a microtask: after publish returned, before the event loop turns', async () => {
    const transport = createInProcessTransport(broker);
    const steps: string[] = [];
    await transport.subscribe('v2x/a', () => steps.push('delivered'));
    setImmediate(() => steps.push('turn'));
    void transport.publish('v2x/a', bytesOf('x'));
    steps.push('published');
    await Promise.resolve();
    expect(steps).toEqual(['published', 'delivered']);
    await broker.bus.settle();
    expect(steps).toEqual(['published', 'delivered', 'turn']);
  });

  it('answers within the same turn: a lock-step exchange needs no timer and no socket', async () => {
    const runner = createInProcessTransport(broker);
    const cloud = createInProcessTransport(broker);
    await cloud.subscribe('v2x/in', (_, payload) => void cloud.publish('v2x/out', payload));
    let answered: (() => void) | undefined;
    await runner.subscribe('v2x/out', () => answered?.());
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    for (let tick = 0; tick < 100; tick++) {
      const done = new Promise<void>((resolve) => {
        answered = resolve;
      });
      void runner.publish('v2x/in', bytesOf(String(tick)));
      await done;
    }
    expect(turned).toBe(false);
    expect(runner.stats.received).toBe(100);
  });

  it('hands over the bytes themselves, without a copy', async () => {
    const transport = createInProcessTransport(broker);
    const payload = bytesOf('shared');
    const received = new Promise<Uint8Array>((resolve) => {
      void transport.subscribe('v2x/a', (_, bytes) => resolve(bytes));
    });
    void transport.publish('v2x/a', payload);
    const got = await received;
    expect(got.buffer).toBe(payload.buffer);
  });

  it('drops a queued message when its handler unsubscribed meanwhile', async () => {
    const transport = createInProcessTransport(broker);
    let received = 0;
    await transport.subscribe('v2x/a', () => {
      received += 1;
      void transport.unsubscribe('v2x/a');
    });
    void transport.publish('v2x/a', bytesOf('1'));
    void transport.publish('v2x/a', bytesOf('2'));
    await broker.bus.settle();
    expect(received).toBe(1);
  });

  it('counts what nobody listens to as published, and costs nothing for it', () => {
    const transport = createInProcessTransport(broker);
    expect(transport.hasSubscribers('v2x/a')).toBe(false);
    expect(transport.publish('v2x/a', new Uint8Array(100 << 20))).toBeUndefined();
    expect(transport.stats).toMatchObject({ published: 1, shed: 0 });
  });
});
