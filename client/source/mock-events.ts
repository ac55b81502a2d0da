/** Messages and warnings of the mock, as the bytes of view/events: a few of each kind, chosen by the tick. */
import { v2x } from '../../protos/wire/generated.js';

const DT_MS = 100;
const LINK = { pc5: 1, uu: 2, wired: 3 } as const;
const BODY = { bsm: 10, spat: 12, report: 40, advice: 41 } as const;

export interface MockTalker {
  readonly slot: number;
  readonly generation: number;
  readonly braking: boolean;
  readonly speed_mps: number;
}

export function mockId(vehicle: MockTalker): string {
  return `mock-${vehicle.slot}.${vehicle.generation}`;
}

export function mockEvents(vehicles: readonly MockTalker[], tick: number): Uint8Array {
  const ids = vehicles.map(mockId);
  const other = (i: number, step: number): string => ids[(i + step) % ids.length];
  const samples = ids.flatMap((source, i): v2x.view.MessageSample.$Properties[] => {
    const kind = (i * 7 + tick) % 12;
    if (kind < 4) return [{ source, receivers: [other(i, 3), other(i, 8)], body: BODY.bsm, link: LINK.pc5 }];
    if (kind === 4) return [{ source, receivers: ['rsu-X'], body: BODY.bsm, link: LINK.pc5 }];
    if (kind === 5) return [{ source, receivers: ['cloud'], body: BODY.report, link: LINK.uu }];
    if (kind === 6) return [{ source: 'cloud', receivers: [source], body: BODY.advice, link: LINK.uu }];
    if (kind === 7) return [{ source: 'rsu-X', receivers: [source], body: BODY.spat, link: LINK.pc5 }];
    return [];
  });
  samples.push({ source: 'rsu-X', receivers: ['cloud'], body: BODY.bsm, link: LINK.wired });
  return v2x.view.ViewEvents.encode({
    epoch: 1,
    tick,
    simTimeMs: tick * DT_MS,
    samples,
    warnings: vehicles.flatMap((vehicle, i) => warningsOf(vehicle, i, ids)),
  }).finish();
}

function warningsOf(vehicle: MockTalker, i: number, ids: readonly string[]): v2x.view.Warning.$Properties[] {
  const warning = { vehicle: ids[i], other: '', active: true };
  if (i % 9 === 0 && vehicle.braking && vehicle.speed_mps > 3)
    return [{ ...warning, other: ids[(i + 1) % ids.length], kind: 'fcw', level: 3, ttcMs: 1700 }];
  if (i % 11 === 3 && vehicle.speed_mps > 8) return [{ ...warning, kind: 'speed_advice', level: 1 }];
  return [];
}
