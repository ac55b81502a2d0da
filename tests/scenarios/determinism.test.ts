/** One seed, one hash: whatever carries the messages, whoever looks on, and however long the coordinator takes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAdvice } from '../../protos/messages/advice.ts';
import { BODY, LINK } from '../../protos/messages/body.ts';
import { closeEntry, openEntry } from '../../protos/messages/entry.ts';
import { ADVICE_REASON_KIND } from '../../protos/messages/enums.ts';
import { localFrameAt } from '../../protos/messages/local-frame.ts';
import type { Coordinate } from '../../server/runner/coordinator-participant.ts';
import { diffHashLogs, hashLine } from '../../server/runner/hash-log.ts';
import { wallNow_ms } from '../../server/runner/pacing.ts';
import { startMosquitto, type Mosquitto } from '../support/broker-mosquitto.ts';
import { findMosquitto } from '../support/executable.ts';
import { loadJunction, runScenario, type BrokerKind, type RigOptions } from './run-rig.ts';

const mosquitto_program = findMosquitto();
let mosquitto: Mosquitto | undefined;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chelu-hash-'));
  if (mosquitto_program !== undefined) mosquitto = await startMosquitto(mosquitto_program);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await mosquitto?.stop();
});

const UNTIL_S = 20;

async function hashOf(options: RigOptions = {}, sets: readonly string[] = [], seed?: number): Promise<string> {
  return (await runScenario(await loadJunction(UNTIL_S, sets, seed), options)).hash;
}

/** Advises every vehicle it has heard of, in one tick so many entries that a broker's queue of packets would not hold them. */
function talkative(tick_of_many: number, entries: number): Coordinate {
  const frame = localFrameAt(29.56, 106.55);
  const known = new Set<string>();
  let seq = 0;
  return (tick, now_ms, uplink, out) => {
    for (let i = 0; i < uplink.count; i++) if (uplink.body[i] === BODY.report) known.add(uplink.source[i]);
    const vehicles = [...known].sort((a, b) => (a < b ? -1 : 1));
    const count = tick === tick_of_many ? entries : 0;
    for (let i = 0; i < count; i++) {
      const entry = openEntry(out, 'cloud', LINK.uu, BODY.advice, seq++, now_ms);
      out.to[entry] = [vehicles[i % vehicles.length]];
      const speed = { speed_mps: 8 + (i % 5), valid_until_ms: now_ms + 3000, reason: ADVICE_REASON_KIND.green_light };
      appendAdvice({ msg_cnt: i & 127, correlation_id: i, speed }, out.rows, frame);
      closeEntry(out);
    }
  };
}

describe('the hash is the same', () => {
  const brokers: [string, () => BrokerKind][] = [
    ['in-process', () => 'embedded'],
    ['over TCP', () => 'embedded+tcp'],
  ];
  for (const [name, broker] of brokers) {
    it(`${name} as without any broker`, async () => {
      expect(await hashOf({ broker: broker() })).toBe(await hashOf());
    });

    it(`${name} with 3000 entries in one tick`, async () => {
      const many = (): RigOptions => ({ coordinate: talkative(100, 3000) });
      const result = await runScenario(await loadJunction(UNTIL_S), { broker: broker(), ...many() });
      expect(result.messages['advice'].sent).toBe(3000);
      expect(result.hash).toBe(await hashOf(many()));
    });
  }

  it.skipIf(mosquitto_program === undefined)(
    'over an external mosquitto, also with 3000 entries in one tick',
    async () => {
      const broker = { url: mosquitto!.url };
      expect(await hashOf({ broker, audience: 'external' })).toBe(await hashOf());
      const many = (): RigOptions => ({ coordinate: talkative(100, 3000) });
      expect(await hashOf({ broker, ...many() })).toBe(await hashOf(many()));
    },
  );

  it('with a coordinator that stalls for three seconds', async () => {
    const patient: Coordinate = () => {};
    const stalls: Coordinate = (tick) =>
      tick === 50 ? new Promise((resolve) => setTimeout(resolve, 3000)) : undefined;
    const start_ms = wallNow_ms();
    const hash = await hashOf({ broker: 'embedded+tcp', coordinate: stalls });
    expect(wallNow_ms() - start_ms).toBeGreaterThan(3000);
    expect(hash).toBe(await hashOf({ coordinate: patient }));
  });

  it('with a viewer attached, who gets frames, and with every packing of the copies', async () => {
    const hash = await hashOf();
    for (const copies of ['per-vehicle', 'batched', 'none']) {
      const heard = new Map<string, number>();
      const viewer: RigOptions['viewer'] = async (transport) => {
        await transport.subscribe('v2x/v1/test/#', (topic) => {
          const part = topic.split('/').slice(3, 5).join('/');
          const kind = part.startsWith('veh/') ? 'veh' : part.startsWith('uplink/') ? 'uplink' : part;
          heard.set(kind, (heard.get(kind) ?? 0) + 1);
        });
      };
      expect(await hashOf({ broker: 'embedded+tcp', viewer }, [`copies=${copies}`])).toBe(hash);
      expect(heard.get('view/frame')).toBeGreaterThan(0);
      expect(heard.has('veh')).toBe(copies === 'per-vehicle');
      expect(heard.has('uplink')).toBe(copies === 'batched');
    }
  });

  it('whatever the pace, though then it is not called deterministic', async () => {
    const result = await runScenario(await loadJunction(5), { pace: 20 });
    expect(result.deterministic).toBe(false);
    expect(result.deterministic_reasons).toHaveLength(1);
    expect(result.hash).toBe((await runScenario(await loadJunction(5))).hash);
  });
});

describe('the hash differs', () => {
  it('with energy on, and for another charge', async () => {
    const on = await hashOf({}, ['energy.enabled=true']);
    expect(on).toBe(await hashOf({ broker: 'embedded' }, ['energy.enabled=true']));
    expect(on).not.toBe(await hashOf());
    expect(await hashOf({}, ['energy.enabled=true', 'energy.soc_max=0.8'])).not.toBe(on);
  });

  it('for another seed', async () => {
    expect(await hashOf({}, [], 2)).not.toBe(await hashOf());
  });

  it('for one changed parameter', async () => {
    expect(await hashOf({}, ['channel.pc5.loss_min=0.02'])).not.toBe(await hashOf());
  });

  it('for one lost message, and the log names the tick and the part where it begins', async () => {
    const scenario = await loadJunction(UNTIL_S);
    const source = scenario.demand.departures[0].id;
    const logs = [join(folder, 'a.txt'), join(folder, 'b.txt')];
    const texts = ['', ''];
    const fault = `faults=[{tick: 40, source: ${source}, message: report}]`;
    const tick = await reportTick(source);
    const sets = [[], [fault.replace('40', String(tick))]];
    const hashes: string[] = [];
    for (const [i, set] of sets.entries()) {
      const hash_log: RigOptions['hash_log'] = (at, part, digest) => {
        texts[i] += hashLine(at, part, digest);
      };
      hashes.push(await hashOf({ hash_log }, set));
      writeFileSync(logs[i], texts[i]);
    }
    expect(hashes[0]).not.toBe(hashes[1]);
    expect(await diffHashLogs(logs[0], logs[1])).toMatchObject({ tick, part: 'outcomes' });
    expect(await diffHashLogs(logs[0], logs[0])).toBeUndefined();
  });
});

/** A tick in which the vehicle sends a report that arrives. */
async function reportTick(source: string): Promise<number> {
  const ticks: number[] = [];
  const coordinate: Coordinate = (_, __, uplink) => {
    for (let i = 0; i < uplink.count; i++) {
      if (uplink.source[i] === source && uplink.body[i] === BODY.report) ticks.push(uplink.sent_ms[i] / 100);
    }
  };
  await hashOf({ coordinate });
  return ticks[1];
}

describe('messages', () => {
  it('close by kind: addressed = delivered + lost + in flight, and some are lost', async () => {
    const { messages } = await runScenario(await loadJunction(60));
    for (const counts of Object.values(messages)) {
      expect(counts.addressed).toBe(counts.delivered + counts.lost + counts.in_flight);
    }
    expect(messages['bsm'].lost).toBeGreaterThan(0);
    expect(messages['spat'].delivered).toBeGreaterThan(0);
    expect(messages['report'].in_flight + messages['bsm'].in_flight).toBeGreaterThan(0);
  });

  it('are not there where V2X is off', async () => {
    const { messages, latency_ms } = await runScenario(await loadJunction(10, ['v2x.enabled=false']));
    for (const counts of Object.values(messages)) expect(counts.sent + counts.addressed).toBe(0);
    expect(latency_ms).toEqual({});
  });

  it('come from nested shares of the vehicles: who is equipped at 10 % is equipped at 50 %', async () => {
    const sent = async (penetration: number): Promise<number> =>
      (await runScenario(await loadJunction(30, [`v2x.penetration=${penetration}`]))).messages['bsm'].sent;
    const [none, few, half, all] = [await sent(0), await sent(0.1), await sent(0.5), await sent(1)];
    expect(none).toBe(0);
    expect(few).toBeLessThan(half);
    expect(half).toBeLessThan(all);
  });
});
