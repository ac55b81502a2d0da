/** Finds programs that some tests need and the project does not ship. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { noteSkip } from './skips.ts';

/** Folders besides PATH where packages put programs that an ordinary user's PATH may lack. */
const MORE_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
  join(process.env['ProgramFiles'] ?? 'C:\\Program Files', 'mosquitto'),
];

/** First of `names` that can be run, as an absolute path; undefined where there is none. */
export function findExecutable(...names: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_FOLDERS];
  for (const name of names) {
    for (const folder of folders) {
      if (folder === '') continue;
      const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

/** Whether `path` is a file that may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Absolute path of the mosquitto broker (or of `mosquitto_sub`, `mosquitto_pub`); undefined, with the reason noted, where it is not installed. */
export function findMosquitto(
  program: 'mosquitto' | 'mosquitto_sub' | 'mosquitto_pub' = 'mosquitto',
): string | undefined {
  const path = findExecutable(program);
  if (path === undefined) noteSkip('mosquitto');
  return path;
}

/** Absolute path of protoc; undefined, with the reason noted, where it is not installed. */
export function findProtoc(): string | undefined {
  const path = findExecutable('protoc');
  if (path === undefined) noteSkip('protoc');
  return path;
}

/** Absolute path of a python3 that has paho-mqtt and protobuf; undefined, with the reason noted, where there is none. */
export function findPythonKit(): string | undefined {
  const path = [findExecutable('python3'), '/usr/bin/python3'].find(
    (python) =>
      python !== undefined &&
      spawnSync(python, ['-c', 'import paho.mqtt.client, google.protobuf'], { stdio: 'ignore' }).status === 0,
  );
  if (path === undefined) noteSkip('python');
  return path;
}
