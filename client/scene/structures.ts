/**
 * What carries roads off the ground and into it: walls at the sides of raised roads, bridge decks with parapets and piers, tunnel
 * portals. Pure geometry as flat-shaded faces, local ENU metres.
 */
import type { EdgeFact, NetworkFacts } from '../source/facts.ts';
import type { Relief } from './relief.ts';
import { addFace, createSolid, PART } from './solid.ts';
import type { Point, Solid } from './solid.ts';
import { cutLine, lineLength, offsetLine } from './strip.ts';

const CONCRETE = 0xffffff;
const DARK = 0x07090c;
/** Below the road: of a bridge's deck, and of the wall beside a road on the ground. */
const DECK_M = 1.5;
const WALL_M = 1.6;
const PARAPET_M = 0.95;
const PARAPET_WIDTH_M = 0.3;
/** Piers: distance, half their width, and the height under the deck from which there is one. */
const PIER_GAP_M = 34;
const PIER_HALF_M = 0.9;
const PIER_LEAST_M = 3;
const PORTAL_M = 6.2;
/** A portal is looked for so far into a tunnel. */
const PORTAL_SEARCH_M = 80;

/** Outlines of a carriageway: its right and its left rim, x, y, z triples in driving direction. */
interface Rims {
  readonly right: readonly number[];
  readonly left: readonly number[];
}

export function buildStructures(network: NetworkFacts, relief: Relief): Solid {
  const solid = createSolid();
  for (const edge of network.edges) {
    if (edge.internal) continue;
    const rims = rimsOf(network, edge);
    if (rims === undefined) continue;
    if (edge.bridge) addBridge(solid, rims, relief);
    else if (edge.tunnel) {
      addPortal(solid, rims, relief);
      addPortal(solid, { right: reversed(rims.left), left: reversed(rims.right) }, relief);
    } else {
      addWall(solid, rims.right, 0, WALL_M);
      addWall(solid, reversed(rims.left), 0, WALL_M);
    }
  }
  return solid;
}

function rimsOf(network: NetworkFacts, edge: EdgeFact): Rims | undefined {
  const first = network.lanes[edge.first_lane];
  const last = network.lanes[edge.first_lane + edge.lane_count - 1];
  if (first === undefined || last === undefined || first.kind === 'rail' || first.kind === 'walk') return undefined;
  const side = network.left_hand ? -1 : 1;
  const a = offsetLine(first.shape, (-side * first.width_m) / 2);
  const b = offsetLine(last.shape, (side * last.width_m) / 2);
  if (a.length < 6 || b.length < 6) return undefined;
  return side > 0 ? { right: a, left: b } : { right: b, left: a };
}

function reversed(line: readonly number[]): number[] {
  const out: number[] = [];
  for (let i = line.length - 3; i >= 0; i -= 3) out.push(line[i], line[i + 1], line[i + 2]);
  return out;
}

const at = (line: readonly number[], i: number, up_m = 0): Point => [
  line[i * 3],
  line[i * 3 + 1],
  line[i * 3 + 2] + up_m,
];

/** An upright band on the right side of a line, seen from its right. */
function addWall(solid: Solid, line: readonly number[], top_m: number, depth_m: number): void {
  for (let i = 0; i + 1 < line.length / 3; i++) {
    addFace(
      solid,
      [at(line, i, -depth_m), at(line, i + 1, -depth_m), at(line, i + 1, top_m), at(line, i, top_m)],
      CONCRETE,
      PART.fixed,
    );
  }
}

function addBridge(solid: Solid, { right, left }: Rims, relief: Relief): void {
  for (const [line, back] of [
    [right, 1],
    [reversed(left), 1],
  ] as const) {
    const outer = offsetLine(line, -PARAPET_WIDTH_M * back);
    addWall(solid, outer, PARAPET_M, DECK_M);
    addWall(solid, reversed(line), PARAPET_M, 0);
    const count = Math.min(line.length, outer.length) / 3;
    for (let i = 0; i + 1 < count; i++) {
      const top: Point[] = [
        at(outer, i, PARAPET_M),
        at(outer, i + 1, PARAPET_M),
        at(line, i + 1, PARAPET_M),
        at(line, i, PARAPET_M),
      ];
      addFace(solid, top, CONCRETE, PART.fixed);
    }
  }
  const count = Math.min(right.length, left.length) / 3;
  for (let i = 0; i + 1 < count; i++) {
    const below: Point[] = [
      at(left, i, -DECK_M),
      at(left, i + 1, -DECK_M),
      at(right, i + 1, -DECK_M),
      at(right, i, -DECK_M),
    ];
    addFace(solid, below, CONCRETE, PART.fixed);
  }
  addPiers(solid, right, left, relief);
}

function addPiers(solid: Solid, right: readonly number[], left: readonly number[], relief: Relief): void {
  const length = lineLength(right);
  for (let along = PIER_GAP_M / 2; along < length; along += PIER_GAP_M) {
    const share = along / length;
    const a = cutLine(right, along, along + 0.5);
    const b = cutLine(left, lineLength(left) * share, lineLength(left) * share + 0.5);
    if (a.length < 6 || b.length < 3) continue;
    const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const foot = relief.natural(x, y) - 1;
    const top = a[2] - DECK_M;
    if (top - foot < PIER_LEAST_M) continue;
    addColumn(solid, x, y, foot, top, Math.atan2(a[4] - a[1], a[3] - a[0]), Math.hypot(a[0] - b[0], a[1] - b[1]) * 0.3);
  }
}

/** A pier: thin along the road, broad across it. */
function addColumn(solid: Solid, x: number, y: number, foot: number, top: number, yaw: number, half_m: number): void {
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
  const corner = (along: number, across: number, z: number): Point => [
    x + c * along - s * across,
    y + s * along + c * across,
    z,
  ];
  const ring = [
    [-PIER_HALF_M, -half_m],
    [PIER_HALF_M, -half_m],
    [PIER_HALF_M, half_m],
    [-PIER_HALF_M, half_m],
  ];
  for (let i = 0; i < 4; i++) {
    const [a, b] = [ring[i], ring[(i + 1) % 4]];
    addFace(
      solid,
      [corner(a[0], a[1], foot), corner(b[0], b[1], foot), corner(b[0], b[1], top), corner(a[0], a[1], top)],
      CONCRETE,
      PART.fixed,
    );
  }
}

/** Where the ground first covers the road, a hood stands out of the slope: dark inside, so that the slope behind it is not seen. */
function addPortal(solid: Solid, { right, left }: Rims, relief: Relief): void {
  const along = coveredFrom(right, left, relief);
  if (along === undefined) return;
  const begin = Math.max(0, along - 2.5);
  const a = cutLine(right, begin, begin + 26);
  const b = cutLine(left, begin, begin + 26);
  if (a.length < 6 || b.length < 6) return;
  const outer_right = offsetLine(a, -1);
  const outer_left = offsetLine(b, 1);
  const lift = (line: readonly number[], i: number, up_m: number): Point => at(line, i, up_m);
  const last = (line: readonly number[]): number => line.length / 3 - 1;
  const top = PORTAL_M + 1.1;
  const [r0, l0, ro, lo] = [0, 0, 0, 0];
  // Face: two posts, the lintel, and the dark between them.
  const face = (corners: Point[], color: number): void => addFace(solid, corners, color, PART.fixed);
  face([lift(outer_right, ro, -1), lift(a, r0, -1), lift(a, r0, top), lift(outer_right, ro, top)].reverse(), CONCRETE);
  face([lift(b, l0, -1), lift(outer_left, lo, -1), lift(outer_left, lo, top), lift(b, l0, top)].reverse(), CONCRETE);
  face([lift(a, r0, PORTAL_M), lift(b, l0, PORTAL_M), lift(b, l0, top), lift(a, r0, top)].reverse(), CONCRETE);
  const inside_a = cutLine(a, 0.8, 1.6);
  const inside_b = cutLine(b, 0.8, 1.6);
  face(
    [at(inside_a, 0, -1), at(inside_b, 0, -1), at(inside_b, 0, PORTAL_M), at(inside_a, 0, PORTAL_M)].reverse(),
    DARK,
  );
  // Shell: two sides and the roof, which end in the slope.
  const [re, le] = [last(outer_right), last(outer_left)];
  face(
    [lift(outer_right, 0, -1), lift(outer_right, re, -1), lift(outer_right, re, top), lift(outer_right, 0, top)],
    CONCRETE,
  );
  face(
    [lift(outer_left, le, -1), lift(outer_left, 0, -1), lift(outer_left, 0, top), lift(outer_left, le, top)],
    CONCRETE,
  );
  face(
    [lift(outer_right, 0, top), lift(outer_right, re, top), lift(outer_left, le, top), lift(outer_left, 0, top)],
    CONCRETE,
  );
}

/** Way into a tunnel after which the ground lies over one of its rims; undefined where it does not. */
function coveredFrom(right: readonly number[], left: readonly number[], relief: Relief): number | undefined {
  const end = Math.min(PORTAL_SEARCH_M, lineLength(right) * 0.5);
  for (let along = 0; along < end; along += 1) {
    for (const line of [right, left]) {
      const [x, y, z] = cutLine(line, along, along + 0.5);
      if (x !== undefined && relief.height(x, y) > z + 0.05) return along;
    }
  }
  return undefined;
}
