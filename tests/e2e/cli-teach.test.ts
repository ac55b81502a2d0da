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
