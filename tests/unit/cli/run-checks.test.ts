import { describe, expect, it } from 'vitest';
import { expectationLines, failuresOf, runChecks } from '../../../server/cli/run-checks.ts';
import { judge, resolveExpectations } from '../../../server/runner/expectations.ts';
import { parseExpectation } from '../../../server/scenario/expectation.ts';
import { sampleResult } from './sample-result.ts';

describe('--check', () => {
  it('passes a run without faults, unavoidable red entries included', () => {
    expect(failuresOf(runChecks(sampleResult()))).toEqual([]);
  });

  it('names every fault', () => {
    const result = sampleResult();
    result.vehicles = { ...result.vehicles, collisions: 2, red_entries: 1, stuck: 3, inserted: 508 };
    result.messages['bsm']!.lost = 0;
    expect(failuresOf(runChecks(result, ['a gap is negative']))).toEqual([
      '2 collisions',
      '1 avoidable red entry',
      '3 vehicles stood longer than 300 s',
      'vehicles are not conserved: inserted is not running + arrived + removed',
      'bsm does not close: addressed is not delivered + lost + in flight',
      'a gap is negative',
    ]);
  });
});

describe('expectations', () => {
  it('are printed with the number that was found', () => {
    const lines = ['collisions == 0', 'trips.mean_delay_s <= 22', 'messages.rsm.sent > 0', 'stopped_share < 0.3141'];
    const judged = judge(resolveExpectations(lines.map((line) => parseExpectation(line, 'here'))), sampleResult());
    expect(expectationLines(judged)).toMatchInlineSnapshot(`
      [
        "expected    1 of 4 hold",
        "  ok       collisions == 0            is 0 collisions   (vehicles.collisions)",
        "  FAILED   trips.mean_delay_s <= 22   is 22.44 s",
        "  FAILED   messages.rsm.sent > 0      not in the result",
        "  FAILED   stopped_share < 0.3141     is 0.3141   (traffic.stopped_share)",
      ]
    `);
    expect(expectationLines([])).toEqual([]);
  });
});
