import { describe, expect, it } from 'vitest';
import { csvText } from '../../../server/cli/csv.ts';
import { displayWidth, duration, number, percent, table, wrap } from '../../../server/cli/format.ts';

describe('numbers', () => {
  it('are grouped in thousands, whatever the locale', () => {
    expect(number(1_234_567.8)).toBe('1,234,568');
    expect(number(-1234.56, 1)).toBe('-1,234.6');
    expect(number(999)).toBe('999');
    expect(number(-0.04, 1)).toBe('0.0');
    expect(number(Number.NaN)).toBe('-');
  });

  it('are shares and durations where asked', () => {
    expect(percent(0.1234)).toBe('12.3 %');
    expect(percent(0 / 0)).toBe('-');
    expect([5, 65, 3725].map(duration)).toEqual(['5 s', '1:05', '1:02:05']);
  });
});

it('a table has columns as wide as their content, Chinese counted twice', () => {
  expect(displayWidth('路a')).toBe(3);
  expect(
    table([
      ['name', 'n'],
      ['车路', '12'],
      ['b', '3'],
    ]),
  ).toEqual(['name    n', '车路   12', 'b       3']);
});

describe('a paragraph', () => {
  it('is broken between words', () => {
    expect(wrap('one two three four', 9, ' ')).toEqual([' one two', ' three', ' four']);
  });

  it('is broken between Chinese characters, never before a comma, and loses nothing', () => {
    const text = '每辆车每秒广播十次自身状态，路口中央的路侧单元发送信号灯时间。';
    const lines = wrap(text, 20);
    expect(lines.join('')).toBe(text);
    for (const line of lines) {
      expect(displayWidth(line)).toBeLessThanOrEqual(20);
      expect(line).not.toMatch(/^[，。]/);
    }
  });
});

describe('CSV', () => {
  it('begins with a byte-order mark and ends lines with CRLF', () => {
    expect(csvText(['a', 'b'], [['x', 1.5]])).toBe('\uFEFFa,b\r\nx,1.5\r\n');
  });

  it('quotes what needs it and disarms formulas', () => {
    expect(csvText(['a'], [['x,"y"'], ['=1+1'], [Number.NaN]])).toBe('\uFEFFa\r\n"x,""y"""\r\n\'=1+1\r\n\r\n');
  });
});
