/**
 * The signal program of a crossing: main phases for north-south and east-west, protected left turns between them where wanted,
 * yellow and all red behind each green. State letters are SUMO's: G green, g green that gives way, y yellow, r red.
 * Walkers cross an arm beside the parallel traffic's main phase; their green ends early enough that whoever has begun gets across at 1.2 m/s.
 */
import type { PhaseSpec, SignalSpec } from '../simulation/network-spec.ts';
import { ARMS } from './map-schema.ts';
import type { Arm, CrossingSettings } from './map-schema.ts';
import { UserError } from './user-error.ts';

/** Walking speed by which clearance is reckoned, m/s (GB 50647-2011 and HCM take 1.0 to 1.2). */
const CLEARANCE_MPS = 1.2;
/** The least green that walkers get, s. */
const LEAST_WALK_S = 4;

export type Turn = 'right' | 'straight' | 'left';

/** What a signal program needs to know of a movement; its place in the list is its signal index. */
export interface SignalMovement {
  readonly from: Arm;
  readonly turn: Turn;
}

/** A crosswalk over an arm; its place in the list, behind the movements, is its signal index. */
export interface SignalCrosswalk {
  readonly arm: Arm;
  readonly length_m: number;
}

type Signal = CrossingSettings['signal'];
interface Stage {
  readonly name: string;
  readonly green_s: number;
  readonly letter: (movement: SignalMovement) => 'G' | 'g' | 'r';
  /** Axis of the traffic beside which walkers go; absent where none may. */
  readonly walk_north_south?: boolean;
}

const isNorthSouth = (arm: Arm): boolean => ARMS.indexOf(arm) % 2 === 0;

function mainStage(north_south: boolean, signal: Signal): Stage {
  return {
    name: north_south ? 'north-south' : 'east-west',
    green_s: north_south ? signal.north_south_green_s : signal.east_west_green_s,
    walk_north_south: north_south,
    letter: ({ from, turn }) => {
      if (isNorthSouth(from) !== north_south) return 'r';
      if (turn !== 'left') return 'G';
      return signal.left === 'permissive' ? 'g' : 'r';
    },
  };
}

function leftStage(north_south: boolean, signal: Signal): Stage {
  return {
    name: north_south ? 'north-south left' : 'east-west left',
    green_s: signal.left_green_s,
    letter: ({ from, turn }) => (turn === 'left' && isNorthSouth(from) === north_south ? 'G' : 'r'),
  };
}

function stages(signal: Signal): Stage[] {
  const axes = [true, false];
  if (signal.left === 'permissive') return axes.map((axis) => mainStage(axis, signal));
  return axes.flatMap((axis) => [mainStage(axis, signal), leftStage(axis, signal)]);
}

/** How long walkers have green in a main phase, s; 0 where there are none. Throws a UserError where the phase is too short for them. */
function walkGreen_s(stage: Stage, signal: Signal, crosswalks: readonly SignalCrosswalk[]): number {
  const beside = crosswalks.filter(({ arm }) => isNorthSouth(arm) !== stage.walk_north_south);
  if (stage.walk_north_south === undefined || beside.length === 0) return 0;
  const clearance_s = Math.max(...beside.map(({ length_m }) => length_m)) / CLEARANCE_MPS;
  const free_s = stage.green_s + signal.yellow_s + signal.all_red_s - clearance_s;
  const walk_s = Math.min(stage.green_s, Math.floor(free_s));
  if (walk_s >= LEAST_WALK_S) return walk_s;
  const axis = stage.walk_north_south ? 'north_south' : 'east_west';
  const wanted_s = stage.green_s + Math.ceil(LEAST_WALK_S - free_s);
  throw new UserError(`${stage.green_s} s are too short for walkers beside this phase`, {
    place: `map.crossing.signal.${axis}_green_s`,
    hint: `set it to ${Math.max(LEAST_WALK_S, wanted_s)} or more: ${LEAST_WALK_S} s of green, then ${clearance_s.toFixed(1)} s to get across`,
  });
}

/** The program over all movements and crosswalks of a crossing. Throws a UserError where a phase is too short for walkers. */
export function crossingSignal(
  id: string,
  movements: readonly SignalMovement[],
  signal: Signal,
  crosswalks: readonly SignalCrosswalk[] = [],
): SignalSpec {
  const phases: PhaseSpec[] = [];
  const add = (
    name: string,
    duration_s: number,
    letter: (movement: SignalMovement) => string,
    walks?: (arm: Arm) => boolean,
  ): void => {
    const duration_ms = Math.round(duration_s * 1000);
    if (duration_ms === 0) return;
    const walk = crosswalks.map(({ arm }) => (walks?.(arm) === true ? 'G' : 'r')).join('');
    const state = movements.map((movement) => letter(movement)).join('') + walk;
    phases.push({ state, duration_ms, min_ms: duration_ms, max_ms: duration_ms, next: [], name });
  };
  const free = (movement: SignalMovement): boolean => signal.right_turn === 'always' && movement.turn === 'right';
  for (const stage of stages(signal)) {
    const green = (movement: SignalMovement): boolean => stage.letter(movement) !== 'r';
    const letter = (m: SignalMovement): string => (free(m) && !green(m) ? 'g' : stage.letter(m));
    const walk_s = walkGreen_s(stage, signal, crosswalks);
    add(
      walk_s < stage.green_s ? `${stage.name} with walkers` : stage.name,
      walk_s,
      letter,
      (arm) => isNorthSouth(arm) !== stage.walk_north_south,
    );
    add(stage.name, stage.green_s - walk_s, letter);
    add(`${stage.name} yellow`, signal.yellow_s, (m) => (free(m) ? 'g' : green(m) ? 'y' : 'r'));
    add('all red', signal.all_red_s, (m) => (free(m) ? 'g' : 'r'));
  }
  return {
    id,
    program: '0',
    kind: 'static',
    offset_ms: Math.round(signal.offset_s * 1000),
    phases,
    max_gap_ms: 3000,
    detector_gap_ms: 2000,
  };
}
