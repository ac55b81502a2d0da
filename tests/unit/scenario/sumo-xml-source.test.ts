import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findFile, readXml, type XmlElement } from '../../../server/scenario/sumo/xml-source.ts';
import { errorLine, folderOf, load, netOf } from './sumo-files.ts';

async function elements(path: string): Promise<XmlElement[]> {
  const found: XmlElement[] = [];
  await readXml(path, { open: (element) => found.push(element) });
  return found;
}

describe('an XML file', () => {
  it('is read gzipped or not, told by its content', async () => {
    const text = '<a>\n  <b name="x"/>\n</a>';
    const folder = folderOf({ 'plain.gz': text, 'packed.xml': gzipSync(text) });
    expect((await elements(join(folder, 'plain.gz'))).map((element) => element.name)).toEqual(['a', 'b']);
    expect((await elements(join(folder, 'packed.xml'))).map((element) => element.name)).toEqual(['a', 'b']);
  });

  it('is looked for with .gz added and taken away', () => {
    const folder = folderOf({ 'x.xml.gz': '', 'y.xml': '' });
    expect(findFile(join(folder, 'x.xml'))).toBe(join(folder, 'x.xml.gz'));
    expect(findFile(join(folder, 'y.xml.gz'))).toBe(join(folder, 'y.xml'));
    expect(findFile(join(folder, 'z.xml'))).toBeUndefined();
  });

  it('gives each element the place where its tag begins', async () => {
    const path = join(folderOf({ 'x.xml': '<a>\n   <b\n name="x"/><c/>\n</a>' }), 'x.xml');
    expect((await elements(path)).map(({ name, line, column }) => [name, line, column])).toEqual([
      ['a', 1, 1],
      ['b', 2, 4],
      ['c', 3, 12],
    ]);
  });

  it('reads other encodings that its declaration names', async () => {
    const head = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<a name="';
    const latin = Buffer.concat([Buffer.from(head), Buffer.from([0xfc]), Buffer.from('"/>')]);
    const folder = folderOf({ 'l.xml': latin, 'u.xml': '\ufeff<a name="车路"/>' });
    expect((await elements(join(folder, 'l.xml')))[0].attributes['name']).toBe('ü');
    expect((await elements(join(folder, 'u.xml')))[0].attributes['name']).toBe('车路');
  });

  it('that is not well-formed names file, line and column', async () => {
    const folder = folderOf({
      'tag.net.xml': netOf().replace('</net>', ''),
      'bad.net.xml': '<net version="1.0">\n  <edge id="a" <lane/>\n</net>',
      'text.net.xml': 'no xml at all',
    });
    expect(await errorLine(load(join(folder, 'bad.net.xml')))).toMatch(
      /bad\.net\.xml:2:\d+: not well-formed XML: .+ \(/,
    );
    expect(await errorLine(load(join(folder, 'tag.net.xml')))).toMatch(/tag\.net\.xml:\d+:\d+: not well-formed XML: /);
    expect(await errorLine(load(join(folder, 'text.net.xml')))).toMatch(/text\.net\.xml:1:\d+: not well-formed XML: /);
  });

  it('that is cut off or damaged while gzipped says so', async () => {
    const packed = gzipSync(netOf());
    const damaged = Buffer.from(packed);
    damaged.fill(0x55, 200, 240);
    const folder = folderOf({ 'cut.net.xml.gz': packed.subarray(0, packed.length - 60), 'bad.net.xml.gz': damaged });
    expect(await errorLine(load(join(folder, 'cut.net.xml')))).toMatch(
      /cut\.net\.xml\.gz: the gzipped content is damaged/,
    );
    expect(await errorLine(load(join(folder, 'bad.net.xml')))).toMatch(/bad\.net\.xml\.gz.*(damaged|not well-formed)/);
  });

  it('that is not there is one clear line', async () => {
    expect(await errorLine(load(join(folderOf({}), 'x.sumocfg')))).toMatch(
      /x\.sumocfg: no such file \(nor with \.gz\)/,
    );
  });

  it('may not nest its elements without end', async () => {
    const path = join(folderOf({ 'x.xml': '<a>'.repeat(100) }), 'x.xml');
    expect(await errorLine(elements(path))).toMatch(/nested more than 64 deep/);
  });
});
