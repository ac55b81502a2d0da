/**
 * The signal program of a crossing: main phases for north-south and east-west, protected left turns between them where wanted,
 * yellow and all red behind each green. State letters are SUMO's: G green, g green that gives way, y yellow, r red.
 */
import type { PhaseSpec, SignalSpec } from '../simulation/network-spec.ts';
import { ARMS } from './map-schema.ts';
import type { Arm, CrossingSettings } from './map-schema.ts';

export type Turn = 'right' | 'straight' | 'left';

/** What a signal program needs to know of a movement; its place in the list is its signal index. */
export interface SignalMovement {
  readonly from: Arm;
  readonly turn: Turn;
}

type Signal = CrossingSettings['signal'];
interface Stage {
  readonly name: string;
  readonly green_s: number;
  readonly letter: (movement: SignalMovement) => 'G' | 'g' | 'r';
}

const isNorthSouth = (arm: Arm): boolean => ARMS.indexOf(arm) % 2 === 0;

function mainStage(north_south: boolean, signal: Signal): Stage {
  return {
    name: north_south ? 'north-south' : 'east-west',
    green_s: north_south ? signal.north_south_green_s : signal.east_west_green_s,
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

/** The program over all movements of a crossing. */
export function crossingSignal(id: string, movements: readonly SignalMovement[], signal: Signal): SignalSpec {
  const phases: PhaseSpec[] = [];
  const add = (name: string, duration_s: number, letter: (movement: SignalMovement) => string): void => {
    const duration_ms = Math.round(duration_s * 1000);
    if (duration_ms === 0) return;
    const state = movements.map((movement) => letter(movement)).join('');
    phases.push({ state, duration_ms, min_ms: duration_ms, max_ms: duration_ms, next: [], name });
  };
  const free = (movement: SignalMovement): boolean => signal.right_turn === 'always' && movement.turn === 'right';
  for (const stage of stages(signal)) {
    const green = (movement: SignalMovement): boolean => stage.letter(movement) !== 'r';
    add(stage.name, stage.green_s, (m) => (free(m) && !green(m) ? 'g' : stage.letter(m)));
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
