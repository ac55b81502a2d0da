/** A roundabout in place of a node: a ring of one lane, with a node for every road that meets it; who is on the ring goes first. */
import { atan2, cos, sin } from '../../simulation/maths.ts';
import { ALL_CLASSES } from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { lineLength_m } from './line.ts';
import type { Carriageway, LanePair, MapNode } from './plan.ts';
import type { MapRoundabout } from './schema.ts';
import { armsOf } from './trim.ts';
import type { Arm } from './trim.ts';

const FULL_TURN = 2 * Math.PI;
/** A ring's node takes so much of the ring on either side, m, and at most this share of the way to the next one. */
const HALF_M = 12;
const HALF_SHARE = 0.32;
/** The roads end so far outside of the ring's middle line, m. */
const APPROACH_M = 12;
/** Above every priority that a road may have. */
const RING_PRIORITY = 100;
const PIECE_RAD = 0.05;

/** Replaces the node by its ring; returns the new nodes and carriageways. */
export function layRing(node: MapNode, settings: MapRoundabout): { nodes: MapNode[]; ways: Carriageway[] } {
  const arms = armsOf(node);
  if (arms.length < 3) {
    throw new UserError(`a roundabout joins three roads or more, here are ${arms.length}`, {
      place: `roundabouts.${node.id}`,
    });
  }
  const nodes = arms.map((arm): MapNode => {
    if ((arm.in?.lanes.length ?? 1) > 1 || (arm.out?.lanes.length ?? 1) > 1) {
      throw new UserError(`the road from ${arm.toward} has more than one lane, the roundabout has one`, {
        place: `roundabouts.${node.id}`,
        hint: 'let the road end in one lane in each direction, by a node before the roundabout',
      });
    }
    const place = ringPlace(node, settings.radius_m, arm.angle_rad);
    return { id: `${node.id}_${arm.toward}`, ...place, z: node.z, ins: [], outs: [], control: 'ring', pairs: [] };
  });
  const angles = arms.map((arm) => crossingAngle(node, settings, arm));
  const ways = arms.map((_, index) => {
    const next = (index + 1) % arms.length;
    const span = (angles[next] - angles[index] + FULL_TURN) % FULL_TURN;
    return ringPiece(node, settings, nodes[index], nodes[next], angles[index], span);
  });
  arms.forEach((arm, index) =>
    connect(arm, nodes[index], ways[(index + arms.length - 1) % arms.length], ways[index], settings),
  );
  return { nodes, ways };
}

/** Where the road's line crosses the ring, as seen from the middle, rad. */
function crossingAngle(node: MapNode, settings: MapRoundabout, arm: Arm): number {
  const place = ringPlace(node, settings.radius_m, arm.angle_rad);
  const angle = atan2(place.y - node.y, place.x - node.x);
  return angle < 0 ? angle + FULL_TURN : angle;
}

function ringPlace(node: MapNode, radius_m: number, angle: number): { readonly x: number; readonly y: number } {
  return { x: node.x + radius_m * cos(angle), y: node.y + radius_m * sin(angle) };
}

function ringPiece(
  node: MapNode,
  settings: MapRoundabout,
  from: MapNode,
  to: MapNode,
  start_rad: number,
  span: number,
): Carriageway {
  const { radius_m, width_m, speed_mps } = settings;
  const pieces = Math.max(4, Math.ceil(span / PIECE_RAD));
  const line = new Float64Array((pieces + 1) * 3);
  for (let i = 0; i <= pieces; i++) {
    const { x, y } = ringPlace(node, radius_m - width_m / 2, start_rad + (span * i) / pieces);
    line.set([x, y, node.z], i * 3);
  }
  const length_m = lineLength_m(line);
  const half_m = Math.min(HALF_M, length_m * HALF_SHARE);
  return {
    id: `${from.id}-${to.id}`,
    from: from.id,
    to: to.id,
    line,
    lanes: [{ width_m, allowed: ALL_CLASSES }],
    speed_mps,
    priority: RING_PRIORITY,
    name: undefined,
    layer: 0,
    tunnel: false,
    bridge: false,
    start_m: half_m,
    end_m: length_m - half_m,
    section: undefined,
    place: `roundabouts.${node.id}`,
  };
}

function connect(arm: Arm, node: MapNode, before: Carriageway, after: Carriageway, settings: MapRoundabout): void {
  const pairs = node.pairs as LanePair[];
  const trim_m = settings.radius_m + APPROACH_M;
  node.ins.push(before);
  node.outs.push(after);
  pairs.push([before, after, 'straight', 0, 0]);
  if (arm.in !== undefined) {
    arm.in.to = node.id;
    arm.in.end_m = lineLength_m(arm.in.line) - trim_m;
    node.ins.push(arm.in);
    pairs.push([arm.in, after, 'right', 0, 0]);
  }
  if (arm.out !== undefined) {
    arm.out.from = node.id;
    arm.out.start_m = trim_m;
    node.outs.push(arm.out);
    pairs.push([before, arm.out, 'right', 0, 0]);
  }
}
