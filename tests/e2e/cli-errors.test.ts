/** Every mistake of a user is answered with one line that names the place, and exit code 2; never with a stack trace. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runChelu, startChelu } from '../support/chelu-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'chelu-cli-'));
let busy: Server;
let busy_port: number;

beforeAll(async () => {
  busy = createServer();
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  busy_port = (busy.address() as AddressInfo).port;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => busy.close(resolve));
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The one line on standard error. */
async function complaint(...args: string[]): Promise<string> {
  const { code, stderr } = await runChelu(...args);
  expect(stderr.trimEnd().split('\n'), stderr).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(code).toBe(2);
  return stderr.trimEnd();
}

const junction = readFileSync(new URL('../../scenarios/junction.yaml', import.meta.url), 'utf8');

it('a wrong key in a scenario', async () => {
  const path = file('key.yaml', junction.replace('warmup_s:', 'warm_up_s:'));
  const line = junction.split('\n').findIndex((text) => text.startsWith('warmup_s:')) + 1;
  expect(await complaint('run', path)).toBe(
    `error: ${path}:${line}:1: unknown setting 'warm_up_s' (did you mean warmup_s?)`,
  );
});

it('a wrong key in --set', async () => {
  expect(await complaint('run', 'junction', '--set', 'v2x.penetraton=1')).toBe(
    "error: --set v2x.penetraton=1: unknown setting 'v2x.penetraton' (did you mean v2x.penetration?)",
  );
});

it('a map that is no XML', async () => {
  const path = file('broken.net.xml', '<net>\n  <edge id="a"\n</net>\n');
  expect(await complaint('run', path)).toMatch(/^error: .*broken\.net\.xml:\d+:\d+: /);
});

it('a configuration whose network is not there', async () => {
  const path = file('lost.sumocfg', '<configuration><input>\n<net-file value="gone.net.xml"/></input></configuration>');
  expect(await complaint('run', path)).toMatch(/^error: .*(lost\.sumocfg:2|gone\.net\.xml)/);
});

it('a scenario and a file that are not there', async () => {
  expect(await complaint('run', 'juntion')).toBe("error: no scenario 'juntion' (did you mean junction?)");
  expect(await complaint('run', 'nowhere/city.sumocfg')).toBe('error: nowhere/city.sumocfg: file not found');
});

it('an unknown flag, command and value', async () => {
  expect(await complaint('run', 'junction', '--sede', '5')).toBe(
    "error: unknown option '--sede' (did you mean --seed?)",
  );
  expect(await complaint('rnu', 'junction')).toBe("error: unknown command 'rnu' (did you mean run?)");
  expect(await complaint('run', 'junction', '--until', 'noon')).toMatch(
    /^error: option '--until <s>' argument 'noon' is invalid\. Expected seconds/,
  );
  expect(await complaint('run')).toMatch(/^error: missing required argument 'scenario'/);
});

it('a port that is given and taken', async () => {
  expect(await complaint('start', '--port', String(busy_port), '--mqtt-port', '0')).toMatch(
    new RegExp(`^error: --port ${busy_port}: port ${busy_port} on 127\\.0\\.0\\.1 is taken`),
  );
  expect(await complaint('start', '--port', '0', '--mqtt-port', String(busy_port))).toMatch(
    new RegExp(`^error: --mqtt-port ${busy_port}: port ${busy_port} on 127\\.0\\.0\\.1 is taken`),
  );
});

it('a broker that is not there', async () => {
  await new Promise((resolve) => busy.close(resolve));
  const url = `mqtt://127.0.0.1:${busy_port}`;
  const answer = await complaint('run', 'junction', '--broker', url);
  expect(answer).toMatch(/^error: --broker/);
  expect(answer).toContain(url);
  expect(await complaint('watch', '--broker', url)).toContain(url);
  expect(await complaint('run', 'junction', '--broker', 'nonsense')).toContain("argument 'nonsense' is invalid");
});

it('flags that contradict each other', async () => {
  expect(await complaint('run', 'junction', '--port', '0')).toBe('error: --port: nothing is served (add --serve)');
});

it('output that cannot be written', async () => {
  const path = file('plain.txt', '');
  expect(await complaint('run', 'junction', '--out', join(path, 'x'))).toMatch(/^error: --out .*plain\.txt/);
});

it('hash logs that are none', async () => {
  const path = file('log.txt', 'hello\n');
  expect(await complaint('diff', path, path)).toBe(
    `error: ${path}:1:1: not a line of a hash log (expected TICK PART DIGEST as --hash-log writes them)`,
  );
});

it('a reader that leaves early (a pipe into head) is no fault', async () => {
  const { child, ended } = startChelu(['run', 'junction', '--until', '2']);
  child.stdout?.destroy();
  const { code, stderr } = await ended;
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
