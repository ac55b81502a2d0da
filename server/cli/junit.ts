/**
 * JUnit XML of one run: a test case for every expectation and invariant, in the form that CI servers read (the schema of the
 * Jenkins xUnit plugin: testsuites, testsuite, properties, testcase, failure, skipped).
 */
import type { Judgement } from '../runner/expectations.ts';
import type { RunResult } from '../runner/result.ts';
import { foundText } from './run-checks.ts';
import type { RunCheck } from './run-checks.ts';

interface TestCase {
  readonly group: string;
  readonly name: string;
  readonly failure?: string;
  readonly skipped?: string;
}

export interface JunitRun {
  readonly result: RunResult;
  readonly checks: readonly RunCheck[];
  readonly judgements: readonly Judgement[];
  /** Why the expectations were not judged; absent where they were. */
  readonly unjudged?: string;
}

/** The whole file. */
export function junitXml({ result, checks, judgements, unjudged }: JunitRun): string {
  const cases: TestCase[] = [
    ...judgements.map((judgement) => expectationCase(judgement, unjudged)),
    ...checks.map(({ kind, name, failure }) => ({ group: kind, name, ...(failure === undefined ? {} : { failure }) })),
  ];
  const failed = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((test) => test.skipped !== undefined).length;
  const time_s = result.performance.wall_time_s;
  const counts = { tests: cases.length, failures: failed, errors: 0, skipped, time: time_s };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', { name: 'chelu', ...counts }, [
      element('testsuite', { name: result.scenario, ...counts }, [
        element('properties', {}, properties(result)),
        ...cases.map((test) => caseElement(test, result.scenario)),
      ]),
    ]),
    '',
  ].join('\n');
}

function expectationCase(judgement: Judgement, unjudged: string | undefined): TestCase {
  const { expectation, met } = judgement;
  const named = { group: 'expect', name: expectation.text };
  if (unjudged !== undefined) return { ...named, skipped: unjudged };
  return met ? named : { ...named, failure: `${expectation.text}: ${foundText(judgement)} (${expectation.place})` };
}

function properties(result: RunResult): string[] {
  const facts = {
    seed: result.seed,
    sim_time_s: result.sim_time_s,
    hash: result.hash,
    deterministic: String(result.deterministic),
    scenario_sha256: result.provenance.scenario_sha256,
    version: result.provenance.version,
    commit: result.provenance.commit,
    node: result.provenance.node,
  };
  return Object.entries(facts).map(([name, value]) => element('property', { name, value }));
}

function caseElement({ group, name, failure, skipped }: TestCase, scenario: string): string {
  const inside =
    failure !== undefined
      ? [element('failure', { message: failure, type: group })]
      : skipped !== undefined
        ? [element('skipped', { message: skipped })]
        : [];
  // One run answers them all: none has a time of its own.
  return element('testcase', { classname: `${scenario}.${group}`, name, time: 0 }, inside);
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inside: readonly string[] = [],
): string {
  const text = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  if (inside.length === 0) return `<${name}${text}/>`;
  const lines = inside.flatMap((part) => part.split('\n')).map((line) => `  ${line}`);
  return `<${name}${text}>\n${lines.join('\n')}\n</${name}>`;
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** For an attribute: markup as entities, white space as one blank, and characters that XML 1.0 does not know as U+FFFD. */
function escaped(text: string): string {
  return [...text.replace(/\s+/g, ' ')]
    .map((letter) => NAMED[letter] ?? (isXml(letter.codePointAt(0) ?? 0) ? letter : '\ufffd'))
    .join('');
}

/** XML 1.0, production 2 (Char), without white space. */
function isXml(code: number): boolean {
  return (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
}
