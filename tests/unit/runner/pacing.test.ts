import { describe, expect, it } from 'vitest';
import { Pacer, wallNow_ms } from '../../../server/runner/pacing.ts';

/** Wall time of so many ticks of 100 ms. */
async function timeTicks(pacer: Pacer, first: number, count: number): Promise<number> {
  const start = wallNow_ms();
  for (let tick = first; tick < first + count; tick++) await pacer.turn(tick * 100, 100);
  return wallNow_ms() - start;
}

describe('the pacer', () => {
  it('holds ten simulated seconds per second at pace 10', async () => {
    const pacer = new Pacer(10);
    const wall_ms = await timeTicks(pacer, 0, 21);
    expect(wall_ms).toBeGreaterThan(190);
    expect(wall_ms).toBeLessThan(400);
  });

  it('does not wait up to its head start, and holds the pace from there on', async () => {
    const pacer = new Pacer(10, 100_000);
    expect(await timeTicks(pacer, 0, 1000)).toBeLessThan(500);
    const wall_ms = await timeTicks(pacer, 1000, 21);
    expect(wall_ms).toBeGreaterThan(190);
    expect(wall_ms).toBeLessThan(400);
  });

  it('does not wait at pace max', async () => {
    expect(await timeTicks(new Pacer('max'), 0, 1000)).toBeLessThan(500);
  });

  it('stands while paused, lets single ticks pass, and goes on', async () => {
    const pacer = new Pacer('max');
    pacer.pause();
    const passed: number[] = [];
    const ticks = (async () => {
      for (let tick = 0; tick < 5; tick++) {
        await pacer.turn(tick * 100, 100);
        passed.push(tick);
      }
    })();
    await new Promise((resolve) => setImmediate(resolve));
    expect(passed).toEqual([]);
    pacer.step(2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(passed).toEqual([0, 1]);
    pacer.resume();
    await ticks;
    expect(passed).toEqual([0, 1, 2, 3, 4]);
  });

  it('does not make up for the time it was paused', async () => {
    const pacer = new Pacer(10);
    await pacer.turn(0, 100);
    pacer.pause();
    const turn = pacer.turn(100, 100);
    await new Promise((resolve) => setTimeout(resolve, 60));
    pacer.resume();
    await turn;
    expect(await timeTicks(pacer, 2, 5)).toBeGreaterThan(35);
  });

  it('ends every wait when stopped', async () => {
    const pacer = new Pacer(1);
    pacer.pause();
    const turn = pacer.turn(0, 100);
    pacer.stop();
    await turn;
    await pacer.turn(60_000, 100);
  });
});
