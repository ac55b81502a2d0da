/** How far the roads are cut back at a junction, so that kerbs between them are rounded and vehicles have room to turn. */
import { atan2, tan } from '../../simulation/maths.ts';
import { lineLength_m, placeAlong } from './line.ts';
import type { Carriageway, MapNode, Section } from './plan.ts';
import { widthOf } from './plan.ts';

/** One road at a node: both directions of a section, seen outward. */
export interface Arm {
  /** Node at its other end. */
  readonly toward: string;
  readonly x: number;
  readonly y: number;
  readonly angle_rad: number;
  /** Width on either side of the line, outward view: right = lanes away from the node. */
  readonly left_m: number;
  readonly right_m: number;
  readonly in: Carriageway | undefined;
  readonly out: Carriageway | undefined;
  readonly priority: number;
  trim_m: number;
}

const FULL_TURN = 2 * Math.PI;
/** Roads that meet at less than this from straight on need no rounded kerb, rad. */
const STRAIGHT_RAD = 0.3;
const TRIM_MAX_M = 45;
/** Share of a section that its two ends may take together. */
const SECTION_SHARE = 0.42;

/** Arms of a node, counter-clockwise from east. */
export function armsOf(node: MapNode): Arm[] {
  const sections = new Set<Section | undefined>([...node.ins, ...node.outs].map(({ section }) => section));
  const arms = [...sections].map((section): Arm => {
    const incoming = node.ins.find((way) => way.section === section);
    const outgoing = node.outs.find((way) => way.section === section);
    const way = (outgoing ?? incoming) as Carriageway;
    const at =
      outgoing === undefined ? placeAlong(way.line, lineLength_m(way.line) - 0.01) : placeAlong(way.line, 0.01);
    const sign = outgoing === undefined ? -1 : 1;
    const angle = atan2(at.uy * sign, at.ux * sign);
    const both = incoming !== undefined && outgoing !== undefined;
    const median_m = both ? (section?.median_m ?? 0) / 2 : 0;
    const side = (lanes: Carriageway | undefined): number =>
      lanes === undefined ? 0 : widthOf(lanes.lanes) + median_m;
    return {
      toward: section?.from === node.id ? section.to : (section?.from ?? way.from),
      x: at.ux * sign,
      y: at.uy * sign,
      angle_rad: angle < 0 ? angle + FULL_TURN : angle,
      left_m: side(incoming),
      right_m: side(outgoing),
      in: incoming,
      out: outgoing,
      priority: way.priority,
      trim_m: 0,
    };
  });
  return arms.sort((a, b) => a.angle_rad - b.angle_rad);
}

/** Sets the trims of a junction's arms; `extra_m` is what crosswalks need before the kerb's curve. */
export function trimArms(arms: readonly Arm[], corner_m: number, extra_m: number): void {
  arms.forEach((arm, index) => {
    const next = arms[(index + 1) % arms.length];
    if (next === arm) return;
    const turn = (next.angle_rad - arm.angle_rad + FULL_TURN) % FULL_TURN;
    if (turn > Math.PI - STRAIGHT_RAD) {
      const shift = Math.abs(arm.left_m - next.right_m) + Math.abs(turn - Math.PI) * 12;
      for (const one of [arm, next]) one.trim_m = Math.max(one.trim_m, Math.min(20, 2 + shift));
      return;
    }
    // Where the two kerbs would meet, and from there to where the rounding begins.
    const half = tan(turn / 2);
    const sine = Math.abs(Math.max(0.2, 2 * (half / (1 + half * half))));
    const cosine = (1 - half * half) / (1 + half * half);
    const round = corner_m / half;
    raise(arm, (next.right_m + arm.left_m * cosine) / sine + round);
    raise(next, (arm.left_m + next.right_m * cosine) / sine + round);
  });
  for (const arm of arms) arm.trim_m = limited(arm, arm.trim_m + extra_m);
}

function raise(arm: Arm, trim_m: number): void {
  arm.trim_m = Math.max(arm.trim_m, Math.min(TRIM_MAX_M, trim_m));
}

function limited(arm: Arm, trim_m: number): number {
  const way = (arm.out ?? arm.in) as Carriageway;
  return Math.min(Math.max(trim_m, 2), lineLength_m(way.line) * SECTION_SHARE);
}

/** Cuts the carriageways as the arms say. */
export function applyTrims(arms: readonly Arm[]): void {
  for (const arm of arms) {
    if (arm.in !== undefined) arm.in.end_m = lineLength_m(arm.in.line) - arm.trim_m;
    if (arm.out !== undefined) arm.out.start_m = arm.trim_m;
  }
}
