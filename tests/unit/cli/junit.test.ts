/** The JUnit file, read by a real parser. */
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { junitXml } from '../../../server/cli/junit.ts';
import type { JunitRun } from '../../../server/cli/junit.ts';
import { runChecks } from '../../../server/cli/run-checks.ts';
import { judge, resolveExpectations } from '../../../server/runner/expectations.ts';
import { parseExpectation } from '../../../server/scenario/expectation.ts';
import { sampleResult } from './sample-result.ts';

interface Tag {
  readonly name: string;
  readonly in: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** All elements in document order; throws where the text is not well-formed XML. */
function parse(xml: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    tags.push({ name, in: open.at(-1) ?? '', attributes });
    open.push(name);
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  expect(open).toEqual([]);
  return tags;
}

function run(lines: readonly string[], broken: readonly string[] = [], name = 'junction'): JunitRun {
  const result = { ...sampleResult(), scenario: name };
  const expectations = resolveExpectations(lines.map((line, i) => parseExpectation(line, `a.yaml:${i + 1}:1`)));
  return { result, checks: runChecks(result, broken), judgements: judge(expectations, result) };
}

describe('--junit', () => {
  it('has a test case for each expectation and invariant, and a failure in those that failed', () => {
    const tags = parse(junitXml(run(['collisions == 0', 'trips.mean_delay_s <= 22'], ['a gap is negative'])));
    const counts = { tests: '8', failures: '2', errors: '0', skipped: '0' };
    expect(tags[0]).toMatchObject({ name: 'testsuites', attributes: counts });
    expect(tags[1]).toMatchObject({ name: 'testsuite', in: 'testsuites', attributes: { name: 'junction', ...counts } });
    const cases = tags.filter(({ name }) => name === 'testcase');
    expect(cases.map(({ attributes }) => [attributes['classname'], attributes['name']])).toEqual([
      ['junction.expect', 'collisions == 0'],
      ['junction.expect', 'trips.mean_delay_s <= 22'],
      ['junction.check', 'no collision'],
      ['junction.check', 'no avoidable red entry'],
      ['junction.check', 'nobody is stuck'],
      ['junction.invariant', 'vehicles are conserved'],
      ['junction.invariant', 'messages are accounted for'],
      ['junction.invariant', 'the engine keeps its invariants'],
    ]);
    const failures = tags.filter(({ name }) => name === 'failure');
    expect(failures.map((tag) => [tag.in, tag.attributes['message']])).toEqual([
      ['testcase', 'trips.mean_delay_s <= 22: is 22.44 s (a.yaml:2:1)'],
      ['testcase', 'a gap is negative'],
    ]);
  });

  it('tells which run it was', () => {
    const properties = parse(junitXml(run([]))).filter(({ name }) => name === 'property');
    const found = Object.fromEntries(properties.map(({ attributes }) => [attributes['name'], attributes['value']]));
    expect(found).toMatchObject({ seed: '1', sim_time_s: '600', hash: 'ab'.repeat(32) });
  });

  it('stays XML whatever a name holds', () => {
    const name = 'a<b> & "c" \'d\' \u0001\u0007 ]]> \ud800 車🚗';
    const tags = parse(junitXml(run([], [name], name)));
    expect(tags[1]!.attributes['name']).toBe('a<b> & "c" \'d\' \ufffd\ufffd ]]> \ufffd 車🚗');
    expect(tags.find((tag) => tag.name === 'failure')!.attributes['message']).toContain('車🚗');
  });

  it('skips the expectations of a run that was ended early', () => {
    const tags = parse(junitXml({ ...run(['trips.finished > 1000']), unjudged: 'the run was ended early' }));
    expect(tags[0]).toMatchObject({ attributes: { failures: '0', skipped: '1' } });
    expect(tags.find(({ name }) => name === 'skipped')).toMatchObject({
      in: 'testcase',
      attributes: { message: 'the run was ended early' },
    });
  });
});
