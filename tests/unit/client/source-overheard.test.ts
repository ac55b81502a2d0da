import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../client/source/overheard.ts';
import { v2x } from '../../../protos/wire/generated.js';

describe('an overheard message', () => {
  const entry = {
    source: 'car-7',
    link: v2x.frame.Link.LINK_PC5,
    seq: 12,
    sentMs: 3400,
    bsm: {
      msgCnt: 12,
      id: Uint8Array.of(1, 171),
      speed: 500,
      heading: 7200,
      pos: { lat: 295600000, long: 1065500000 },
    },
  };

  it('is shown field by field with the names of the protocol and the units of people', () => {
    const payload = v2x.frame.Entry.encode(entry).finish();
    const message = decodeMessage({ entity: 'car-7', direction: 'tx', payload });
    expect(message).toMatchObject({
      message: 'bsm',
      source: 'car-7',
      link: 'pc5',
      seq: 12,
      sent_ms: 3400,
      bytes: payload.length,
    });
    const rows = new Map(message?.rows.map((row) => [row.name, `${row.value}|${row.meaning}`]));
    expect(rows.get('speed')).toBe('500|10.00 m/s');
    expect(rows.get('heading')).toBe('7200|90.0 °');
    expect(rows.get('pos.lat')).toBe('295600000|29.560000 °');
    expect(rows.get('id')).toBe('01ab|');
  });

  it('shows zeros, which are not on the wire, in the order of the protocol', () => {
    const payload = v2x.frame.Entry.encode({ ...entry, bsm: { ...entry.bsm, speed: 0, heading: 7200 } }).finish();
    const rows = decodeMessage({ entity: 'car-7', direction: 'tx', payload })?.rows ?? [];
    expect(rows.find((row) => row.name === 'speed')).toMatchObject({ value: '0', meaning: '0.00 m/s' });
    const names = rows.map((row) => row.name);
    expect(names.indexOf('msg_cnt')).toBe(0);
    expect(names.indexOf('speed')).toBeLessThan(names.indexOf('heading'));
    // Optional fields that were not sent stay away.
    expect(names).not.toContain('size.height');
  });

  it('says of an invalid value that there is none', () => {
    const payload = v2x.frame.Entry.encode({ ...entry, bsm: { speed: 8191 } }).finish();
    const message = decodeMessage({ entity: 'car-7', direction: 'rx', payload });
    expect(message?.rows.find((row) => row.name === 'speed')?.meaning).toBe('—');
  });

  it('is dropped where the bytes are none', () => {
    expect(decodeMessage({ entity: 'x', direction: 'tx', payload: Uint8Array.of(10, 200) })).toBeUndefined();
    expect(decodeMessage({ entity: 'x', direction: 'tx', payload: new Uint8Array(0) })).toBeUndefined();
  });
});
