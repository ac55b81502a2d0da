import { describe, expect, it } from 'vitest';
import { en } from '../../../client/text/en.ts';
import { fillIn, firstLanguage } from '../../../client/text/text.ts';
import { zh } from '../../../client/text/zh.ts';

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('the dictionaries', () => {
  it('have the same keys', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it('have no empty text and the same values to fill in', () => {
    for (const [key, text] of Object.entries(en)) {
      const other = zh[key as keyof typeof en];
      expect(text.trim(), key).not.toBe('');
      expect(other.trim(), key).not.toBe('');
      expect(placeholders(other), key).toEqual(placeholders(text));
    }
  });
});

describe('texts', () => {
  it('are filled in by name; a name without a value stays', () => {
    expect(fillIn('{age} s, {source}', { age: 3 })).toBe('3 s, {source}');
  });
});

describe('the first language', () => {
  it('is that of the address, of the last visit, of the browser, or English', () => {
    expect(firstLanguage('zh', 'en', 'en-GB')).toBe('zh');
    expect(firstLanguage(null, 'zh', 'en-GB')).toBe('zh');
    expect(firstLanguage(null, null, 'zh-TW')).toBe('zh');
    expect(firstLanguage('xx', null, 'fr')).toBe('en');
  });
});
