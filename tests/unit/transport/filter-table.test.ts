import { describe, expect, it } from 'vitest';
import { FilterTable, isFilter, isTopic } from '../../../server/transport/filter-table.ts';

describe('a table of topic filters', () => {
  it('matches by the examples of the MQTT 3.1.1 standard (4.7)', () => {
    const cases: [filter: string, topic: string, matches: boolean][] = [
      ['sport/tennis/player1/#', 'sport/tennis/player1', true],
      ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
      ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
      ['sport/#', 'sport', true],
      ['#', 'a/b', true],
      ['sport/tennis/+', 'sport/tennis/player1', true],
      ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
      ['sport/+', 'sport', false],
      ['sport/+', 'sport/', true],
      ['+/+', '/finance', true],
      ['/+', '/finance', true],
      ['+', '/finance', false],
      ['#', '$SYS/x', false],
      ['+/monitor/Clients', '$SYS/monitor/Clients', false],
      ['$SYS/#', '$SYS/x', true],
      ['$SYS/monitor/+', '$SYS/monitor/Clients', true],
      ['a/b', 'a/B', false],
    ];
    for (const [filter, topic, matches] of cases) {
      const table = new FilterTable<number>();
      table.add(filter, 1);
      expect([filter, topic, table.has(topic)]).toEqual([filter, topic, matches]);
    }
  });

  it('forgets what is removed, one occurrence at a time, and sees changes at once', () => {
    const table = new FilterTable<string>();
    table.add('a/+', 'x');
    table.add('a/+', 'x');
    table.add('a/#', 'y');
    expect([...table.matches('a/b')].toSorted()).toEqual(['x', 'x', 'y']);
    expect(table.remove('a/+', 'x')).toBe(true);
    expect([...table.matches('a/b')].toSorted()).toEqual(['x', 'y']);
    expect(table.remove('a/+', 'z')).toBe(false);
    expect(table.remove('b/c', 'x')).toBe(false);
    table.remove('a/+', 'x');
    table.remove('a/#', 'y');
    expect(table.has('a/b')).toBe(false);
    expect(table.remove('a/+', 'x')).toBe(false);
  });

  it('takes names of object properties for what they are', () => {
    const table = new FilterTable<number>();
    expect(table.has('__proto__/constructor')).toBe(false);
    table.add('__proto__/+', 1);
    expect(table.has('__proto__/constructor')).toBe(true);
  });

  it('knows well-formed topics and filters', () => {
    expect(isTopic('v2x/v1/main/clock')).toBe(true);
    expect(isTopic('a/+')).toBe(false);
    expect(isFilter('a/+/#')).toBe(true);
    for (const filter of ['', 'a/#/b', 'a+', '+a/b', 'a#', 'a\0', 'a/'.repeat(100), 'x'.repeat(65_536)])
      expect(isFilter(filter)).toBe(false);
  });
});
