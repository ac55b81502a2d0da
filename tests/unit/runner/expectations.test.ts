import { describe, expect, it } from 'vitest';
import { judge, needsOracle, resolveExpectations } from '../../../server/runner/expectations.ts';
import { parseExpectation } from '../../../server/scenario/expectation.ts';
import { UserError } from '../../../server/scenario/user-error.ts';
import { sampleResult } from '../cli/sample-result.ts';

const resolve = (...lines: string[]): ReturnType<typeof resolveExpectations> =>
  resolveExpectations(lines.map((line) => parseExpectation(line, 'a.yaml:7:3')));

function complaint(line: string): string {
  try {
    resolve(line);
  } catch (error) {
    if (error instanceof UserError) return error.line();
    throw error;
  }
  throw new Error(`'${line}' was taken`);
}

describe('the path of an expectation', () => {
  it('is a whole one, or the end of one where there is no other', () => {
    const paths = (line: string): string[] => resolve(line).map(({ path }) => path);
    expect(paths('trips.mean_delay_s < 1')).toEqual(['trips.mean_delay_s']);
    expect(paths('collisions == 0')).toEqual(['vehicles.collisions']);
    expect(paths('messages.bsm.lost < 1')).toEqual(['messages.bsm.lost']);
    expect(paths('speed_advice.followed > 1')).toEqual(['applications.speed_advice.followed']);
    expect(paths('uu.p95 < 100')).toEqual(['latency_ms.uu.p95']);
  });

  it('is refused with its place and a suggestion where there is no such number', () => {
    expect(complaint('trips.mean_dely_s < 1')).toBe(
      "a.yaml:7:3: the result has no 'trips.mean_dely_s' (did you mean trips.mean_delay_s?)",
    );
    expect(complaint('colisions == 0')).toBe("a.yaml:7:3: the result has no 'colisions' (did you mean collisions?)");
    expect(complaint('provenance.settings.seed == 1')).toContain("the result has no 'provenance.settings.seed'");
  });

  it('is refused where it may be several', () => {
    expect(complaint('mean_speed_mps > 1')).toBe(
      "a.yaml:7:3: 'mean_speed_mps' may be traffic.mean_speed_mps, trips.mean_speed_mps (write the whole path)",
    );
    expect(complaint('p95 > 1')).toMatch(/may be latency_ms\./);
  });

  it('tells what only the oracle counts', () => {
    expect(needsOracle(resolve('trips.finished > 1'))).toBe(false);
    expect(needsOracle(resolve('trips.finished > 1', 'stuck == 0'))).toBe(true);
  });
});

describe('judging', () => {
  it('takes the number of the result; one that is not there meets nothing', () => {
    const judged = judge(resolve('trips.finished == 404', 'finished < 404', 'wired.p50 >= 0'), sampleResult());
    expect(judged.map(({ path, value, met }) => [path, value, met])).toEqual([
      ['trips.finished', 404, true],
      ['trips.finished', 404, false],
      ['latency_ms.wired.p50', undefined, false],
    ]);
  });
});
