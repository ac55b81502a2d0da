import { describe, expect, it } from 'vitest';
import { summaryLines } from '../../../server/cli/summary.ts';
import { sampleResult } from './sample-result.ts';

describe('the summary', () => {
  it('reads like this', () => {
    expect(summaryLines(sampleResult(), ['step: 100 ms'])).toMatchInlineSnapshot(`
      [
        "junction   seed 1   600 s simulated, counted from 60 s",
        "hash abababababababababababababababababababababababababababababababab   deterministic",
        "",
        "vehicles    507 entered, 431 arrived, 76 on the road",
        "safety      0 collisions, 0 red entries (and 1 unavoidable), 0 stuck",
        "walkers     80 came, 70 crossed, 6 on the road, 4 at the kerb; 31.3 s wait on average",
        "traffic     mean speed 8.31 m/s (29.9 km/h), 31.4 % standing, 2 rerouted",
        "trips       404 finished: 71.2 s, 9.03 m/s, 22.4 s delay on average; 76 unfinished",
        "",
        "messages    sent   addressed   delivered   lost   in flight   arrived",
        "  bsm      1,200      24,000      23,000    900         100    96.2 %",
        "  advice      31          31          31      0           0   100.0 %",
        "latency     pc5 20 / 20 / 20 ms,  uu 40 / 49 / 50 ms  (p50 / p95 / p99)",
        "",
        "applications",
        "  speed advice: advised 31, followed 22",
        "",
        "time        12.1 s wall, 13.0 s CPU: 46.2 simulated seconds a CPU second, 49.6 x real time",
        "            traffic 44 %, channel 33 %, hash 22 %",
        "            32,385 vehicle updates a CPU second, 210 MB at most",
        "",
        "notes",
        "  step: 100 ms",
      ]
    `);
  });

  it('says so where V2X is off, nothing finished, or the run was ended early', () => {
    const result = sampleResult();
    result.messages = {};
    result.trips.finished = 0;
    result.sim_time_s = 112.5;
    result.provenance.settings = { v2x: { enabled: false } };
    const text = summaryLines(result, []).join('\n');
    expect(text).toContain('none (V2X is off)');
    expect(text).toContain('none finished of 480');
    expect(text).toContain('112.5 s of 600 s simulated');
    expect(text).not.toContain('notes');
  });

  it('says so where the run ended within the warm-up, and names no end where there is none', () => {
    const result = sampleResult();
    result.sim_time_s = 12;
    result.window.until_s = 86_400;
    const text = summaryLines(result, []).join('\n');
    expect(text).toContain('nothing counted yet: the warm-up lasts until 60 s');
    expect(text).not.toContain('86,400');
  });

  it('says nothing of collisions where nobody judged them', () => {
    const text = summaryLines(sampleResult(), [], false).join('\n');
    expect(text).toContain('safety      not judged (--check does)');
  });

  it('names the reasons where a run is not deterministic', () => {
    const result = sampleResult();
    result.deterministic = false;
    result.deterministic_reasons = ['realtime'];
    expect(summaryLines(result, [])[1]).toContain('not deterministic: realtime');
  });

  it('shows the first notes only', () => {
    const notes = Array.from({ length: 9 }, (_, i) => `note ${i}`);
    expect(summaryLines(sampleResult(), notes).at(-1)).toBe('  and 3 more: chelu check lists them all');
  });
});
