import { describe, expect, it } from 'vitest';
import type { WarningFact } from '../../../client/source/events.ts';
import { readEvents } from '../../../client/source/events.ts';
import { createWarningLog } from '../../../client/warning-log.ts';
import { v2x } from '../../../protos/wire/generated.js';

const warning = (vehicle: string, level = 2): WarningFact => ({
  key: `${vehicle} fcw`,
  vehicle,
  other: '',
  kind: 'fcw',
  level,
  ttc_ms: -1,
});
const events = (sim_ms: number, ...warnings: WarningFact[]) => ({ sim_ms, samples: [], warnings });

describe('the log of warnings', () => {
  it('has one entry as long as a warning is on, and another when it comes again', () => {
    const log = createWarningLog();
    log.take(events(100, warning('a')));
    expect(log.take(events(300, warning('a'))).map((entry) => entry.since_ms)).toEqual([100]);
    log.take(events(500));
    expect(log.take(events(700, warning('a'))).map((entry) => entry.since_ms)).toEqual([700, 100]);
  });

  it('leaves advice out and stays bounded', () => {
    const log = createWarningLog();
    expect(log.take(events(0, warning('a', 1)))).toEqual([]);
    for (let i = 0; i < 100; i++) log.take(events(i, warning(`v${i}`)));
    const last = log.take(events(200));
    expect(last.length).toBeLessThanOrEqual(30);
    expect(last[0].vehicle).toBe('v99');
  });
});

describe('events off the wire', () => {
  it('give the warnings that are on, the most urgent first', () => {
    const payload = v2x.view.ViewEvents.encode({
      simTimeMs: 1200,
      warnings: [
        { vehicle: 'a', kind: 'hazard', level: 2, active: true },
        { vehicle: 'b', kind: 'fcw', level: 3, ttcMs: 1700, other: 'c', active: true },
        { vehicle: 'd', kind: 'fcw', level: 3, active: false },
      ],
    }).finish();
    const { sim_ms, warnings } = readEvents(payload);
    expect(sim_ms).toBe(1200);
    expect(warnings.map(({ vehicle, other, ttc_ms }) => [vehicle, other, ttc_ms])).toEqual([
      ['b', 'c', 1700],
      ['a', '', -1],
    ]);
  });
});
