/** New scenarios: what is written can be checked, run and changed. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startChelu } from '../support/chelu-process.ts';
import type { Ended } from '../support/chelu-process.ts';
import { configOf, folderOf, netOf } from '../unit/scenario/sumo-files.ts';

const ROUTES = `<routes>
  <vType id="t" vClass="passenger"/>
  <flow id="f" type="t" from="a" to="c" begin="0" end="60" vehsPerHour="600"/>
</routes>
`;

function folder(): string {
  return folderOf({ 'm.net.xml': netOf(), 'm.rou.xml': ROUTES, 'm.sumocfg': configOf() });
}

const inFolder = (cwd: string, ...args: string[]): Promise<Ended> => startChelu(args, cwd).ended;

/** The hash of a short run. */
async function hashOf(cwd: string, scenario: string, ...flags: string[]): Promise<string> {
  const { stdout, stderr } = await inFolder(cwd, 'run', scenario, '--until', '20', '--json', '-', ...flags);
  expect(stderr).toMatch(/^$|^\nexpected/);
  return (JSON.parse(stdout) as { hash: string }).hash;
}

/** Written, found right by chelu check, with a comment on most settings. */
async function write(cwd: string, ...args: string[]): Promise<string> {
  const written = await inFolder(cwd, 'new', ...args);
  expect(written).toMatchObject({ code: 0, stderr: '' });
  const [, path = ''] = /^written +(\S+)$/m.exec(written.stdout) ?? [];
  const checked = await inFolder(cwd, 'check', path);
  expect(checked).toMatchObject({ code: 0, stderr: '' });
  const text = readFileSync(join(cwd, path), 'utf8');
  expect(text).toMatch(/^# yaml-language-server: \$schema=\S+scenarios\/scenario\.schema\.json\n/);
  expect(text).toMatch(/^ {4}range_m: 300 # m, 1 to 2000: Beyond it nobody hears the sender\.$/m);
  expect(text.match(/#/g)!.length).toBeGreaterThan(25);
  return text;
}

it('a blank one has a crossing, runs and meets its own expectations', async () => {
  const cwd = folder();
  const text = await write(cwd, 'corner', '--blank');
  expect(text).toContain('    - { from: north, per_hour: 500, turns: { left: 0.2, straight: 0.6, right: 0.2 } }');
  const ended = await inFolder(cwd, 'run', 'corner.yaml', '--until', '30');
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain('expected    2 of 2 hold');
});

it('one from a .sumocfg runs as the configuration does', async () => {
  const cwd = folder();
  const text = await write(cwd, 'city', '--from', 'm.sumocfg', '-o', 'mine/city.yaml');
  expect(text).toContain('sumo: ../m.sumocfg');
  expect(text).not.toMatch(/^demand:/m);
  expect(await hashOf(cwd, 'mine/city.yaml')).toBe(await hashOf(cwd, 'm.sumocfg'));
});

it('one from a .net.xml has random trips and names two edges for flows', async () => {
  const cwd = folder();
  const text = await write(cwd, 'net', '--from', 'm.net.xml');
  expect(text).toMatch(/^# {5}- \{ from: "[ab]", to: "[cd]", per_hour: 300 \}$/m);
  expect(text).toMatch(/^ {4}per_hour: 120$/m);
  expect(await hashOf(cwd, 'net.yaml', '--set', 'demand.shares={car: 1}')).toBe(await hashOf(cwd, 'm.net.xml'));
});

it('one from a road-level map drives on it, where the map lies elsewhere too', async () => {
  const cwd = folder();
  mkdirSync(join(cwd, 'maps'));
  const map = new URL('../../scenarios/maps/expressway-merge.map.yaml', import.meta.url);
  copyFileSync(map, join(cwd, 'maps/road.map.yaml'));
  const text = await write(cwd, 'road', '--from', 'maps/road.map.yaml', '-o', 'mine/road.yaml');
  expect(text).toContain('file: ../maps/road.map.yaml');
  const of_scenario = await hashOf(cwd, 'mine/road.yaml', '--set', 'demand.shares={car: 1}');
  expect(of_scenario).toBe(await hashOf(cwd, 'maps/road.map.yaml'));
});

it('refuses to write over a file, unless it is forced', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'corner.yaml'), 'mine\n');
  const refused = await inFolder(cwd, 'new', 'corner', '--blank');
  expect(refused).toMatchObject({
    code: 2,
    stderr: 'error: corner.yaml: the file is there already (--force writes over it)\n',
  });
  expect(readFileSync(join(cwd, 'corner.yaml'), 'utf8')).toBe('mine\n');
  expect(await inFolder(cwd, 'new', 'corner.yaml', '--blank', '--force')).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'corner.yaml'), 'utf8')).toContain('name: corner');
});

it('answers mistakes in one line and writes nothing', async () => {
  const cwd = folder();
  mkdirSync(join(cwd, 'x.yaml'));
  const complaint = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await inFolder(cwd, 'new', ...args);
    expect(code).toBe(2);
    return stderr.trimEnd();
  };
  expect(await complaint('a')).toMatch(/^error: --from, --blank: a map is needed/);
  expect(await complaint('a b', '--blank')).toMatch(/^error: 'a b' is no name/);
  expect(await complaint('a', '--from', 'm.rou.xml')).toMatch(/^error: --from m\.rou\.xml: not a map/);
  expect(await complaint('a', '--from', 'gone.net.xml')).toBe('error: gone.net.xml: file not found');
  expect(await complaint('a', '--blank', '-o', 'a.txt')).toMatch(
    /^error: --output a\.txt: a scenario is a \.yaml file/,
  );
  expect(await complaint('x', '--blank', '--force')).toMatch(/^error: x\.yaml: cannot be written/);
  expect(existsSync(join(cwd, 'a.yaml'))).toBe(false);
});
