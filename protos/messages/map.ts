/** MAP (Day-1): the lanes towards an intersection, where they lead and which phase rules them. Row of varying length. */
import { group, list, offsetPlace, optional, record, referencePlace, scalar, text } from './layout.ts';
import type { LocalFrame } from './local-frame.ts';
import type { NodeReference } from './node-reference.ts';
import type { Place } from './place.ts';
import { readRecord, writeRecord } from './record.ts';
import type { RowWriter } from './row.ts';
import { NODE } from './spat.ts';
import * as units from './units.ts';

export interface SpeedLimit {
  /** Number of SPEED_LIMIT_KIND. */
  kind: number | null;
  speed_mps: number | null;
}

/** Where a link leads. */
export interface Movement {
  remote: NodeReference;
  /** Phase that rules it; left out where none does. */
  phase_id?: number | null;
}

/** Where a lane leads. */
export interface LaneConnection {
  remote: NodeReference;
  /** Lane number behind the intersection, and what one does to get there (bits of MANEUVER_BIT). */
  lane?: ConnectingLane;
  phase_id?: number | null;
}

export interface ConnectingLane {
  lane_id: number | null;
  maneuver?: number;
}

export interface MapLane {
  /** 1..255, counted from the leftmost lane as in the standard. */
  lane_id: number | null;
  width_m?: number;
  attributes?: LaneAttributes;
  /** Bits of MANEUVER_BIT. */
  maneuvers?: number;
  connects_to: LaneConnection[];
  speed_limits: SpeedLimit[];
  /** Centre line in driving direction. */
  points: MapPoint[];
}

export interface LaneAttributes {
  /** Number of LANE_KIND, and the bits of that kind's own string. */
  kind: number;
  kind_bits: number;
  share_with?: number;
}

export interface MapPoint {
  place: Place;
}

export interface MapLink {
  name?: string;
  upstream: NodeReference;
  speed_limits: SpeedLimit[];
  /** Width of one lane where a lane does not tell. */
  lane_width_m: number;
  points: MapPoint[];
  movements: Movement[];
  lanes: MapLane[];
}

export interface MapNode {
  name?: string;
  node: NodeReference;
  position: Place;
  links: MapLink[];
}

export interface MapMessage {
  msg_cnt: number;
  moy?: number | null;
  nodes: MapNode[];
}

const SPEED_LIMIT = record<SpeedLimit>({
  kind: scalar('type', units.SPEED_LIMIT_TYPE),
  speed_mps: scalar('speed', units.SPEED),
});

const MOVEMENT = record<Movement>({
  remote: group('remote_intersection', NODE),
  phase_id: optional(scalar('phase_id', units.PHASE_ID)),
});

const CONNECTING_LANE = record<ConnectingLane>({
  lane_id: scalar('lane', units.LANE_ID),
  maneuver: optional(scalar('maneuver', units.BITS_12)),
});

const CONNECTION = record<LaneConnection>({
  remote: group('remote_intersection', NODE),
  lane: optional(group('connecting_lane', CONNECTING_LANE)),
  phase_id: optional(scalar('phase_id', units.PHASE_ID)),
});

const LANE_ATTRIBUTES = record<LaneAttributes>({
  kind: scalar('lane_type', units.LANE_TYPE),
  kind_bits: scalar('lane_type_bits', units.BITS_16),
  share_with: optional(scalar('share_with', units.BITS_16)),
});

const POINT = record<MapPoint>({ place: offsetPlace('pos_offset') });

const LANE = record<MapLane>({
  lane_id: scalar('lane_id', units.LANE_ID),
  width_m: optional(scalar('lane_width', units.LANE_WIDTH)),
  attributes: optional(group('lane_attributes', LANE_ATTRIBUTES)),
  maneuvers: optional(scalar('maneuvers', units.BITS_12)),
  connects_to: list('connects_to', CONNECTION, 32),
  speed_limits: list('speed_limits', SPEED_LIMIT, 10),
  points: list('points', POINT, 255),
});

const LINK = record<MapLink>({
  name: optional(text('name', 63)),
  upstream: group('upstream_node_id', NODE),
  speed_limits: list('speed_limits', SPEED_LIMIT, 10),
  lane_width_m: scalar('link_width', units.LANE_WIDTH),
  points: list('points', POINT, 255),
  movements: list('movements', MOVEMENT, 32),
  lanes: list('lanes', LANE, 32, 1),
});

const MAP_NODE = record<MapNode>({
  name: optional(text('name', 63)),
  node: group('id', NODE),
  position: referencePlace('ref_pos'),
  links: list('in_links', LINK, 32),
});

export const MAP_LAYOUT = record<MapMessage>({
  msg_cnt: scalar('msg_cnt', units.MSG_COUNT),
  moy: optional(scalar('time_stamp', units.MINUTE_OF_YEAR)),
  nodes: list('nodes', MAP_NODE, 63, 1),
});

/** Numbers of points of one line: more are refused. */
export const MAP_MAX_POINTS = 255;

/** Appends a MAP's row and returns its offset; throws RangeError for lists out of bounds. */
export function appendMap(message: MapMessage, rows: RowWriter, frame: LocalFrame): number {
  return writeRecord(MAP_LAYOUT, message, rows, frame);
}

export function readMap(ints: Int32Array, at: number, frame: LocalFrame): MapMessage {
  return readRecord(MAP_LAYOUT, ints, at, frame);
}
