/** Commands that explain: what the numbers of a result mean, and which settings there are. */
import { expect, it } from 'vitest';
import { runChelu } from '../support/chelu-process.ts';

it('chelu metrics prints every number with its unit, definition and source', async () => {
  const [text, json, wrong] = await Promise.all([
    runChelu('metrics', 'delay'),
    runChelu('metrics', '--json'),
    runChelu('metrics', 'tripps'),
  ]);
  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(/^trips\.mean_delay_s {3}s, less is better\n {4}Mean delay .*\n/);
  const rows = JSON.parse(json.stdout) as { path: string; unit: string }[];
  expect(rows).toContainEqual(expect.objectContaining({ path: 'messages.MESSAGE.sent', unit: 'messages' }));
  expect(wrong).toMatchObject({
    code: 2,
    stderr: "error: no metric has 'tripps' in its path (did you mean trips?)\n",
  });
});

it('chelu list shows every scenario with what to look at, in both languages', async () => {
  const [text, json, wrong] = await Promise.all([
    runChelu('list'),
    runChelu('list', '--json'),
    runChelu('list', '--set', 'seed=2'),
  ]);
  expect(text.stdout).toMatch(/^junction\n {4}A signalised junction[^\n]*\n {4}网联交通信号交叉口\n {4}Every vehicle/m);
  expect(text.stdout).toContain('每辆车每秒广播十次');
  expect(JSON.parse(json.stdout)).toContainEqual(
    expect.objectContaining({ name: 'junction', look_at: expect.objectContaining({ zh: expect.stringMatching(/./) }) }),
  );
  expect(wrong).toMatchObject({ code: 2, stderr: 'error: --set: there is nothing to change (add --paths SCENARIO)\n' });
});

it('chelu list --paths prints every setting with its present value', async () => {
  const [text, changed, wrong] = await Promise.all([
    runChelu('list', '--paths', 'junction', 'pc5'),
    runChelu('list', '--paths', 'junction', '--set', 'demand.flows.0.per_hour=9', '--json', 'flows.0.per_hour'),
    runChelu('list', '--paths', 'junction', 'penetraton'),
  ]);
  expect(text.stdout).toMatch(/^channel\.pc5\.range_m = 300 {3}number, m, 1 to 2000, default 300\n {4}Beyond it /);
  expect(JSON.parse(changed.stdout)).toEqual([
    {
      path: 'demand.flows.0.per_hour',
      type: 'number',
      unit: '1/h',
      description: 'Vehicles per hour.',
      minimum: 0,
      maximum: 20_000,
      value: 9,
    },
  ]);
  expect(wrong).toMatchObject({
    code: 2,
    stderr: "error: no setting has 'penetraton' in its path (did you mean penetration?)\n",
  });
});
