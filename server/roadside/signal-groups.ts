/**
 * Signal groups of a controller: state-string indices that show the same letter in every phase of the program are one group, as on a real controller.
 * Its number (1, 2, ...) is the phase id of SPAT and MAP. Numbers follow the first index of each group.
 */
import type { SignalRecord } from '../simulation/network.ts';

export interface SignalGroups {
  /** Number of groups; their ids are 1 .. count. */
  readonly count: number;
  /** Group id by index of the state string. */
  readonly of_index: Int32Array;
  /** First index of each group, by group id - 1. */
  readonly first_index: readonly number[];
}

/** Throws where a program would need more than 255 groups: the message set has no more phase ids. */
export function signalGroups(signal: SignalRecord): SignalGroups {
  const { phases } = signal.spec;
  const width = Math.max(signal.group_count, phases.length > 0 ? phases[0].state.length : 0);
  const of_index = new Int32Array(width);
  const first_index: number[] = [];
  const by_course = new Map<string, number>();
  for (let index = 0; index < width; index++) {
    let course = '';
    for (const phase of phases) course += phase.state[index] ?? 'O';
    let group = by_course.get(course);
    if (group === undefined) {
      first_index.push(index);
      group = first_index.length;
      by_course.set(course, group);
    }
    of_index[index] = group;
  }
  if (first_index.length > 255)
    throw new Error(`signal ${signal.id}: ${first_index.length} signal groups, 255 are possible`);
  return { count: first_index.length, of_index, first_index };
}
