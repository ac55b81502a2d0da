import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { configOf, errorLine, folderOf, load, loadDemand, netOf } from './sumo-files.ts';

const ROUTES = '<routes><trip id="t" depart="0" from="a" to="c"/></routes>';

describe('a SUMO configuration', () => {
  it('gives its own clock and seed', async () => {
    const { settings } = await loadDemand(
      '',
      '<time><begin value="000"/><end value="1200"/><step-length value="0.1"/></time><seed value="121294"/>',
    );
    expect(settings).toEqual({ begin_ms: 0, end_ms: 1_200_000, step_ms: 100, seed: 121294 });
    expect((await loadDemand('', '<end value="-1"/>')).settings).toEqual({ begin_ms: 0 });
  });

  it('lists files by commas and blanks and finds them with or without .gz', async () => {
    const folder = folderOf({
      'm.net.xml.gz': gzipSync(netOf()),
      'a b.rou.xml': ROUTES,
      'c.rou.xml.gz': gzipSync(ROUTES.replace('"t"', '"u"')),
      'd.rou.xml': ROUTES.replace('"t"', '"w"'),
      'm.sumocfg': `<sumoConfiguration><n v="m.net.xml"/><route-files value=" a b.rou.xml, c.rou.xml,d.rou.xml.gz ,"/></sumoConfiguration>`,
      'blank.sumocfg': `<configuration><net-file>m.net.xml</net-file><route-files>c.rou.xml d.rou.xml</route-files></configuration>`,
    });
    const ids = async (name: string) => (await load(join(folder, name))).demand.departures.map((entry) => entry.id);
    expect(await ids('m.sumocfg')).toEqual(['t', 'u', 'w']);
    expect(await ids('blank.sumocfg')).toEqual(['u', 'w']);
  });

  it('counts paths from its own folder, also those written with backslashes', async () => {
    const folder = folderOf({ 'm.sumocfg': configOf('<additional-files value="sub\\x.add.xml"/>') });
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'm.net.xml'), netOf());
    writeFileSync(join(folder, 'm.rou.xml'), '<routes/>');
    writeFileSync(join(folder, 'sub', 'x.add.xml'), '<additional><busStop id="b" lane="c_0"/></additional>');
    expect((await load(join(folder, 'm.sumocfg'))).network.stops).toHaveLength(1);
  });

  it('names options that it does not honour', async () => {
    const { notes } = await loadDemand(
      '',
      '<lateral-resolution value="0.8"/><tripinfo-output value="x.xml"/><time-to-teleport value="-1"/><fantasy value="3"/>',
    );
    expect(notes('unknown')).toEqual(['option fantasy: value "3" (1)']);
    expect(notes('approximated')).toEqual([
      'option lateral-resolution: vehicles drive in the middle of their lane (1)',
    ]);
    const options = notes('ignored').filter((line) => line.startsWith('option'));
    expect(options.map((line) => line.split(':')[0])).toEqual(['option tripinfo-output', 'option time-to-teleport']);
  });

  it('that is a bare net has an empty demand', async () => {
    const folder = folderOf({ 'm.net.xml': netOf() });
    const { demand, network, settings } = await load(join(folder, 'm.net.xml'));
    expect(demand).toEqual({ types: [], departures: [] });
    expect(network.name).toBe('m');
    expect(settings).toEqual({ begin_ms: 0 });
  });

  it('that does not fit is one clear line', async () => {
    const broken = (content: string) => {
      const folder = folderOf({ 'm.net.xml': netOf(), 'm.sumocfg': `<configuration>\n${content}\n</configuration>` });
      return errorLine(load(join(folder, 'm.sumocfg')));
    };
    const net = '<net-file value="m.net.xml"/>';
    expect(await broken('<seed value="1"/>')).toMatch(/m\.sumocfg: the configuration names no net \(add <net-file/);
    expect(await broken('<net-file value="no.net.xml"/>')).toMatch(
      /m\.sumocfg:2:1: net-file names "no\.net\.xml", which is not there \(nor with \.gz\)/,
    );
    expect(await broken(`${net}<route-files value="r.xml"/>`)).toMatch(/m\.sumocfg:2:\d+: route-files names "r\.xml"/);
    expect(await broken(`${net}<end value="late"/>`)).toMatch(/option end="late" is not a time/);
    expect(await broken(`${net}<seed value="1.5"/>`)).toMatch(/option seed="1\.5" is not a whole number/);
    expect(await broken(`${net}<step-length value="0"/>`)).toMatch(/option step-length="0" is not a time above 0/);
    expect(await broken(`${net}<begin value="9"/><end value="5"/>`)).toMatch(/end is not after its begin/);
    const folder = folderOf({ 'x.xml': netOf() });
    expect(await errorLine(load(join(folder, 'x.xml')))).toMatch(/x\.xml:2:1: this is a net, not a configuration/);
  });
});
