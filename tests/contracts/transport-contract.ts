/** What every transport must do, whatever carries it: run on each adapter and broker by transport.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transport } from '../../server/transport/transport.ts';
import { FRAME_BYTES } from '../../server/transport/transport.ts';
import { bytesOf, openInbox } from '../support/broker-inbox.ts';
import { openRawClient } from '../support/broker-packets.ts';

/** One broker and the way to it. */
export interface TransportBench {
  /** TCP port of the broker, for clients that are not the adapter under test. */
  readonly port: number;
  /** A new connection of the adapter under test, with a role that may write everything. */
  connect(): Promise<Transport>;
  /** Breaks the connections of all transports; ends the bench's use. */
  breakAll(): Promise<void>;
  stop(): Promise<void>;
}

const ROOT = 'v2x/v1/contract';

export function describeTransportContract(name: string, startBench: () => Promise<TransportBench>): void {
  describe(name, () => {
    let bench: TransportBench;
    let sender: Transport;
    let receiver: Transport;

    beforeAll(async () => {
      bench = await startBench();
      sender = await bench.connect();
      receiver = await bench.connect();
    });

    afterAll(async () => {
      await sender?.close();
      await receiver?.close();
      await bench?.stop();
    });

    it('keeps the order within a topic', async () => {
      const inbox = await openInbox(receiver, `${ROOT}/order`);
      for (let i = 0; i < 500; i++) await sender.publish(`${ROOT}/order`, bytesOf(String(i)));
      await inbox.until(500);
      expect(inbox.texts()).toEqual(Array.from({ length: 500 }, (_, i) => String(i)));
    });

    it('carries a frame of the largest size unchanged, between small ones, in order', async () => {
      const topic = `${ROOT}/cloud/cloud/in/tick`;
      const frame = new Uint8Array(FRAME_BYTES);
      for (let i = 0; i < frame.length; i++) frame[i] = (i * 31 + (i >> 8)) & 255;
      const inbox = await openInbox(receiver, topic);
      void sender.publish(topic, bytesOf('before'));
      void sender.publish(topic, frame);
      await sender.publish(topic, bytesOf('after'));
      const [before, large, after] = await inbox.until(3);
      expect(Buffer.from(before!.payload).toString()).toBe('before');
      expect(Buffer.compare(large!.payload, frame)).toBe(0);
      expect(Buffer.from(after!.payload).toString()).toBe('after');
    });

    it('is binary-safe, also for a part of a larger buffer and for nothing', async () => {
      const every = Uint8Array.from({ length: 256 }, (_, i) => i);
      const inbox = await openInbox(receiver, `${ROOT}/binary`);
      await sender.publish(`${ROOT}/binary`, every);
      await sender.publish(`${ROOT}/binary`, every.subarray(10, 20));
      await sender.publish(`${ROOT}/binary`, new Uint8Array(0));
      const got = (await inbox.until(3)).map(({ payload }) => [...payload]);
      expect(got).toEqual([[...every], [...every.subarray(10, 20)], []]);
    });

    it('delivers what matches a filter with + and #, and nothing else', async () => {
      const inbox = await openInbox(receiver, `${ROOT}/veh/+/up/#`);
      await sender.publish(`${ROOT}/veh/a/tx/bsm`, bytesOf('no'));
      await sender.publish(`${ROOT}/veh/up/bsm`, bytesOf('no'));
      await sender.publish(`${ROOT}/veh/a/up/bsm/1202`, bytesOf('1'));
      await sender.publish(`${ROOT}/veh/b/up`, bytesOf('2'));
      await sender.publish(`${ROOT}/veh/b/up/report`, bytesOf('3'));
      await inbox.until(3);
      expect(inbox.messages.map(({ topic }) => topic.slice(ROOT.length))).toEqual([
        '/veh/a/up/bsm/1202',
        '/veh/b/up',
        '/veh/b/up/report',
      ]);
    });

    it('does not call a handler before publish has returned, nor twice at once', async () => {
      let inside = 0;
      let deepest = 0;
      let replies = 0;
      const finished = new Promise<void>((resolve) => {
        void receiver
          .subscribe(`${ROOT}/echo`, (topic, payload) => {
            deepest = Math.max(deepest, ++inside);
            if (payload[0]! > 0) void receiver.publish(topic, Uint8Array.of(payload[0]! - 1));
            else resolve();
            replies += 1;
            inside -= 1;
          })
          .then(() => sender.publish(`${ROOT}/echo`, Uint8Array.of(20)));
      });
      await finished;
      expect(deepest).toBe(1);
      expect(replies).toBe(21);
    });

    it('delivers QoS 1 and resolves at the acknowledgement', async () => {
      const inbox = await openInbox(receiver, `${ROOT}/reliable`);
      for (let i = 0; i < 20; i++) await sender.publish(`${ROOT}/reliable`, bytesOf(String(i)), { qos: 1 });
      await inbox.until(20);
      expect(inbox.texts()).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
    });

    it('gives a retained message to who comes later, and forgets it on an empty one', async () => {
      const early = await openInbox(receiver, `${ROOT}/fact`);
      await sender.publish(`${ROOT}/fact`, bytesOf('old'), { qos: 1, retain: true });
      await sender.publish(`${ROOT}/fact`, bytesOf('new'), { qos: 1, retain: true });
      await early.until(2);
      const late = await bench.connect();
      const inbox = await openInbox(late, `${ROOT}/fact`);
      await inbox.until(1);
      expect(inbox.texts()).toEqual(['new']);
      await sender.publish(`${ROOT}/fact`, new Uint8Array(0), { qos: 1, retain: true });
      await inbox.until(2);
      const latest = await bench.connect();
      const fence = await openInbox(latest, `${ROOT}/#`);
      await sender.publish(`${ROOT}/fence`, bytesOf('fence'));
      await fence.until(1);
      expect(fence.texts()).toEqual(['fence']);
      await late.close();
      await latest.close();
    });

    it('stops at unsubscribe, and takes the filter again afterwards', async () => {
      const first = await openInbox(receiver, `${ROOT}/some`);
      const fence = await openInbox(receiver, `${ROOT}/some-fence`);
      await sender.publish(`${ROOT}/some`, bytesOf('1'));
      await first.until(1);
      await expect(receiver.subscribe(`${ROOT}/some`, () => {})).rejects.toThrow(/already subscribed/);
      await receiver.unsubscribe(`${ROOT}/some`);
      await receiver.unsubscribe(`${ROOT}/never`);
      await sender.publish(`${ROOT}/some`, bytesOf('2'));
      await sender.publish(`${ROOT}/some-fence`, bytesOf('fence'));
      await fence.until(1);
      expect(first.texts()).toEqual(['1']);
      const second = await openInbox(receiver, `${ROOT}/some`);
      await sender.publish(`${ROOT}/some`, bytesOf('3'));
      await second.until(1);
      expect(second.texts()).toEqual(['3']);
    });

    it('says that somebody listens while somebody does', async () => {
      await receiver.subscribe(`${ROOT}/heard/+`, () => {});
      expect(sender.hasSubscribers(`${ROOT}/heard/a`)).toBe(true);
    });

    it('refuses malformed topics and filters', async () => {
      for (const topic of ['', 'a/+/b', 'a/#', 'a\0b'])
        expect(() => sender.publish(topic, bytesOf('x'))).toThrow(/not a topic/);
      for (const filter of ['', 'a/#/b', 'a+/b', 'a#'])
        await expect(receiver.subscribe(filter, () => {})).rejects.toThrow(/not a topic filter/);
    });

    it('sees the will of a client whose connection breaks', async () => {
      const topic = `${ROOT}/agent/a7/out/conn`;
      const inbox = await openInbox(receiver, topic);
      const will = { topic, text: 'CONNECTION_BROKEN' };
      const { socket } = await openRawClient(bench.port, { client_id: 'a7', will });
      socket.resetAndDestroy();
      await inbox.until(1);
      expect(inbox.texts()).toEqual(['CONNECTION_BROKEN']);
    });

    it('counts what it published and received', async () => {
      const before = { out: sender.stats.published, in: receiver.stats.received, bytes: receiver.stats.received_bytes };
      const inbox = await openInbox(receiver, `${ROOT}/counted`);
      for (let i = 0; i < 3; i++) await sender.publish(`${ROOT}/counted`, bytesOf('12345'));
      await inbox.until(3);
      expect(sender.stats.published - before.out).toBe(3);
      expect(receiver.stats.received - before.in).toBe(3);
      expect(receiver.stats.received_bytes - before.bytes).toBe(15);
    });

    it('delivers what was published before close, and drops and counts what comes after', async () => {
      const inbox = await openInbox(receiver, `${ROOT}/farewell`);
      const guest = await bench.connect();
      let losses = 0;
      guest.onLost(() => losses++);
      for (let i = 0; i < 50; i++) void guest.publish(`${ROOT}/farewell`, bytesOf(String(i)));
      await guest.close();
      void guest.publish(`${ROOT}/farewell`, bytesOf('late'));
      await inbox.until(50);
      expect(inbox.messages.length).toBe(50);
      expect(guest.stats.dropped).toBe(1);
      expect(losses).toBe(0);
      await expect(guest.subscribe(`${ROOT}/farewell`, () => {})).rejects.toThrow(/closed/);
      await guest.unsubscribe(`${ROOT}/farewell`);
      await guest.close();
    });

    // The last test: nothing is connected afterwards.
    it('tells a lost connection once, with a reason, and lets nobody wait for ever', async () => {
      const reasons: string[] = [];
      const lost = new Promise<void>((resolve) => {
        sender.onLost((reason) => {
          reasons.push(reason);
          resolve();
        });
      });
      await bench.breakAll();
      await lost;
      await sender.publish(`${ROOT}/void`, bytesOf('x'), { qos: 1 });
      expect(sender.stats.dropped).toBe(1);
      expect(reasons.length).toBe(1);
      expect(reasons[0]).toMatch(/lost|closed/);
      const again = await new Promise<string>((resolve) => sender.onLost(resolve));
      expect(again).toBe(reasons[0]);
      await expect(sender.subscribe(`${ROOT}/void`, () => {})).rejects.toThrow(/lost/);
      await sender.close();
    });
  });
}
