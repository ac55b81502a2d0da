/** Finds the Chrome or Chromium of this machine and starts it headless for the tests of the page. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { findExecutable, isExecutable } from './executable.ts';
import { noteSkip } from './skips.ts';

/**
 * WebGL by software where there is no graphics card: newer builds fall back to it only when told. The sandbox needs rights
 * that containers lack, and the pages under test are our own.
 */
const FLAGS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];

const COMMANDS = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const MAC_PROGRAMS = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** Program file of a browser: CHELU_CHROME, or the usual places; undefined, with the reason noted, where there is none. */
export function findChromium(): string | undefined {
  const asked = process.env['CHELU_CHROME'];
  if (asked !== undefined && asked !== '') {
    if (isExecutable(asked)) return asked;
    noteSkip('browser', `CHELU_CHROME is ${asked}, which is no program`);
    return undefined;
  }
  const path = usualPlaces().find(isExecutable) ?? findExecutable(...COMMANDS);
  if (path === undefined) noteSkip('browser');
  return path;
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    const folders = ['/Applications', join(homedir(), 'Applications')];
    return MAC_PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  }
  if (process.platform !== 'win32') return ['/snap/bin/chromium'];
  const folders = [process.env['ProgramFiles'], process.env['ProgramFiles(x86)'], process.env['LOCALAPPDATA']];
  return WINDOWS_PROGRAMS.flatMap((program) =>
    folders.filter((folder) => folder !== undefined).map((folder) => join(folder, program)),
  );
}

/** Starts the browser at `path` (from `findChromium`) headless; the caller closes it. */
export function launchChromium(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: FLAGS, timeout: 60_000 });
}
