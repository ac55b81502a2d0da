/** The examples of scenarios/README.md are what the schema and the result take. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { resolveExpectations } from '../../../server/runner/expectations.ts';
import { parseExpectation } from '../../../server/scenario/expectation.ts';
import { checkSettings, parseSettings } from '../../../server/scenario/settings.ts';

const text = readFileSync(new URL('../../../scenarios/README.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)]
  .map(([, example = '']) => example)
  // Road-level maps have a schema of their own.
  .filter((example) => !/^(format|roads|nodes):/m.test(example));

it.each(examples)('example %#', (example) => {
  const { raw } = parseSettings(example, 'README.md');
  // Excerpts leave out the map.
  const file = checkSettings({ map: { crossing: {} }, ...raw }, undefined, []);
  const expectations = file.expect.map((line) => parseExpectation(line, 'README.md'));
  expect(resolveExpectations(expectations)).toHaveLength(file.expect.length);
});

it('are there', () => {
  expect(examples.length).toBeGreaterThanOrEqual(3);
  expect(examples.some((example) => example.startsWith('expect:'))).toBe(true);
});
