/**
 * A signalised crossing from a few numbers: four straight arms at right angles, lanes hugging the kerb on both sides (what is left
 * over in the middle is the median), arcs for turns, a stop line where the corner's curve begins, right of way and signal program.
 * Local east-north-up metres about the middle of the junction; right-hand traffic.
 */
import { ALL_CLASSES } from '../simulation/network-spec.ts';
import type {
  ConnectionSpec,
  CrosswalkSpec,
  EdgeSpec,
  JunctionSpec,
  LaneSpec,
  NetworkSpec,
  RequestSpec,
} from '../simulation/network-spec.ts';
import { OUTWARD, crossingOutline, crosswalkLine, leastCornerRadius, placeOn, planArms } from './crossing-arm.ts';
import type { ArmPlan } from './crossing-arm.ts';
import { shapeDistance_m, shapeLength_m, shiftShape, straightShape, turnShape } from './crossing-path.ts';
import { crossingSignal } from './crossing-signal.ts';
import type { Turn } from './crossing-signal.ts';
import { ARMS } from './map-schema.ts';
import type { Arm, CrossingSettings } from './map-schema.ts';
import { UserError } from './user-error.ts';

/** Id of the junction and of its signal. */
export const CROSSING_ID = 'crossing';

/** Lateral acceleration at which drivers take a turn; its speed limit is sqrt(2.5 m/s2 x radius): 6 m/s at 14.6 m. */
const TURN_ACCEL_MPS2 = 2.5;

interface Movement {
  readonly from: Arm;
  readonly to: Arm;
  readonly turn: Turn;
  readonly from_lane: number;
  readonly to_lane: number;
  readonly shape: Float64Array;
  readonly speed_mps: number;
}

const TURNS: readonly Turn[] = ['right', 'straight', 'left'];
/** Steps clockwise from the arm one comes from to the arm one leaves by. */
const STEPS: Record<Turn, number> = { right: 3, straight: 2, left: 1 };

/** The arm that a turn leads to. */
export function armBehind(from: Arm, turn: Turn): Arm {
  return ARMS[(ARMS.indexOf(from) + STEPS[turn]) % 4];
}

/** Edge ids of an arm, towards and away from the junction. */
export const armEdge = { in: (arm: Arm): string => `${arm}_in`, out: (arm: Arm): string => `${arm}_out` } as const;

/** The whole network. Throws a UserError where the numbers do not fit together; its place is the path of the setting. */
export function crossingNetwork(name: string, settings: CrossingSettings): NetworkSpec {
  const plans = planArms(settings);
  const movements = ARMS.flatMap((arm) => movementsOf(arm, plans, settings));
  const roads = ARMS.flatMap((arm) => armEdges(plans[arm], settings.lane_width_m));
  const { edges, connections, first_lanes } = pathsAcross(movements, settings.lane_width_m);
  const crosswalks = crosswalksOf(plans, settings, movements.length);
  const middle: JunctionSpec = {
    id: CROSSING_ID,
    kind: 'traffic_light',
    x: 0,
    y: 0,
    z: 0,
    shape: crossingOutline(plans),
    requests: rightOfWay(movements, settings),
    internal_lanes: first_lanes,
  };
  return {
    name,
    origin: { ...settings.origin, projected: true },
    junctions: [middle, ...ARMS.map((arm) => farEnd(plans[arm]))],
    edges: [...roads, ...edges],
    connections,
    signals: [
      crossingSignal(
        CROSSING_ID,
        movements,
        settings.signal,
        crosswalks.map(({ shape }, index) => ({ arm: ARMS[index], length_m: shapeLength_m(shape) })),
      ),
    ],
    stops: [],
    ...(crosswalks.length === 0 ? {} : { crosswalks }),
    left_hand: false,
  };
}

/** One over each arm, in the order of ARMS; none where the settings have none. */
function crosswalksOf(plans: Record<Arm, ArmPlan>, settings: CrossingSettings, first_index: number): CrosswalkSpec[] {
  const wish = settings.crosswalks;
  if (wish === undefined) return [];
  const least_m = leastCornerRadius(wish.width_m);
  if (settings.corner_radius_m < least_m) {
    throw new UserError(`corners of ${settings.corner_radius_m} m are too narrow for crosswalks of ${wish.width_m} m`, {
      place: 'map.crossing.crosswalks.width_m',
      hint: `corner_radius_m has to be ${least_m.toFixed(1)} or more`,
    });
  }
  return ARMS.map((arm, index) => ({
    id: `${arm}_crosswalk`,
    junction: CROSSING_ID,
    shape: crosswalkLine(plans, arm, wish.width_m),
    width_m: wish.width_m,
    signal: CROSSING_ID,
    signal_index: first_index + index,
    walkers_per_hour: wish.walkers_per_hour,
  }));
}

/** Which turns a lane (0 = rightmost) of an approach serves. */
function turnsOfLane(lane: number, lanes: number): readonly Turn[] {
  if (lanes === 1) return TURNS;
  if (lane === lanes - 1) return ['left'];
  if (lane === 0) return lanes >= 5 ? ['right'] : ['right', 'straight'];
  return ['straight'];
}

function movementsOf(arm: Arm, plans: Record<Arm, ArmPlan>, settings: CrossingSettings): Movement[] {
  const from = plans[arm];
  if (from.lanes_in === 1 && settings.signal.left === 'protected') {
    throw new UserError(`a protected left turn needs a lane of its own, but arm ${arm} has one lane only`, {
      place: 'map.crossing.signal.left',
      hint: 'set lanes_in to 2 or more, or left: permissive',
    });
  }
  const lanes = Array.from({ length: from.lanes_in }, (_, lane) => lane);
  return TURNS.flatMap((turn) => {
    const using = lanes.filter((lane) => turnsOfLane(lane, from.lanes_in).includes(turn));
    const to = plans[armBehind(arm, turn)];
    if (using.length > to.lanes_out) {
      throw new UserError(
        `${using.length} lanes lead straight on from ${arm}, but arm ${to.arm} has ${to.lanes_out} lanes out`,
        {
          place: 'map.crossing.lanes_out',
          hint: `set it to ${using.length} or more`,
        },
      );
    }
    return using.map((lane) => movement(from, to, turn, lane, exitLane(from, to, turn, lane, using), settings));
  });
}

/** Right turns end at the kerb, left turns in the innermost lane, straight lanes in those that face them best. */
function exitLane(from: ArmPlan, to: ArmPlan, turn: Turn, lane: number, using: readonly number[]): number {
  if (turn === 'right') return 0;
  if (turn === 'left') return to.lanes_out - 1;
  const widest = (plan: ArmPlan): number => Math.max(plan.lanes_in, plan.lanes_out);
  const facing = using[0] + widest(to) - widest(from);
  return Math.min(Math.max(facing, 0), to.lanes_out - using.length) + lane - using[0];
}

function movement(
  from: ArmPlan,
  to: ArmPlan,
  turn: Turn,
  lane: number,
  exit: number,
  settings: CrossingSettings,
): Movement {
  const width_m = settings.lane_width_m;
  const begin = placeOn(from, lane, from.stop_m, true, width_m);
  const end = placeOn(to, exit, to.stop_m, false, width_m);
  const heading = { x: -OUTWARD[from.arm].x, y: -OUTWARD[from.arm].y };
  const limit_mps = Math.min(from.speed_mps, to.speed_mps);
  const common = { from: from.arm, to: to.arm, turn, from_lane: lane, to_lane: exit };
  if (turn === 'straight') return { ...common, shape: shiftShape(begin, heading, end), speed_mps: limit_mps };
  const { shape, radius_m } = turnShape(begin, heading, end, OUTWARD[to.arm]);
  return { ...common, shape, speed_mps: Math.min(limit_mps, Math.sqrt(TURN_ACCEL_MPS2 * radius_m)) };
}

function laneSpec(id: string, shape: Float64Array, speed_mps: number, width_m: number): LaneSpec {
  return {
    id,
    length_m: shapeLength_m(shape),
    speed_mps,
    width_m,
    allowed: ALL_CLASSES,
    shape,
    change_left: ALL_CLASSES,
    change_right: ALL_CLASSES,
  };
}

function armEdges(plan: ArmPlan, width_m: number): EdgeSpec[] {
  const far_m = plan.stop_m + plan.length_m;
  const lane = (index: number, inward: boolean): LaneSpec => {
    const far = placeOn(plan, index, far_m, inward, width_m);
    const near = placeOn(plan, index, plan.stop_m, inward, width_m);
    const id = inward ? armEdge.in(plan.arm) : armEdge.out(plan.arm);
    return laneSpec(
      `${id}_${index}`,
      inward ? straightShape(far, near) : straightShape(near, far),
      plan.speed_mps,
      width_m,
    );
  };
  const common = { kind: 'road', priority: 1, ...(plan.name === '' ? {} : { name: plan.name }) } as const;
  const lanes = (count: number, inward: boolean): LaneSpec[] =>
    Array.from({ length: count }, (_, i) => lane(i, inward));
  return [
    { ...common, id: armEdge.in(plan.arm), from: plan.arm, to: CROSSING_ID, lanes: lanes(plan.lanes_in, true) },
    { ...common, id: armEdge.out(plan.arm), from: CROSSING_ID, to: plan.arm, lanes: lanes(plan.lanes_out, false) },
  ];
}

function farEnd(plan: ArmPlan): JunctionSpec {
  const out = OUTWARD[plan.arm];
  const far_m = plan.stop_m + plan.length_m;
  return {
    id: plan.arm,
    kind: 'dead_end',
    x: out.x * far_m,
    y: out.y * far_m,
    z: 0,
    shape: new Float64Array(0),
    requests: [],
    internal_lanes: [],
  };
}

/** One internal edge for each pair of arms, named like SUMO's by the index of its first link. */
function pathsAcross(
  movements: readonly Movement[],
  width_m: number,
): { edges: EdgeSpec[]; connections: ConnectionSpec[]; first_lanes: string[] } {
  const edges: EdgeSpec[] = [];
  const connections: ConnectionSpec[] = [];
  const first_lanes: string[] = [];
  for (let begin = 0; begin < movements.length;) {
    const { from, to, turn } = movements[begin];
    const id = `:${CROSSING_ID}_${begin}`;
    const lanes: LaneSpec[] = [];
    let index = begin;
    for (; index < movements.length && movements[index].from === from && movements[index].to === to; index++) {
      const move = movements[index];
      const via = `${id}_${lanes.length}`;
      const to_lane = `${armEdge.out(to)}_${move.to_lane}`;
      const rest = { pass: false, keep_clear: true, allowed: ALL_CLASSES } as const;
      lanes.push(laneSpec(via, move.shape, move.speed_mps, width_m));
      first_lanes.push(via);
      connections.push({
        from_lane: `${armEdge.in(from)}_${move.from_lane}`,
        to_lane,
        via,
        direction: turn,
        signal: CROSSING_ID,
        signal_index: index,
        ...rest,
      });
      connections.push({ from_lane: via, to_lane, direction: turn, ...rest });
    }
    edges.push({ id, from: CROSSING_ID, to: CROSSING_ID, kind: 'internal', priority: 1, lanes });
    begin = index;
  }
  return { edges, connections, first_lanes };
}

/** Foes are paths that come nearer than two bodies are wide; who gives way follows the order straight, then the turns, then the right. */
function rightOfWay(movements: readonly Movement[], settings: CrossingSettings): RequestSpec[] {
  const near_m = settings.lane_width_m - 0.35;
  const turns: readonly Turn[] =
    settings.signal.left === 'protected' ? ['right', 'left', 'straight'] : ['left', 'right', 'straight'];
  const isFoe = (a: Movement, b: Movement): boolean =>
    a !== b && !(a.from === b.from && a.from_lane === b.from_lane) && shapeDistance_m(a.shape, b.shape) < near_m;
  const givesWay = (a: Movement, b: Movement): boolean => {
    const difference = turns.indexOf(a.turn) - turns.indexOf(b.turn);
    if (difference !== 0) return difference < 0;
    return b.from === ARMS[(ARMS.indexOf(a.from) + 3) % 4];
  };
  return movements.map((a) => {
    const foes = movements.map((b) => isFoe(a, b));
    return { foes, response: movements.map((b, j) => foes[j] && givesWay(a, b)), cont: false };
  });
}
