/** The SPAT of a signal: what each of its groups shows and when that changes, from the running program. One intersection for each of its junctions. */
import { INTERSECTION_BIT } from '../../protos/messages/enums.ts';
import { nodeReferenceOf } from '../../protos/messages/node-reference.ts';
import type { IntersectionState, Phase, PhaseState, Spat } from '../../protos/messages/spat.ts';
import type { Roadside } from './roadside.ts';
import { groupTiming } from './signal-timing.ts';
import type { GroupTiming } from './signal-timing.ts';

/** The signals' running phases by signal index, as their controllers tell the RSUs. Simulated ms. */
export interface SignalStates {
  readonly phase: Int32Array;
  readonly min_end_ms: Float64Array;
  readonly max_end_ms: Float64Array;
}

/** Minutes of a year. */
const YEAR_MIN = 527040;

/** undefined where the signal has no program to tell of. */
export function buildSpat(
  roadside: Roadside,
  rsu: number,
  signals: SignalStates,
  now_ms: number,
  seq: number,
): Spat | undefined {
  const signal = roadside.network.signals[rsu];
  const groups = roadside.groups[rsu];
  if (groups.count === 0) return undefined;
  const running = {
    phase: signals.phase[rsu],
    min_end_ms: signals.min_end_ms[rsu],
    max_end_ms: signals.max_end_ms[rsu],
  };
  const phases: Phase[] = groups.first_index.map((index, at) => {
    groupTiming(signal.spec, index, running, now_ms, roadside.timing);
    return { id: at + 1, states: statesOf(roadside.timing, now_ms) };
  });
  const moment = roadside.start_ms + now_ms;
  const sec_mark_ms = moment % 60000;
  const status = statusOf(signal.spec.kind);
  const intersections: IntersectionState[] = [];
  for (const { junction, group_ids } of roadside.intersections[rsu])
    intersections.push({
      node: nodeReferenceOf(junction),
      status,
      sec_mark_ms,
      phases: phases.filter((phase) => group_ids.has(phase.id!)),
    });
  if (intersections.length === 0) return undefined;
  return { msg_cnt: seq & 127, moy: Math.floor(moment / 60000) % YEAR_MIN, sec_mark_ms, intersections };
}

function statusOf(kind: string): number {
  if (kind === 'off') return INTERSECTION_BIT.off;
  return kind === 'actuated' ? INTERSECTION_BIT.traffic_dependent : INTERSECTION_BIT.fixed_time;
}

/** The end is called likely only where it is certain. */
function statesOf(timing: GroupTiming, now_ms: number): PhaseState[] {
  const states: PhaseState[] = [];
  for (let i = 0; i < timing.count; i++) {
    const min_s = (timing.min_end_ms[i] - now_ms) / 1000;
    const max_s = (timing.max_end_ms[i] - now_ms) / 1000;
    states.push({
      light: timing.light[i],
      timing: {
        start_s: (timing.start_min_ms[i] - now_ms) / 1000,
        min_end_s: min_s,
        max_end_s: max_s,
        likely_end_s: min_s === max_s ? min_s : null,
      },
    });
  }
  return states;
}
