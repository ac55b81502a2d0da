import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY, withFigures } from '../../../client/figure-history.ts';
import { v2x } from '../../../protos/wire/generated.js';

const kpi = (simTimeMs: number, more: v2x.view.ViewKpi.$Properties = {}) =>
  v2x.view.ViewKpi.decode(v2x.view.ViewKpi.encode({ simTimeMs, meanSpeedMps: 10, ...more }).finish());

describe('figures over time', () => {
  it('are kept in the units of the charts, and gaps stay gaps', () => {
    const messages = [
      { body: 10, sentHz: 5, deliveredHz: 40 },
      { body: 12, sentHz: 1, deliveredHz: 2 },
    ];
    const first = withFigures(EMPTY_HISTORY, kpi(1000, { stoppedShare: 0.25, meanDelayS: 3 }));
    const { time_s, series } = withFigures(
      first,
      kpi(2000, { messages, latency: [{ link: 2, p50Ms: 40, p95Ms: 49 }] }),
    );
    expect(time_s).toEqual([1, 2]);
    expect(series.speed_kmh).toEqual([36, 36]);
    expect(series.stopped_percent).toEqual([25, 0]);
    expect(series.delay_s).toEqual([3, 0]);
    expect(series.sent_hz).toEqual([null, 6]);
    expect(series.delivered_hz).toEqual([null, 42]);
    expect(series.uu_p95_ms).toEqual([null, 49]);
    expect(series.pc5_p50_ms).toEqual([null, null]);
  });

  it('are bounded, begin anew after a jump back, and count one moment once', () => {
    let history = EMPTY_HISTORY;
    for (let second = 1; second <= 700; second++) history = withFigures(history, kpi(second * 1000));
    expect(history.time_s.length).toBe(600);
    expect(history.series.delay_s.length).toBe(600);
    expect(withFigures(history, kpi(700_000))).toBe(history);
    expect(withFigures(history, kpi(5000)).time_s).toEqual([5]);
  });
});
