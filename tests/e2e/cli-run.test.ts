/** Runs as a user starts them: results, files, comparison, serving and Ctrl-C. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../server/runner/result.ts';
import { runChelu, startChelu } from '../support/chelu-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'chelu-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => join(folder, name);

describe('chelu run', () => {
  it('prints the result as JSON and nothing else on standard output', async () => {
    const { code, stdout } = await runChelu(
      'run',
      'junction',
      '--until',
      '20',
      '--seed',
      '3',
      '--json',
      '-',
      '--check',
    );
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as RunResult;
    expect(Object.keys(result)).toEqual([
      'scenario',
      'seed',
      'window',
      'sim_time_s',
      'hash',
      'deterministic',
      'deterministic_reasons',
      'vehicles',
      'walkers',
      'traffic',
      'trips',
      'messages',
      'latency_ms',
      'applications',
      'agents',
      'energy',
      'swap',
      'performance',
      'provenance',
    ]);
    expect(result).toMatchObject({ scenario: 'junction', seed: 3, sim_time_s: 20, deterministic: true });
    expect(Object.keys(result.messages).slice(0, 7)).toEqual(['bsm', 'map', 'spat', 'rsm', 'rsi', 'report', 'advice']);
    for (const counts of Object.values(result.messages)) {
      expect(counts.addressed).toBe(counts.delivered + counts.lost + counts.in_flight);
    }
    expect(result.messages['bsm']!.lost).toBeGreaterThan(0);
    expect(result.provenance.scenario_sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('writes summary.json, trips.csv and messages.csv with a byte-order mark, and a summary for people', async () => {
    const { code, stdout } = await runChelu('run', 'junction', '--until', '60', '--out', inFolder('out'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^junction {3}seed 1 {3}60 s simulated/);
    expect(JSON.parse(readFileSync(inFolder('out/summary.json'), 'utf8'))).toMatchObject({ scenario: 'junction' });
    const trips = readFileSync(inFolder('out/trips.csv'), 'utf8');
    expect(trips).toMatch(/^\uFEFFid,depart_s,/);
    expect(trips.trimEnd().split('\r\n').length).toBeGreaterThan(20);
    expect(readFileSync(inFolder('out/messages.csv'), 'utf8')).toMatch(/^\uFEFFmessage,sent,addressed,/);
  });

  it('gives one hash for one seed and another for another, and diff names the first tick that differs', async () => {
    const logs = await Promise.all(
      [1, 1, 2].map(async (seed, i) => {
        const log = inFolder(`${i}.txt`);
        await runChelu('run', 'junction', '--until', '5', '--seed', String(seed), '--hash-log', log);
        return log;
      }),
    );
    const [same, other] = [await runChelu('diff', logs[0], logs[1]), await runChelu('diff', logs[0], logs[2])];
    expect(same).toMatchObject({ code: 0, stdout: 'equal\n' });
    expect(other.code).toBe(1);
    expect(other.stdout).toMatch(/^first difference: tick \d+, [a-z]+\n/);
  });

  it('ended by Ctrl-C leaves a summary, complete files and the exit code of an interrupted command', async () => {
    const dir = inFolder('interrupted');
    const flags = ['--until', '100000', '--pace', '5', '--out', dir, '--hash-log', inFolder('interrupted.txt')];
    const started = startChelu(['run', 'junction', '--mqtt-port', '0', ...flags]);
    await started.shows(/listen .*mqtt:\/\/127\.0\.0\.1:\d+/);
    started.child.kill('SIGINT');
    const { code, stdout, stderr } = await started.ended;
    expect(stderr).toBe('');
    expect(code).toBe(130);
    expect(stdout).toMatch(/\njunction {3}seed 1 {3}[\d.]+ s of 100,000 s simulated/);
    expect(JSON.parse(readFileSync(join(dir, 'summary.json'), 'utf8'))).toMatchObject({ seed: 1 });
    expect(readFileSync(join(dir, 'trips.csv'), 'utf8')).toMatch(/\r\n$/);
  });

  it('sends nothing where V2X is off', async () => {
    const { stdout } = await runChelu('run', 'junction', '--until', '5', '--set', 'v2x.enabled=false');
    expect(stdout).toContain('none (V2X is off)');
  });
});

describe('chelu start', () => {
  it('says where it is, what to look at and how to listen in, and ends with a summary at Ctrl-C', async () => {
    const started = startChelu(['start', 'junction', '--port', '0', '--mqtt-port', '0']);
    const [, page] = await started.shows(/(http:\/\/127\.0\.0\.1:\d+)/);
    const [, mqtt] = await started.shows(/(mqtt:\/\/127\.0\.0\.1:\d+)/);
    await started.shows(/Ctrl-C ends the run/);
    expect((await fetch(page)).status).toBe(200);
    const watched = await runChelu('watch', 'bsm', '--broker', mqtt, '--count', '5');
    expect(watched.stdout.trimEnd().split('\n')).toHaveLength(5);
    expect(watched.stdout).toMatch(
      /^t +[\d.]+ s {2}bsm +[a-z]+-\d+ +wired via rsu-crossing {3}x -?[\d.]+ m y -?[\d.]+ m {2}[\d.]+ m\/s/,
    );
    started.child.kill('SIGINT');
    const { code, stdout } = await started.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('npx chelu watch');
    expect(stdout).toMatch(/\njunction {3}seed 1 {3}[\d.]+ s simulated\n/);
  });

  it('moves on from default ports that are taken, and says so', async () => {
    const servers = [8080, 1883].map((port) => {
      const server = createServer();
      // Somebody else may hold it already: then it is taken as well.
      server.once('error', () => {});
      server.listen(port, '127.0.0.1');
      return server;
    });
    const started = startChelu(['start', '--until', '1000']);
    await started.shows(/port 8080 is taken: the page moved to \d+/);
    await started.shows(/port 1883 is taken: MQTT moved to \d+/);
    started.child.kill('SIGINT');
    expect((await started.ended).code).toBe(0);
    for (const server of servers) if (server.listening) server.close();
  });
});

describe('chelu list, check, schema and help', () => {
  it('teach', async () => {
    const [list, check, schema, help] = await Promise.all([
      runChelu('list'),
      runChelu('check', 'junction'),
      runChelu('schema'),
      runChelu('run', '--help'),
    ]);
    expect(list.stdout).toContain('junction');
    expect(list.stdout).toContain('网联交通信号交叉口');
    expect(check).toMatchObject({ code: 0 });
    expect(check.stdout).toContain('every trip can be driven');
    expect(JSON.parse(schema.stdout)).toHaveProperty('properties.v2x.properties.penetration');
    for (const flag of ['--until', '--seed', '--pace', '--set', '--broker', '--run', '--json', '--out', '--check']) {
      expect(help.stdout).toContain(flag);
    }
    for (const flag of ['--hash-log', '--serve', '--port', '--mqtt-port']) expect(help.stdout).toContain(flag);
  });
});
