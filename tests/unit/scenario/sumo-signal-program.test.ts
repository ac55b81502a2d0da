import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf, errorLine, folderOf, load, loadNet, netOf, type Loaded } from './sumo-files.ts';

async function program(text: string): Promise<Loaded> {
  return await loadNet({ programs: text });
}

/** Loads the small net with an additional file. */
function withAdditional(content: string, options = ''): Promise<Loaded> {
  const folder = folderOf({
    'm.net.xml': netOf(),
    'm.rou.xml': '<routes/>',
    'm.add.xml': `<additional>${content}</additional>`,
    'm.sumocfg': configOf(`<additional-files value="m.add.xml"/>${options}`),
  });
  return load(join(folder, 'm.sumocfg'));
}

describe('a signal program', () => {
  it('keeps offset, phases and their states', async () => {
    const signal = (await loadNet()).network.signals[0];
    expect(signal).toMatchObject({ id: 'T', program: '0', kind: 'static', offset_ms: 5000 });
    expect(signal.phases.map((phase) => [phase.state, phase.duration_ms, phase.min_ms, phase.max_ms])).toEqual([
      ['GGr', 30000, 30000, 30000],
      ['yyr', 3000, 3000, 3000],
      ['rrG', 20000, 20000, 20000],
    ]);
  });

  it('that is actuated has limits, successors, gaps and names', async () => {
    const { network, notes } = await program(`<tlLogic id="T" type="actuated" programID="0" offset="0">
      <param key="max-gap" value="2.5"/><param key="detector-gap" value="1"/><param key="show-detectors" value="1"/>
      <param key="strange" value="1"/>
      <phase duration="30" state="GGr" minDur="5" maxDur="50" name="main" next="1 2"/>
      <phase duration="3" state="yyr"/><phase duration="20" state="rrG" minDur="7"/></tlLogic>`);
    const signal = network.signals[0];
    expect(signal).toMatchObject({ kind: 'actuated', max_gap_ms: 2500, detector_gap_ms: 1000 });
    expect(signal.phases[0]).toMatchObject({ min_ms: 5000, max_ms: 50000, name: 'main', next: [1, 2] });
    expect(signal.phases[2]).toMatchObject({ min_ms: 7000, max_ms: 2147483647, next: [] });
    expect(notes('unknown')).toEqual(['tlLogic param strange: not used (1)']);
  });

  it('has a gap of 3 s and detectors at 2 s by default', async () => {
    expect((await loadNet()).network.signals[0]).toMatchObject({ max_gap_ms: 3000, detector_gap_ms: 2000 });
  });

  it('of the additional files wins over that of the net, and the last over the others', async () => {
    const phases = '<phase duration="9" state="rGG"/>';
    const { network } = await withAdditional(
      `<tlLogic id="T" programID="utopia" type="static">${phases}</tlLogic>
       <tlLogic id="T" programID="night" type="static">${phases.replace('9', '7')}</tlLogic>`,
    );
    expect(network.signals).toHaveLength(1);
    expect(network.signals[0]).toMatchObject({ program: 'night' });
    expect(network.signals[0].phases[0].duration_ms).toBe(7000);
  });

  it('without phases changes the offset of the one with its name', async () => {
    const { network } = await withAdditional('<tlLogic id="T" programID="0" offset="12.5"/>');
    expect(network.signals[0]).toMatchObject({ program: '0', offset_ms: 12500 });
    expect(network.signals[0].phases).toHaveLength(3);
  });

  it('starts by the plan of a WAUT', async () => {
    const { network, notes } = await withAdditional(
      `<tlLogic id="T" programID="night"><phase duration="9" state="rGG"/></tlLogic>
       <WAUT id="w" refTime="0" startProg="0"><wautSwitch time="100" to="night"/></WAUT>
       <wautJunction wautID="w" junctionID="T"/>`,
    );
    expect(network.signals[0].program).toBe('0');
    expect(notes('approximated').join()).toMatch(/wautSwitch.time/);
  });

  it('that is off flashes for those who give way', async () => {
    for (const { network } of [
      await withAdditional('<tlLogic id="T" programID="off"/>'),
      await withAdditional('', '<tls.all-off value="true"/>'),
    ]) {
      expect(network.signals[0]).toMatchObject({ kind: 'off' });
      expect(network.signals[0].phases.map((phase) => phase.state)).toEqual(['Ooo']);
    }
  });

  it('of another kind is approximated and reported', async () => {
    const delay = await program(
      '<tlLogic id="T" type="delay_based" programID="0"><phase duration="9" state="GGG" minDur="4"/></tlLogic>',
    );
    expect(delay.network.signals[0].kind).toBe('actuated');
    expect(delay.notes('approximated')[0]).toMatch(/tlLogic.type "delay_based": driven as actuated/);
    const nema = await program(
      `<tlLogic id="T" type="NEMA" programID="0"><phase duration="99" minDur="5" maxDur="30" yellow="4" red="1" name="2" state="GgrrG"/>
       <phase duration="99" minDur="5" maxDur="20" yellow="3" red="0" name="4" state="rrGGr"/></tlLogic>`,
    );
    expect(nema.network.signals[0].phases.map((phase) => [phase.state, phase.max_ms])).toEqual([
      ['GgrrG', 30000],
      ['yyrry', 4000],
      ['rrrrr', 1000],
      ['rrGGr', 20000],
      ['rryyr', 3000],
    ]);
  });

  it('counts its offset from the begin of the run', async () => {
    const { network } = await withAdditional('', '<begin value="100"/>');
    expect(network.signals[0].offset_ms).toBe(5000 - 100_000);
  });

  it('that controls nothing or is missing is reported', async () => {
    const { network, notes } = await program(
      '<tlLogic id="X" type="static" programID="0"><phase duration="9" state="G"/></tlLogic>',
    );
    expect(network.signals).toEqual([]);
    expect(network.connections.every((entry) => entry.signal === undefined)).toBe(true);
    expect(notes('dropped')).toEqual(['signal program without links: "X" controls nothing (1)']);
    expect(notes('approximated')).toEqual(['connection.tl without a program: "T": not controlled (3)']);
  });

  it('that does not fit its links is an error with its place', async () => {
    const cases: [string, RegExp][] = [
      ['<phase duration="9" state="GG"/>', /has 2 letters, but its links go up to 2/],
      ['<phase duration="9" state="GGG"/><phase duration="9" state="GGGG"/>', /states of different lengths/],
      ['<phase duration="9" state="GGQ"/>', /state="GGQ" is not a row of the letters/],
      ['<phase duration="9" state="GGG" next="4"/>', /leads to phase 4/],
      ['<phase duration="soon" state="GGG"/>', /duration="soon" is not a time/],
      ['<phase duration="9" state="GGG" next="x"/>', /next="x" is not a list of phase indices/],
    ];
    for (const [phases, wanted] of cases) {
      const line = await errorLine(program(`<tlLogic id="T" type="static" programID="0">${phases}</tlLogic>`));
      expect(line).toMatch(wanted);
      expect(line).toMatch(/m\.net\.xml:\d+:\d+: /);
    }
  });
});
