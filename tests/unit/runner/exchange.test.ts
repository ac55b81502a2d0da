import { describe, expect, it } from 'vitest';
import { BODY, LINK } from '../../../protos/messages/body.ts';
import { push } from '../../../protos/messages/row.ts';
import { CHANNEL_DEFAULTS, createChannel, placeRadios, type ChannelSettings } from '../../../server/radio/channel.ts';
import { createOutcomes } from '../../../server/radio/outcomes.ts';
import { exchangeMessages, type Exchange } from '../../../server/runner/exchange.ts';
import { resolveFaults, type FaultSpec } from '../../../server/runner/faults.ts';
import { bucketOf, createInbox } from '../../../server/runner/inbox.ts';
import { countsOf, createMessageStatistics } from '../../../server/runner/message-statistics.ts';
import { CLOUD_NUMBER, createNodes, ROADSIDE_BASE } from '../../../server/runner/nodes.ts';
import { createOutbox, EVERYBODY, orderOutbox, post } from '../../../server/runner/outbox.ts';
import type { DemandSpec } from '../../../server/simulation/demand-spec.ts';
import type { Network } from '../../../server/simulation/network.ts';

const LOSSLESS: ChannelSettings = { ...CHANNEL_DEFAULTS, pc5: { range_m: 300, loss_min: 0, delay_ms: 20 } };
const BOUNDS = { x_min: 0, y_min: 0, x_max: 1000, y_max: 1000 };

/** Vehicles at x = 500 and 501, roadside units at the given x; so near that without a least loss nothing is lost. */
function scene(units: readonly number[], faults: readonly FaultSpec[] = []) {
  const network = { signals: units.map((x, i) => ({ id: String(i), x, y: 0, z: 0 })) } as unknown as Network;
  const demand = { types: [], departures: [{ id: 'car' }, { id: 'other' }] } as unknown as DemandSpec;
  const nodes = createNodes(network, demand, true);
  const channel = createChannel(LOSSLESS, 1, BOUNDS);
  const x = Float64Array.from([500, 501, ...units, 0]);
  const y = new Float64Array(x.length);
  placeRadios(channel.vehicles, 2, x, y, Int32Array.of(0, 1));
  const numbers = Int32Array.from(units, (_, i) => ROADSIDE_BASE + i);
  placeRadios(channel.roadside, units.length, x.slice(2), y, numbers);
  const exchange: Exchange = {
    nodes,
    channel,
    outcomes: createOutcomes(),
    faults: resolveFaults(faults, nodes),
    statistics: createMessageStatistics(),
    window: createMessageStatistics(),
    field: createInbox('field', 100, 50),
    uplink: createInbox('uplink', 100, 50),
    warmup_ms: 1000,
  };
  const outbox = createOutbox();
  const send = (link: number, body: number, to: number): void => {
    const at = outbox.rows.length;
    push(outbox.rows, 42);
    post(outbox, 0, link, body, 5, to, at);
  };
  const go = (tick: number): void => {
    orderOutbox(outbox, nodes);
    exchangeMessages(exchange, outbox, { x, y, slot_of_key: Int32Array.of(0, 1) }, tick, 100);
  };
  return { exchange, send, go };
}

/** Who relayed what to the coordinator in the next tick. */
function relays(exchange: Exchange, tick: number): number[] {
  const bucket = bucketOf(exchange.uplink, tick + 1);
  return [...bucket.via.subarray(0, bucket.count)];
}

describe('the relay of a BSM', () => {
  it('is the nearest roadside unit, at once by wire', () => {
    const { exchange, send, go } = scene([490, 506, 520]);
    send(LINK.pc5, BODY.bsm, EVERYBODY);
    go(3);
    expect(relays(exchange, 3)).toEqual([ROADSIDE_BASE + 1]);
    const bucket = bucketOf(exchange.uplink, 4);
    expect(bucket.link[0]).toBe(LINK.wired);
    expect(bucket.due_ms[0]).toBe(322);
    expect(bucket.source[0]).toBe(0);
    expect(bucket.rows.ints[bucket.row_at[0]]).toBe(42);
  });

  it('is the one with the lowest id on a tie', () => {
    const { exchange, send, go } = scene([510, 490]);
    send(LINK.pc5, BODY.bsm, EVERYBODY);
    go(3);
    expect(relays(exchange, 3)).toEqual([ROADSIDE_BASE]);
  });

  it('passes to the next one where a fault takes the nearest its message', () => {
    const fault: FaultSpec = { tick: 3, source: 'car', message: 'bsm', seq: 5, receiver: 'rsu-1' };
    const { exchange, send, go } = scene([490, 506], [fault]);
    send(LINK.pc5, BODY.bsm, EVERYBODY);
    go(3);
    expect(relays(exchange, 3)).toEqual([ROADSIDE_BASE]);
    expect(countsOf(exchange.statistics.lost, BODY.bsm)).toBe(1);
  });

  it('is made for BSM alone', () => {
    const { exchange, send, go } = scene([490]);
    send(LINK.pc5, BODY.rsi, EVERYBODY);
    go(3);
    expect(relays(exchange, 3)).toEqual([]);
  });
});

describe('deliveries', () => {
  it('go to the tick after the sending, vehicles before roadside units', () => {
    const { exchange, send, go } = scene([490]);
    send(LINK.pc5, BODY.bsm, EVERYBODY);
    go(3);
    const bucket = bucketOf(exchange.field, 4);
    expect([...bucket.receivers.subarray(0, bucket.receiver_count)]).toEqual([1, ROADSIDE_BASE]);
    expect(bucket.roadside_first[0]).toBe(1);
  });

  it("stand in the coordinator's inbox in canonical order: its report (uu) before its relayed BSM (wired)", () => {
    const { exchange, send, go } = scene([490]);
    send(LINK.pc5, BODY.bsm, EVERYBODY);
    send(LINK.uu, BODY.report, CLOUD_NUMBER);
    go(3);
    const bucket = bucketOf(exchange.uplink, 4);
    expect([...bucket.body.subarray(0, bucket.count)]).toEqual([BODY.report, BODY.bsm]);
  });

  it('are counted from the warm-up on', () => {
    const { exchange, send, go } = scene([]);
    send(LINK.pc5, BODY.bsm, EVERYBODY);
    go(3);
    expect(countsOf(exchange.statistics.sent, BODY.bsm)).toBe(1);
    expect(countsOf(exchange.window.sent, BODY.bsm)).toBe(0);
    go(10);
    expect(countsOf(exchange.window.addressed, BODY.bsm)).toBe(1);
  });

  it('of a fault are lost for its receiver only', () => {
    const fault: FaultSpec = { tick: 3, source: 'car', message: 'bsm', receiver: 'other' };
    const { exchange, send, go } = scene([490], [fault]);
    send(LINK.pc5, BODY.bsm, EVERYBODY);
    go(3);
    const bucket = bucketOf(exchange.field, 4);
    expect([...bucket.receivers.subarray(0, bucket.receiver_count)]).toEqual([ROADSIDE_BASE]);
  });
});

describe('faults', () => {
  it("that name nobody of the run are the user's error", () => {
    expect(() => scene([], [{ tick: 0, source: 'nobody', message: 'bsm' }])).toThrow(
      "nobody in this run is called 'nobody'",
    );
  });
});
