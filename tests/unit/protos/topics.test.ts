import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGE_NAMES } from '../../../protos/messages/body.ts';
import { quadkey, tileOf, tileOfQuadkey } from '../../../protos/tile.ts';
import type { TopicName } from '../../../protos/topics.ts';
import * as topics from '../../../protos/topics.ts';
import { v2x } from '../../../protos/wire/generated.js';

const id = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,64}$/);
const parameters = fc.record({
  agent: id,
  client: id,
  id,
  kind: fc.constantFrom('veh' as const, 'rsu' as const, 'station' as const),
  message: fc.constantFrom(...MESSAGE_NAMES),
  tile: fc.integer({ min: 0, max: 4294967295 }).map(quadkey),
});

function parametersOf(name: TopicName): string[] {
  return Array.from(topics.TOPICS[name].pattern.matchAll(/\{(\w+)\}/g), (match) => match[1]);
}

describe('the table of topics', () => {
  it('takes every topic apart as it was put together', () => {
    fc.assert(
      fc.property(fc.constantFrom(...topics.TOPIC_NAMES), id, parameters, (name, run, all) => {
        const topic = topics.buildTopic(run, name, all);
        const used = Object.fromEntries(Object.entries(all).filter(([key]) => parametersOf(name).includes(key)));
        expect(topics.parseTopic(topic)).toEqual({ run, name, parameters: used });
      }),
      { numRuns: 500 },
    );
  });

  it('names messages that exist', () => {
    for (const name of topics.TOPIC_NAMES) {
      let found: unknown = { v2x };
      for (const part of topics.TOPICS[name].payload.split('.')) found = (found as Record<string, unknown>)[part];
      expect(found, name).toBeTypeOf('function');
    }
  });

  it('lets nothing but ids into a topic', () => {
    for (const bad of ['', 'a/b', '+', '#', 'a b', 'ü', 'x'.repeat(65)]) {
      expect(() => topics.buildTopic('main', 'agent_hello', { agent: bad })).toThrow(RangeError);
      expect(() => topics.buildTopic(bad, 'clock', {})).toThrow(RangeError);
      expect(topics.isRunId(bad)).toBe(false);
    }
  });

  it('does not know topics of others', () => {
    const strange = ['', 'v2x', 'v2x/v1/main', 'v2x/v2/main/clock', 'v1/v2x/main/clock', 'v2x/v1/main/clock/x'];
    for (const topic of [...strange, 'v2x/v1/main/veh/a/up/bsm/0123', 'v2x/v1/main/car/a/tx/bsm', '$SYS/uptime'])
      expect(topics.parseTopic(topic)).toBeUndefined();
  });

  it('makes filters with a + for what is left open', () => {
    expect(topics.buildFilter('main', 'up')).toBe('v2x/v1/main/+/+/up/+/+');
    expect(topics.buildFilter(undefined, 'up', { kind: 'veh', message: 'bsm' })).toBe('v2x/v1/+/veh/+/up/bsm/+');
    expect(topics.buildFilter('main', 'clock')).toBe('v2x/v1/main/clock');
  });

  it('lets a client write below its own id alone', () => {
    const client = { id: 'ann', role: 'agent' };
    const may = (path: string): boolean => topics.mayPublish(client, `v2x/v1/main/${path}`);
    expect(may('agent/ann/out/tick')).toBe(true);
    expect(may('cloud/ann/out/tick')).toBe(true);
    expect(may('control/ann/request')).toBe(true);
    for (const path of [
      'agent/bob/out/tick',
      'agent/ann/in/tick',
      'control/ann/reply',
      'clock',
      'veh/ann/tx/bsm',
      'nothing',
    ])
      expect(may(path), path).toBe(false);
    const server = { id: 'server', role: 'server' };
    for (const name of topics.TOPIC_NAMES) {
      const all = { agent: 'a', client: 'a', id: 'a', kind: 'veh', message: 'bsm', tile: '0'.repeat(16) } as const;
      expect(topics.mayPublish(server, topics.buildTopic('main', name, all)), name).toBe(true);
    }
    expect(topics.maySubscribe(client, '$SYS/#')).toBe(false);
    expect(topics.maySubscribe(client, 'v2x/v1/#')).toBe(true);
  });
});

describe('tiles', () => {
  it('are those of the web maps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -850000000, max: 850000000 }),
        fc.integer({ min: -1799999999, max: 1799999999 }),
        (lat, long) => {
          const phi = (lat / 1e7) * (Math.PI / 180);
          const column = ((long / 1e7 + 180) / 360) * 65536;
          const row = (0.5 - Math.asinh(Math.tan(phi)) / (2 * Math.PI)) * 65536;
          // On the very edge the two ways of computing may differ.
          fc.pre(Math.abs(row - Math.round(row)) > 1e-7);
          expect(tileOf(lat, long)).toBe(Math.floor(column) * 65536 + Math.floor(row));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('have a key of 16 digits that leads back', () => {
    // The example of the Bing Maps tile system, tile (3, 5) at level 3, taken down to level 16.
    expect(quadkey(3 * 8192 * 65536 + 5 * 8192)).toBe('2130000000000000');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4294967295 }), (tile) => {
        expect(tileOfQuadkey(quadkey(tile))).toBe(tile);
      }),
    );
    for (const bad of ['', '0123', '4000000000000000', '01230123012301234']) expect(tileOfQuadkey(bad)).toBeUndefined();
  });

  it('reach to the poles and the date line', () => {
    expect(tileOf(900000000, -1800000000)).toBe(0);
    expect(tileOf(-900000000, 1799999999)).toBe(65535 * 65536 + 65535);
  });
});
