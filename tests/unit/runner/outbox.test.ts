import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { push } from '../../../protos/messages/row.ts';
import { createNodes, CLOUD_NUMBER, nodeId, nodeRank, ROADSIDE_BASE } from '../../../server/runner/nodes.ts';
import { createOutbox, EVERYBODY, mergeStretches, orderOutbox, post } from '../../../server/runner/outbox.ts';
import type { DemandSpec } from '../../../server/simulation/demand-spec.ts';
import type { Network } from '../../../server/simulation/network.ts';

/** Only what numbering looks at: ids of signals and departures. */
function nodesOf(vehicles: readonly string[], signals: readonly string[]) {
  const network = { signals: signals.map((id) => ({ id, x: 0, y: 0, z: 0 })) } as unknown as Network;
  const demand = { types: [], departures: vehicles.map((id) => ({ id })) } as unknown as DemandSpec;
  return createNodes(network, demand, true);
}

describe('the canonical order', () => {
  it('is by source id in code units, then link, body and seq', () => {
    const nodes = nodesOf(['b', 'a10', 'a9', 'Z'], ['1']);
    const outbox = createOutbox();
    const send = (source: number, link: number, body: number, seq: number): void => {
      const at = outbox.rows.length;
      push(outbox.rows, seq);
      post(outbox, source, link, body, seq, EVERYBODY, at);
    };
    send(0, 2, 40, 0);
    send(0, 1, 10, 3);
    send(CLOUD_NUMBER, 2, 41, 7);
    send(CLOUD_NUMBER, 2, 41, 6);
    send(ROADSIDE_BASE, 3, 13, 0);
    send(ROADSIDE_BASE, 1, 13, 0);
    send(1, 1, 10, 0);
    send(2, 1, 10, 0);
    send(3, 1, 10, 0);
    orderOutbox(outbox, nodes);
    const told = Array.from(outbox.order.subarray(0, outbox.count), (m) =>
      [nodeId(nodes, outbox.source[m]), outbox.link[m], outbox.body[m], outbox.seq[m]].join(' '),
    );
    expect(told).toEqual([
      'Z 1 10 0',
      'a10 1 10 0',
      'a9 1 10 0',
      'b 1 10 3',
      'b 2 40 0',
      'cloud 2 41 6',
      'cloud 2 41 7',
      'rsu-1 1 13 0',
      'rsu-1 3 13 0',
    ]);
  });

  it('does not renumber anybody when more vehicles or signals are added', () => {
    const few = nodesOf(['a', 'b'], ['1']);
    const many = nodesOf(['a', 'b', 'c'], ['1', '2']);
    for (const id of ['a', 'b', 'rsu-1', 'cloud']) {
      expect(many.number_by_id.get(id)).toBe(few.number_by_id.get(id));
    }
    expect(nodeRank(many, 2)).toBe(2);
  });
});

describe('merging stretches', () => {
  it('sorts anything, and keeps the order of equals', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (keys) => {
        const order = Int32Array.from(keys, (_, i) => i);
        mergeStretches(order, keys.length, (a, b) => keys[a] <= keys[b]);
        const expected = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b] || a - b);
        expect([...order]).toEqual(expected);
      }),
    );
  });
});

describe('the outbox', () => {
  it('grows as long as there is room', () => {
    const outbox = createOutbox();
    for (let i = 0; i < 5000; i++) post(outbox, i, 1, 10, 0, EVERYBODY, 0);
    expect(outbox.count).toBe(5000);
    expect(outbox.source[4999]).toBe(4999);
  });
});
