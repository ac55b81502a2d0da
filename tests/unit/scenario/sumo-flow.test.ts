import { describe, expect, it } from 'vitest';
import { errorLine, loadDemand } from './sumo-files.ts';

async function times(attributes: string, config = ''): Promise<number[]> {
  const { demand } = await loadDemand(`<flow id="f" from="a" to="c" ${attributes}/>`, config);
  expect(demand.departures.map((entry) => entry.id)).toEqual(demand.departures.map((_, k) => `f.${k}`));
  return demand.departures.map((entry) => entry.depart_ms / 1000);
}

// The expected figures are what SUMO 1.15 does with the same flows.
describe('a SUMO flow', () => {
  it('repeats by period, the end not included', async () => {
    expect(await times('begin="0" end="90" period="30"')).toEqual([0, 30, 60]);
    expect(await times('begin="0" end="100" period="30"')).toEqual([0, 30, 60, 90]);
    expect(await times('begin="0" number="3" period="20"')).toEqual([0, 20, 40]);
  });

  it('repeats by vehicles an hour in whole milliseconds', async () => {
    expect(await times('begin="10" end="100" vehsPerHour="130"')).toEqual([10, 37.692, 65.384, 93.076]);
    expect(await times('begin="0" end="20" perHour="1800.5"')).toHaveLength(11);
  });

  it('spreads a number evenly up to its end or that of the run', async () => {
    expect(await times('begin="0" end="100" number="4"')).toEqual([0, 25, 50, 75]);
    expect(await times('begin="0" number="3"', '<end value="1500"/>')).toEqual([0, 500, 1000]);
  });

  it('begins with the run where it says nothing, and numbers what is left from 0', async () => {
    expect(await times('end="85" period="20"', '<begin value="35"/>')).toEqual([0, 20, 40]);
    expect(await times('begin="0" end="90" period="30"', '<begin value="35"/>')).toEqual([25]);
  });

  it('goes on until the end of the run where it has none', async () => {
    expect(await times('begin="0" period="100"', '<end value="250"/>')).toEqual([0, 100, 200]);
    const { demand } = await loadDemand('<flow id="f" from="a" to="c" period="100"/>', '<end value="250"/>', {
      until_ms: 500_000,
    });
    expect(demand.departures).toHaveLength(5);
  });

  it('draws departures by probability or exponential gaps', async () => {
    const drawn = await times('begin="0" end="10000" probability="0.1"');
    expect(drawn.length).toBeGreaterThan(900);
    expect(drawn.length).toBeLessThan(1100);
    expect(drawn.every(Number.isInteger)).toBe(true);
    const gaps = await times('begin="0" end="10000" period="exp(0.1)"');
    expect(gaps.length).toBeGreaterThan(900);
    expect(gaps.length).toBeLessThan(1100);
    expect(gaps[0]).toBeGreaterThan(0);
    expect(await times('begin="0" end="100" probability="0"')).toEqual([]);
    expect(await times('begin="0" end="100" vehsPerHour="0"')).toEqual([]);
  });

  it('takes begin and end from an interval around it', async () => {
    const { demand } = await loadDemand(
      '<interval begin="100" end="200"><flow id="f" from="a" to="c" number="2"/></interval>',
    );
    expect(demand.departures.map((entry) => entry.depart_ms)).toEqual([100_000, 150_000]);
  });

  it('shifts the timetable of its own stops', async () => {
    const { demand } = await loadDemand(
      `<flow id="f" begin="10" end="50" period="20" from="a" to="c"><stop lane="a_0" endPos="50" until="30"/></flow>
       <route id="r" edges="a c"><stop lane="a_0" endPos="50" until="30"/></route>
       <flow id="g" begin="10" end="50" period="20" route="r"/>`,
    );
    expect(demand.departures.map((entry) => [entry.id, entry.stops[0].until_ms])).toEqual([
      ['f.0', 30_000],
      ['g.0', 40_000],
      ['f.1', 50_000],
      ['g.1', 60_000],
    ]);
  });

  it('that says nothing or nonsense is an error', async () => {
    const wrong = (text: string) => errorLine(times(text));
    expect(await wrong('begin="0" end="9"')).toMatch(/m\.rou\.xml:2:1: flow "f" says neither period/);
    expect(await wrong('begin="0" period="0"')).toMatch(/period="0" is not a time above 0/);
    expect(await wrong('begin="0" probability="2"')).toMatch(/probability="2" is not a number from 0 to 1/);
    expect(await wrong('begin="0" number="1.5" end="9"')).toMatch(/number="1.5" is not a whole number/);
    expect(await wrong('begin="soon" period="9"')).toMatch(/begin="soon" is not a time/);
  });
});
