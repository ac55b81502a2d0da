/** Agents of one's own, started by `--exec`, in two languages: lock-step, one hash, and no harm when one is killed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { commandWords } from '../../server/cli/exec-agents.ts';
import type { RunResult } from '../../server/runner/result.ts';
import { findPythonKit } from '../support/executable.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PYTHON = findPythonKit();
const folder = mkdtempSync(join(tmpdir(), 'chelu-exec-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, name: string): RunResult {
  const file = join(folder, `${name}.json`);
  const flags = ['--set', 'warmup_s=0', '--until', '20', '--json', file, '--exec', command];
  execFileSync(process.execPath, ['server/chelu.js', 'run', 'junction', ...flags], { cwd: ROOT, stdio: 'pipe' });
  return JSON.parse(readFileSync(file, 'utf8')) as RunResult;
}

describe('chelu run --exec', () => {
  it('splits a command as people write it', () => {
    expect(commandWords(`python3 "my agent.py" --name 'a b' x`)).toEqual([
      'python3',
      'my agent.py',
      '--name',
      'a b',
      'x',
    ]);
  });

  it('runs the TypeScript example in lock-step', { timeout: 60_000 }, () => {
    const result = run('node --import tsx server/agent/examples/cruise.ts car-2', 'ts');
    expect(result.deterministic_reasons).toEqual([]);
    expect(result.agents['commands']).toBeGreaterThan(150);
  });

  it.skipIf(PYTHON === undefined)(
    'runs the Python example in lock-step: the same hash twice',
    { timeout: 60_000 },
    () => {
      const command = `${PYTHON} server/agent/python/cruise.py car-2`;
      const first = run(command, 'py1');
      expect(first.deterministic_reasons).toEqual([]);
      expect(first.agents['commands']).toBeGreaterThan(150);
      expect(run(command, 'py2').hash).toBe(first.hash);
    },
  );

  it.skipIf(PYTHON === undefined)('goes on when the agent dies, and says so', { timeout: 60_000 }, () => {
    const script =
      'import sys, os; sys.path.insert(0, "server/agent/python"); from chelu import Agent; ' +
      'Agent(lambda t: os._exit(1) if t.tick > 100 else {}, take_over="car-2").run()';
    const result = run(`${PYTHON} -c '${script}'`, 'dead');
    expect(result.sim_time_s).toBe(20);
    expect(result.agents['lost']).toBe(1);
    expect(result.deterministic).toBe(false);
    expect(result.deterministic_reasons.join()).toContain('lost its connection');
  });
});
