/** The work of tests/run.js: starts vitest, waits for it, and reports what was skipped. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs the tests and sets the exit code.
 * @param {readonly string[]} args for vitest
 */
export async function runTests(args) {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  if (!existsSync(vitest)) {
    console.error('the packages are not installed; run "npm ci" first');
    process.exitCode = 2;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'chelu-test-'));
  const skips = join(folder, 'skips.txt');
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const code = await finished(
      spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
        cwd: ROOT,
        stdio: 'inherit',
        env: { ...process.env, CHELU_SKIPS: skips },
      }),
    );
    process.exitCode = close(code, readLines(skips), readReport(report));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Prints the closing part.
 * @returns {number} exit code
 */
function close(code, reasons, report) {
  for (const reason of reasons) console.log(reason);
  const skipped = report === undefined ? 0 : report.numPendingTests + report.numTodoTests;
  if (report !== undefined) {
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed${tail}`);
  }
  if (process.env.CHELU_STRICT !== '1' || skipped + reasons.length === 0) return code;
  console.log('CHELU_STRICT=1: nothing may be skipped here');
  return code === 0 ? 1 : code;
}

/** @param {import('node:child_process').ChildProcess} child */
function finished(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function readLines(file) {
  if (!existsSync(file)) return [];
  return [...new Set(readFileSync(file, 'utf8').split('\n'))].filter((line) => line !== '').sort();
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
