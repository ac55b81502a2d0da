import { describe, expect, it } from 'vitest';
import { CoordinatorLink, type DeadlineSettings } from '../../../server/runner/coordinator-link.ts';
import { emptyStats, type MessageHandler, type Transport } from '../../../server/transport/transport.ts';

const TOPICS = { to: 'in', from: 'out' };

/** A transport whose other end is the test. */
function fakeTransport() {
  let handler: MessageHandler = () => {};
  let lost: (reason: string) => void = () => {};
  const sent: number[] = [];
  const transport: Transport = {
    publish: (_, payload) => void sent.push(payload[0]),
    subscribe: async (_, given) => void (handler = given),
    unsubscribe: async () => {},
    hasSubscribers: () => true,
    onLost: (given) => void (lost = given),
    close: async () => {},
    stats: emptyStats(),
  };
  return { transport, sent, reply: (tick: number) => handler('out', Uint8Array.of(tick)), lose: () => lost('pulled') };
}

async function openLink(policy: DeadlineSettings['policy'], limit_s = 10) {
  const fake = fakeTransport();
  const reasons: string[] = [];
  const link = new CoordinatorLink(
    fake.transport,
    TOPICS,
    { limit_s, policy },
    (payload) => payload[0],
    (reason) => reasons.push(reason),
  );
  await link.open();
  return { ...fake, link, reasons };
}

describe('the link to a coordinator', () => {
  it('gives the answer to the tick that was asked, whether it comes early or late', async () => {
    const { link, reply } = await openLink('wait');
    void link.ask(0, Uint8Array.of(0));
    reply(0);
    expect(await link.answer(0)).toEqual(Uint8Array.of(0));
    void link.ask(1, Uint8Array.of(1));
    const answer = link.answer(1);
    reply(1);
    expect(await answer).toEqual(Uint8Array.of(1));
  });

  it('ends the run at an answer to another tick, naming topic and ticks', async () => {
    const { link, reply } = await openLink('wait');
    void link.ask(7, Uint8Array.of(7));
    const answer = link.answer(7);
    reply(6);
    await expect(answer).rejects.toThrow('out: an answer to tick 6 where tick 7 was asked');
  });

  it('ends the run at a second answer to the same tick', async () => {
    const { link, reply } = await openLink('wait');
    void link.ask(7, Uint8Array.of(7));
    reply(7);
    reply(7);
    await expect(link.answer(7)).rejects.toThrow('out');
  });

  it('ends the run when the connection is lost', async () => {
    const { link, lose } = await openLink('wait');
    void link.ask(0, Uint8Array.of(0));
    const answer = link.answer(0);
    lose();
    await expect(answer).rejects.toThrow('pulled');
  });

  it('waits beyond the deadline where the policy is to wait', async () => {
    const { link, reply, reasons } = await openLink('wait', 0.01);
    void link.ask(0, Uint8Array.of(0));
    const answer = link.answer(0);
    const late = setInterval(() => {
      if (link.counts.missed >= 2) reply(0);
    }, 1);
    expect(await answer).toEqual(Uint8Array.of(0));
    clearInterval(late);
    expect(reasons).toEqual([]);
  });

  it('coasts over a missing answer, says so, and takes the next ones', async () => {
    const { link, reply, reasons } = await openLink('coast', 0.01);
    void link.ask(0, Uint8Array.of(0));
    expect(await link.answer(0)).toBeUndefined();
    expect(reasons[0]).toContain('tick 0');
    void link.ask(1, Uint8Array.of(1));
    reply(0);
    reply(1);
    expect(await link.answer(1)).toEqual(Uint8Array.of(1));
    expect(link.counts).toEqual({ missed: 1, coasted: 1, detached: 0 });
  });

  it('goes on without a participant that it detached', async () => {
    const { link, sent } = await openLink('detach', 0.01);
    void link.ask(0, Uint8Array.of(0));
    expect(await link.answer(0)).toBeUndefined();
    void link.ask(1, Uint8Array.of(1));
    expect(await link.answer(1)).toBeUndefined();
    expect(sent).toEqual([0]);
  });
});
