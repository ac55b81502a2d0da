/**
 * Every test that is left out says why and how to get it. The reasons go to the file that CHELU_SKIPS names (tests/run.js
 * makes it and prints it after the summary) or, in a bare vitest run, to the console.
 */
import { appendFileSync } from 'node:fs';

const HOW = {
  browser:
    'browser tests skipped: no Chrome or Chromium found; install one (Debian: apt install chromium) or set CHELU_CHROME to its program file',
  mosquitto:
    'tests with an external broker skipped: no mosquitto found; install it (Debian: apt install mosquitto mosquitto-clients; macOS: brew install mosquitto)',
  protoc:
    'tests of the .proto files with protoc skipped: no protoc found; install it (Debian: apt install protobuf-compiler; macOS: brew install protobuf)',
  python:
    'tests of the Python kit skipped: no python3 with paho-mqtt and protobuf found; install them (Debian: apt install python3-paho-mqtt python3-protobuf)',
  data: 'tests on real maps skipped: no test data found; set CHELU_DATA to the folder that holds it',
} as const;
/** What a skipped test lacks. */
export type Need = keyof typeof HOW;

const noted = new Set<Need>();

/** Notes that tests are skipped for want of `need`; `detail` (a path, say) is added in brackets the first time. */
export function noteSkip(need: Need, detail = ''): void {
  if (noted.has(need)) return;
  noted.add(need);
  const line = detail === '' ? HOW[need] : `${HOW[need]} (${detail})`;
  const file = process.env['CHELU_SKIPS'];
  if (file === undefined) console.warn(line);
  else appendFileSync(file, `${line}\n`);
}
