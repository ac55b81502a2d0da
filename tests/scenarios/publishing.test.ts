/** What a run says on the broker: facts, copies, replies; and that nothing of it stays when it has ended. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEntryBatch, entryOf } from '../../protos/messages/entry.ts';
import { localFrameAt } from '../../protos/messages/local-frame.ts';
import { buildFilter, buildTopic, parseTopic } from '../../protos/topics.ts';
import { decodeEntry } from '../../protos/wire/codec.ts';
import { v2x } from '../../protos/wire/generated.js';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../server/broker/embedded-broker.ts';
import { startRun, type Run } from '../../server/runner/run.ts';
import type { RunOptions } from '../../server/runner/run-options.ts';
import { createInProcessTransport } from '../../server/transport/in-process-transport.ts';
import type { Transport } from '../../server/transport/transport.ts';
import { openInbox } from '../support/broker-inbox.ts';
import { loadJunction } from './run-rig.ts';

let broker: EmbeddedBroker;
let server: Transport;
let client: Transport;
let runs: Run[] = [];

beforeEach(async () => {
  broker = await startEmbeddedBroker();
  server = createInProcessTransport(broker);
  client = createInProcessTransport(broker);
  runs = [];
});
afterEach(async () => {
  for (const run of runs) await run.finish();
  await broker.close();
});

async function start(options: Partial<RunOptions> = {}, sets: readonly string[] = [], until_s = 5): Promise<Run> {
  const coordinator = createInProcessTransport(broker);
  const scenario = await loadJunction(until_s, sets);
  const run = await startRun(scenario, { run_id: 'test', pace: 'max', server, coordinator, ...options });
  runs.push(run);
  return run;
}

async function ask(command: v2x.server.ControlRequest.$Properties, id = 'page'): Promise<v2x.server.ControlReply> {
  const topic = buildTopic('test', 'control_reply', { client: id });
  const inbox = await openInbox(client, topic);
  const request = v2x.server.ControlRequest.encode({ schemaVersion: 1, requestId: 9, ...command }).finish();
  await client.publish(buildTopic('test', 'control_request', { client: id }), request, { qos: 1 });
  const [reply] = await inbox.until(1);
  await client.unsubscribe(topic);
  return v2x.server.ControlReply.decode(reply.payload);
}

describe('the facts of a run', () => {
  it('are retained while it runs and gone when it has ended', async () => {
    const run = await start();
    const during = await openInbox(client, 'v2x/v1/test/#');
    const topics = (await during.until(4)).map(({ topic }) => topic.split('/').slice(3).join('/'));
    expect(topics.sort()).toEqual(['server/network', 'server/scenario', 'server/state', 'view/scene']);
    await run.finish();
    const later = createInProcessTransport(broker);
    const after = await openInbox(later, 'v2x/v1/test/#');
    const probe = await openInbox(later, 'probe');
    await later.publish('probe', new Uint8Array(1));
    await probe.until(1);
    expect(after.messages).toEqual([]);
  });

  it('say which phase it is in', async () => {
    const run = await start();
    const inbox = await openInbox(client, buildTopic('test', 'server_state', {}));
    await run.finish();
    const phases = (await inbox.until(3)).map(({ payload }) =>
      payload.length === 0 ? 'cleared' : v2x.server.ServerState.decode(payload).phase,
    );
    const { PHASE_RUNNING, PHASE_ENDED } = v2x.server.Phase;
    expect(phases).toEqual([PHASE_RUNNING, PHASE_ENDED, 'cleared']);
  });

  it('keep a second run from taking the id of a live one', async () => {
    await start();
    const external = { audience: 'external' } as const;
    await expect(start(external)).rejects.toMatchObject({ name: 'UserError', place: '--run' });
  });
});

describe('operators', () => {
  it('pause, step and resume', async () => {
    const run = await start();
    expect(await ask({ pause: {} })).toMatchObject({ ok: true, requestId: 9, controller: 'page' });
    expect(run.status().paused).toBe(true);
    const ticks = run.run();
    expect((await ask({ step: { ticks: 3 } })).ok).toBe(true);
    await ask({ resume: {} });
    await ticks;
    expect(run.state.world.tick).toBe(50);
  });

  it('set the pace within bounds', async () => {
    const run = await start();
    expect((await ask({ pace: { pace: 10 } })).ok).toBe(true);
    expect(run.state.pacer.state.pace).toBe(10);
    expect(await ask({ pace: { pace: -1 } })).toMatchObject({ ok: false, code: 'UNKNOWN_FIELD_RANGE' });
    expect(run.state.pacer.state.pace).toBe(10);
  });

  it('are one at a time; the others look on', async () => {
    await start();
    expect((await ask({ lease: { durationMs: 60_000 } }, 'first')).ok).toBe(true);
    expect(await ask({ pause: {} }, 'second')).toMatchObject({
      ok: false,
      code: 'NOT_AUTHORISED',
      controller: 'first',
    });
    expect((await ask({ watch: { ids: [], leaseMs: 1000 } }, 'second')).ok).toBe(true);
    expect((await ask({ lease: { durationMs: 0 } }, 'first')).ok).toBe(true);
    expect((await ask({ pause: {} }, 'second')).ok).toBe(true);
  });

  it('cannot stop the server by nonsense', async () => {
    const run = await start();
    await client.publish(buildTopic('test', 'control_request', { client: 'page' }), Uint8Array.of(255, 255, 1), {
      qos: 1,
    });
    expect(await ask({})).toMatchObject({ ok: false, code: 'BAD_PROTO' });
    await run.run();
  });
});

describe('watching', () => {
  it('gets decoded copies of what a vehicle sends and receives, of the kinds asked for', async () => {
    const run = await start({}, [], 20);
    const { id } = run.state.scenario.demand.departures[0];
    expect((await ask({ watch: { ids: [id], classes: ['bsm', 'spat'], leaseMs: 60_000 } })).ok).toBe(true);
    const inbox = await openInbox(client, `v2x/v1/test/veh/${id}/#`);
    await run.run();
    const kinds = new Set(inbox.messages.map(({ topic }) => topic.split('/').slice(5).join('/')));
    expect([...kinds].sort()).toEqual(['rx/bsm', 'rx/spat', 'tx/bsm']);
    const batch = createEntryBatch();
    expect(decodeEntry(inbox.messages[0].payload, batch)).toEqual({ ok: true });
    expect(entryOf(batch, 0, localFrameAt(29.56, 106.55)).body).toBeGreaterThan(0);
  });

  it('refuses ids that nobody has, and more than fifty', async () => {
    await start();
    expect(await ask({ watch: { ids: ['nobody'], leaseMs: 1000 } })).toMatchObject({ ok: false });
    const many = Array.from({ length: 51 }, (_, i) => String(i));
    expect((await ask({ watch: { ids: many, leaseMs: 1000 } })).hint).toContain('50');
  });
});

describe('public copies', () => {
  it('have a topic per message with the quadkey of the sender, and decode', async () => {
    const run = await start({}, ['copies=per-vehicle'], 20);
    const inbox = await openInbox(client, buildFilter('test', 'up'));
    await run.run();
    const parsed = inbox.messages.map(({ topic }) => parseTopic(topic));
    expect(parsed.length).toBeGreaterThan(0);
    expect(parsed.every((topic) => topic?.name === 'up')).toBe(true);
    const messages = new Set(parsed.map((topic) => (topic?.name === 'up' ? topic.parameters.message : '')));
    expect([...messages].sort()).toEqual(['bsm', 'report', 'rsm', 'spat']);
    const batch = createEntryBatch();
    for (const { payload } of inbox.messages) expect(decodeEntry(payload, batch).ok).toBe(true);
  });

  it('are not made where nobody can listen', async () => {
    const run = await start({ audience: 'nobody' });
    const inbox = await openInbox(client, 'v2x/v1/test/#');
    await run.run();
    const kinds = new Set(inbox.messages.map(({ topic }) => topic.split('/').slice(3).join('/')));
    expect([...kinds].sort()).toEqual(['cloud/cloud/in/tick', 'cloud/cloud/out/tick']);
  });
});
