/** A coordinator of one's own in the tick: it decides instead of the built-in one, the same in every run. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildTopic } from '../../protos/topics.ts';
import { v2x } from '../../protos/wire/generated.js';
import { runCoordinator, type CloudTurn } from '../../server/agent/coordinator.ts';
import type { RunResult } from '../../server/runner/result.ts';
import { loadJunction, runScenario, type BrokerKind } from './run-rig.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

async function coordinated(decide: (turn: CloudTurn) => void, broker: BrokerKind = 'embedded'): Promise<RunResult> {
  return runScenario(await loadJunction(20), {
    broker,
    outside_coordinator: 'viewer',
    await_s: 5,
    viewer: async (transport) => void (await runCoordinator(transport, { id: 'viewer', run: 'test', decide })),
  });
}

describe('an outside coordinator', () => {
  it('that says nothing: no advice, and the run waits for it in every tick', async () => {
    const ticks: number[] = [];
    let reports = 0;
    const result = await coordinated(({ tick, entries }) => {
      ticks.push(tick);
      reports += entries.filter(({ report }) => report != null).length;
    });
    expect(ticks).toEqual(Array.from({ length: 200 }, (_, tick) => tick));
    expect(reports).toBeGreaterThan(50);
    expect(result).toMatchObject({ deterministic: true, agents: { joined: 0, rejected: 0, bad_messages: 0 } });
    expect(result.messages['advice']?.sent ?? 0).toBe(0);
  });

  it('gives the same hash over TCP as in-process, and another than the built-in one', { timeout: 30_000 }, async () => {
    const advise = (): ((turn: CloudTurn) => void) => {
      let count = 0;
      return ({ entries, now_ms, send }) => {
        for (const { source, report } of entries) {
          const nodeId = report?.route?.[0]?.nodeId;
          if (nodeId == null || source == null) continue;
          const speedAdvice = { speed: 250, validUntilMs: now_ms + 3000, nodeId, reason: 5 };
          send([source], { advice: { msgCnt: count % 128, correlationId: ++count, speedAdvice } });
        }
      };
    };
    const first = await coordinated(advise());
    expect(first.messages['advice']!.sent).toBeGreaterThan(50);
    expect(first.deterministic).toBe(true);
    // Drivers do what it says: 5 m/s.
    const silent = await coordinated(() => {});
    expect(first.traffic.mean_speed_mps).toBeLessThan(silent.traffic.mean_speed_mps - 0.2);
    expect((await coordinated(advise(), 'embedded+tcp')).hash).toBe(first.hash);
    expect((await runScenario(await loadJunction(20), { broker: 'embedded' })).hash).not.toBe(first.hash);
  });

  it('that does not come, or is no coordinator, ends the run with the reason', async () => {
    const scenario = await loadJunction(5);
    const options = { broker: 'embedded' as const, outside_coordinator: 'mine', await_s: 0.1 };
    await expect(runScenario(scenario, options)).rejects.toThrow('no hello from mine within 0.1 s');
    const vehicle = runScenario(await loadJunction(5), {
      ...options,
      viewer: async (transport) => {
        const hello = v2x.agent.Hello.encode({ schemaVersion: 1, session: 1, role: v2x.agent.Role.ROLE_VEHICLE });
        await transport.publish(buildTopic('test', 'agent_hello', { agent: 'mine' }), hello.finish());
      },
    });
    await expect(vehicle).rejects.toThrow('mine was refused: role');
  });

  it('is started by --exec: the example advises, twice with one hash', { timeout: 60_000 }, () => {
    const once = (): RunResult => {
      const program = 'node --import tsx server/agent/examples/coordinator.ts';
      const flags = [
        '--set',
        'warmup_s=0',
        '--until',
        '20',
        '--coordinator',
        'exec-1',
        '--exec',
        program,
        '--json',
        '-',
      ];
      const args = ['server/chelu.js', 'run', 'junction', ...flags];
      return JSON.parse(
        execFileSync(process.execPath, args, { cwd: ROOT, stdio: 'pipe', encoding: 'utf8' }),
      ) as RunResult;
    };
    const first = once();
    expect(first.deterministic_reasons).toEqual([]);
    expect(first.messages['advice']!.sent).toBeGreaterThan(20);
    expect(once().hash).toBe(first.hash);
  });
});
