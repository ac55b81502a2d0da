/**
 * The signal program of a junction: roads that face each other share a stage, left turns with a lane of their own get one behind it,
 * walkers cross a road while its own traffic stands. Yellow and all red follow from the speed and the size of the junction.
 */
import type { PhaseSpec, SignalSpec } from '../../simulation/network-spec.ts';
import type { CrosswalkPlan } from './crosswalk.ts';
import type { Movement } from './movements.ts';
import type { MapSignal } from './schema.ts';
import type { Arm } from './trim.ts';

/** What the engine's drivers brake at for yellow, and how much faster than the limit they drive. */
const YELLOW_DECEL_MPS2 = 3;
const YELLOW_SPEED_FACTOR = 1.2;
const REACTION_S = 1;
/** Walkers' speed for the time that they need to get across, m/s, and the shortest time that they are let go, s. */
const WALK_MPS = 1.2;
const WALK_MIN_S = 5;
/** A car's length, m: its rear has to be out. */
const BODY_M = 5;
const ALL_RED_MIN_S = 1;
const ALL_RED_MAX_S = 4;
/** Cosine from which two arms face each other. */
const FACING = -0.7;

interface Stage {
  readonly name: string;
  readonly green_s: number;
  readonly arms: readonly Arm[];
  readonly letter: (movement: Movement) => 'G' | 'g' | 'r';
  /** Walkers may cross the other arms. */
  readonly walkers: boolean;
}

export function signalProgram(
  id: string,
  movements: readonly Movement[],
  arms: readonly Arm[],
  crosswalks: readonly CrosswalkPlan[],
  settings: MapSignal,
): SignalSpec {
  const speed_mps = Math.max(...arms.map(({ in: way }) => way?.speed_mps ?? 0));
  const yellow_s =
    settings.yellow_s ?? halfSeconds(REACTION_S + (YELLOW_SPEED_FACTOR * speed_mps) / (2 * YELLOW_DECEL_MPS2));
  const all_red_s = settings.all_red_s ?? clearance_s(movements);
  const phases: PhaseSpec[] = [];
  const add = (
    name: string,
    duration_s: number,
    vehicles: (m: Movement) => string,
    walk: (c: CrosswalkPlan) => string,
  ) => {
    const duration_ms = Math.round(duration_s * 1000);
    if (duration_ms <= 0) return;
    const state = [...movements.map(vehicles), ...crosswalks.map(walk)].join('');
    phases.push({ state, duration_ms, min_ms: duration_ms, max_ms: duration_ms, next: [], name });
  };
  const stop = (): string => 'r';
  for (const stage of stagesOf(movements, arms, settings)) {
    const over = crosswalks.filter(({ arm }) => stage.walkers && !stage.arms.includes(arm));
    const need_s = Math.max(0, ...over.map(({ length_m }) => length_m / WALK_MPS)) - yellow_s - all_red_s;
    const walk_s = Math.min(stage.green_s, Math.max(WALK_MIN_S, stage.green_s - Math.max(0, need_s)));
    const letter = (m: Movement): string => stage.letter(m);
    if (over.length === 0) add(stage.name, stage.green_s, letter, stop);
    else {
      add(stage.name, walk_s, letter, (crosswalk) => (over.includes(crosswalk) ? 'G' : 'r'));
      add(`${stage.name}, walkers clear`, stage.green_s - walk_s, letter, stop);
    }
    add(`${stage.name} yellow`, yellow_s, (m) => (stage.letter(m) === 'r' ? 'r' : 'y'), stop);
    add('all red', all_red_s, stop, stop);
  }
  return {
    id,
    program: '0',
    kind: 'static',
    offset_ms: Math.round(settings.offset_s * 1000),
    phases,
    max_gap_ms: 3000,
    detector_gap_ms: 2000,
  };
}

function halfSeconds(seconds: number): number {
  return Math.ceil(seconds * 2 - 1e-9) / 2;
}

/** The last vehicle's way across at its speed, less a second that the first of the others need to start. */
function clearance_s(movements: readonly Movement[]): number {
  let most = 0;
  for (const { shape, speed_mps } of movements) {
    let length_m = BODY_M;
    for (let p = 3; p < shape.length; p += 3) {
      const dx = shape[p] - shape[p - 3];
      const dy = shape[p + 1] - shape[p - 2];
      length_m += Math.sqrt(dx * dx + dy * dy);
    }
    most = Math.max(most, length_m / speed_mps);
  }
  return Math.min(ALL_RED_MAX_S, Math.max(ALL_RED_MIN_S, halfSeconds(most - 1)));
}

/** Left turns of an arm have lanes of their own. */
function leftAlone(movements: readonly Movement[], arm: Arm): boolean {
  const own = movements.filter(({ from }) => from === arm.in);
  const left = own.filter(({ turn }) => turn === 'left');
  return left.every(({ from_lane }) => own.every((other) => other.turn === 'left' || other.from_lane !== from_lane));
}

/** Whether left turns get a stage of their own anywhere at this junction. */
export function protectsLeft(movements: readonly Movement[], arms: readonly Arm[], settings: MapSignal): boolean {
  return axesOf(arms).some((axis) => isProtected(movements, axis, settings));
}

function isProtected(movements: readonly Movement[], axis: readonly Arm[], settings: MapSignal): boolean {
  if (axis.length < 2 || settings.left === 'permissive') return false;
  return axis.every((arm) => leftAlone(movements, arm));
}

/** Arms that share a stage, those of the greatest priority first. */
function axesOf(arms: readonly Arm[]): Arm[][] {
  const rest = arms.filter((arm) => arm.in !== undefined).toSorted((a, b) => b.priority - a.priority);
  const axes: Arm[][] = [];
  while (rest.length > 0) {
    const [arm] = rest.splice(0, 1);
    const facing = rest.findIndex((other) => arm.x * other.x + arm.y * other.y < FACING);
    axes.push(facing === -1 ? [arm] : [arm, ...rest.splice(facing, 1)]);
  }
  return axes;
}

function stagesOf(movements: readonly Movement[], arms: readonly Arm[], settings: MapSignal): Stage[] {
  return axesOf(arms).flatMap((axis, index) => {
    const own = (movement: Movement): boolean => axis.some((arm) => arm.in === movement.from);
    const name = `from ${axis.map(({ toward }) => toward).join(' and ')}`;
    const green_s = index === 0 ? settings.major_green_s : settings.minor_green_s;
    const protects = isProtected(movements, axis, settings);
    const main: Stage = {
      name,
      green_s,
      arms: axis,
      walkers: true,
      letter: (m) => {
        if (!own(m)) return 'r';
        if (m.turn !== 'left' || axis.length === 1) return 'G';
        return protects ? 'r' : 'g';
      },
    };
    if (!protects || !movements.some((m) => own(m) && m.turn === 'left')) return [main];
    const left: Stage = {
      name: `${name}, left`,
      green_s: settings.left_green_s,
      arms: axis,
      walkers: false,
      letter: (m) => (own(m) && m.turn === 'left' ? 'G' : 'r'),
    };
    return [main, left];
  });
}
