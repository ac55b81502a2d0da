/** Payloads as they come from a broker, decoded with units. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { runChelu } from '../support/chelu-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'chelu-decode-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Golden {
  readonly hex: string;
}

/** The first entry of a golden file, in hexadecimal digits. */
function golden(name: string): string {
  const url = new URL(`../golden/messages/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as Golden[])[0]!.hex;
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Decoded {
  readonly type: string;
  readonly bytes: number;
  readonly message: Record<string, unknown>;
}

const bsm = file('bsm.bin', Buffer.from(golden('bsm'), 'hex'));

it('gives values with units, meanings, and what a sender left at zero', async () => {
  const topic = 'v2x/v1/main/veh/car-3/tx/bsm';
  const { code, stdout } = await runChelu('decode', bsm, '--topic', topic);
  expect(code).toBe(0);
  expect(stdout).toContain('"speed": { "raw": 669, "value": 13.38, "unit": "m/s" },\n');
  const decoded = JSON.parse(stdout) as Decoded;
  expect(decoded).toMatchObject({ type: 'v2x.frame.Entry', bytes: 67 });
  expect(decoded.message).toMatchObject({
    source: 'veh:1',
    link: 'LINK_PC5',
    sent_ms: 1000,
    bsm: {
      id: '00112233445566ff',
      pos: { lat: { value: 29.5597, unit: 'deg' } },
      transmission: { raw: 2, meaning: 'forward' },
      accel_set: { yaw: { raw: 0, value: 0, unit: 'deg/s' } },
    },
  });
  expect(decoded.message['bsm']).not.toHaveProperty('angle');
});

it('reads standard input, hexadecimal digits, filters and the line feed of mosquitto_sub', () => {
  const program = fileURLToPath(new URL('../../server/chelu.js', import.meta.url));
  const decode = (input: string | Buffer, ...flags: string[]): Decoded =>
    JSON.parse(
      execFileSync(process.execPath, [program, 'decode', '-', ...flags], { input, encoding: 'utf8' }),
    ) as Decoded;
  const filter = 'v2x/v1/main/rsu/+/up/spat/#';
  const spat = decode(`${golden('spat')}\n`, '--hex', '--topic', filter);
  expect(JSON.stringify(spat)).toContain('"light":{"raw":6,"meaning":"protected green"}');
  const ended = Buffer.concat([Buffer.from(golden('spat'), 'hex'), Buffer.from('\n')]);
  expect(decode(ended, '--type', 'Entry')).toEqual(spat);
});

it('answers mistakes in one line', async () => {
  const complaint = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await runChelu('decode', ...args);
    expect(code).toBe(2);
    return stderr.trimEnd();
  };
  expect(await complaint(bsm)).toMatch(/^error: --topic, --type: the type of the payload is needed/);
  expect(await complaint(bsm, '--type', 'bms')).toBe("error: --type bms: no message 'bms' (did you mean bsm?)");
  expect(await complaint(bsm, '--topic', 'v2x/v1/#')).toMatch(/payloads of \d+ types match/);
  expect(await complaint(bsm, '--topic', 'a/b')).toMatch(/no topic of Chelu/);
  expect(await complaint(file('text', 'hello'), '--type', 'Entry')).toMatch(/these 5 bytes are no v2x\.frame\.Entry/);
  expect(await complaint(file('digits', 'xyz'), '--type', 'Entry', '--hex')).toMatch(/not pairs of hexadecimal digits/);
  expect(await complaint(file('empty', ''), '--type', 'Entry')).toMatch(/there are no bytes/);
});
