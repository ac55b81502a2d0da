/**
 * A NetRecord with its connections looked up: which lanes they join, which of them come from which lane, which internal
 * lanes follow one another, and which rows of a junction's matrix they have.
 */
import type { EdgeSpec, LaneSpec } from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { note, type ImportReport } from './import-report.ts';
import { pathAcross } from './junction-path.ts';
import {
  isJunctionProper,
  type ConnectionRecord,
  type EdgeRecord,
  type JunctionRecord,
  type NetRecord,
} from './network-record.ts';

/** A connection with its lanes looked up. */
export interface Link {
  readonly record: ConnectionRecord;
  readonly from: LaneSpec;
  readonly to: LaneSpec;
  /** Pedestrian: leads from or to a sidewalk's crossing or walking area. */
  readonly walk: boolean;
  via: string;
}

export interface Assembly {
  readonly net: NetRecord;
  readonly report: ImportReport;
  readonly edges: Map<string, EdgeRecord>;
  readonly lanes: Map<string, LaneSpec>;
  /** Ids of lanes across junctions. */
  readonly internal: ReadonlySet<string>;
  /** Ids of junctions proper. */
  readonly junctions: ReadonlySet<string>;
  readonly links: Link[];
  /** Links by the lane they come from, in the order of the file. */
  readonly byLane: Map<string, Link[]>;
  /** First part of a split path by its second part. */
  readonly before: Map<string, string>;
  /** Internal edges drawn here, by junction. */
  readonly drawn: EdgeSpec[];
}

export function createAssembly(net: NetRecord, report: ImportReport): Assembly {
  const edges = new Map<string, EdgeRecord>();
  const lanes = new Map<string, LaneSpec>();
  const internal = new Set<string>();
  for (const edge of net.edges) {
    if (edges.has(edge.id)) throw twice('edge', edge.id, edge.place);
    edges.set(edge.id, edge);
    for (const lane of edge.lanes) {
      if (lanes.has(lane.id)) throw twice('lane', lane.id, edge.place);
      lanes.set(lane.id, lane);
      if (edge.function === 'internal') internal.add(lane.id);
    }
  }
  const assembly: Assembly = {
    net,
    report,
    edges,
    lanes,
    internal,
    junctions: new Set(net.junctions.filter(isJunctionProper).map((junction) => junction.id)),
    links: [],
    byLane: new Map(),
    before: new Map(),
    drawn: [],
  };
  for (const record of net.connections) addLink(record, assembly);
  return assembly;
}

function twice(what: string, id: string, place: string): UserError {
  return new UserError(`${what} "${id}" is defined twice`, { place, hint: 'ids of a net are unique' });
}

function addLink(record: ConnectionRecord, assembly: Assembly): void {
  const { edges } = assembly;
  const fromEdge = edges.get(record.from);
  const toEdge = edges.get(record.to);
  const from = fromEdge?.lanes[record.from_index];
  const to = toEdge?.lanes[record.to_index];
  if (fromEdge === undefined || toEdge === undefined || from === undefined || to === undefined) {
    const missing = from === undefined ? `${record.from}_${record.from_index}` : `${record.to}_${record.to_index}`;
    throw new UserError(`a connection names lane "${missing}", which does not exist`, {
      place: record.place,
      hint: 'make the net anew with netconvert',
    });
  }
  if (record.via !== '' && !assembly.internal.has(record.via)) {
    throw new UserError(`a connection leads over "${record.via}", which is no internal lane`, {
      place: record.place,
      hint: 'make the net anew with netconvert',
    });
  }
  const link: Link = { record, from, to, walk: isWalk(fromEdge) || isWalk(toEdge), via: record.via };
  assembly.links.push(link);
  const ofLane = assembly.byLane.get(from.id);
  if (ofLane === undefined) assembly.byLane.set(from.id, [link]);
  else ofLane.push(link);
  if (fromEdge.function === 'internal' && record.via !== '') assembly.before.set(record.via, from.id);
}

function isWalk(edge: EdgeRecord): boolean {
  return edge.function === 'crossing' || edge.function === 'walkingarea';
}

/** Draws internal lanes for road -> road connections that have none. */
export function drawMissingPaths(assembly: Assembly): void {
  const counts = new Map<string, number>();
  for (const link of assembly.links) {
    const from = assembly.edges.get(link.record.from) as EdgeRecord;
    if (link.walk || link.via !== '' || from.function === 'internal') continue;
    const junction = from.to;
    let count = counts.get(junction) ?? 0;
    while (assembly.edges.has(`:${junction}_${count}`)) count++;
    counts.set(junction, count + 1);
    const id = `:${junction}_${count}`;
    const lane = pathAcross(`${id}_0`, link.from, link.to, link.from.allowed & link.to.allowed & link.record.allowed);
    assembly.lanes.set(lane.id, lane);
    assembly.drawn.push({ id, from: junction, to: junction, kind: 'internal', priority: -1, lanes: [lane] });
    link.via = lane.id;
    note(assembly.report, 'approximated', 'net without internal lanes', 'paths are drawn across', link.record.place);
  }
}

/** Lane of the first part of the path that `lane` belongs to. */
export function firstPart(lane: string, assembly: Assembly): string {
  let first = lane;
  for (let step = 0; step < 8; step++) {
    const earlier = assembly.before.get(first);
    if (earlier === undefined || earlier === first) break;
    first = earlier;
  }
  return first;
}

/**
 * Internal lanes in the order of the right-of-way rows: SUMO counts links by incoming lane, then by connection; links of
 * pedestrian crossings stand at the end. The junction's own list names the last part of a split path instead.
 */
export function internalLanesOf(junction: JunctionRecord, assembly: Assembly): string[] {
  const rows = junction.requests.length;
  const ordered = junction.incoming
    .flatMap((lane) => linksWithRow(lane, assembly))
    .map((link) => link.via || link.to.id);
  if (ordered.length === rows) return ordered;
  const listed = junction.internal.map((lane) => firstPart(lane, assembly));
  if (listed.length === rows) return listed;
  if (rows > 0) {
    note(
      assembly.report,
      'approximated',
      'right of way of a junction',
      `"${junction.id}" has ${rows} rows for ${ordered.length} links: geometry and priority decide`,
      junction.place,
    );
  }
  return [];
}

/** Links of a lane that have a row in the matrix: those of vehicles, and from walking areas onto crossings. */
export function linksWithRow(lane: string, assembly: Assembly): Link[] {
  return (assembly.byLane.get(lane) ?? []).filter((link) => {
    const from = assembly.edges.get(link.record.from)?.function;
    const to = assembly.edges.get(link.record.to)?.function;
    return from === 'walkingarea' ? to === 'crossing' : from !== 'crossing' && to !== 'walkingarea';
  });
}
