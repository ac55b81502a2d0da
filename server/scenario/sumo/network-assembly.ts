/**
 * Joins a NetRecord up into the NetworkSpec: which internal edge belongs to which junction, which internal lane to which
 * row of the right-of-way matrix, which program controls which connection.
 */
import type {
  ConnectionSpec,
  EdgeSpec,
  JunctionKind,
  JunctionSpec,
  LaneSpec,
  NetworkSpec,
  SignalSpec,
  TurnDirection,
} from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { note, type ImportReport } from './import-report.ts';
import { pathAcross } from './junction-path.ts';
import type { ConnectionRecord, EdgeRecord, JunctionRecord, NetRecord } from './network-record.ts';
import { originOf } from './projection.ts';
import { signalOf } from './signal-program.ts';

const KINDS: ReadonlySet<string> = new Set<JunctionKind>([
  'priority',
  'traffic_light',
  'right_before_left',
  'left_before_right',
  'allway_stop',
  'priority_stop',
  'zipper',
  'unregulated',
  'dead_end',
  'rail_signal',
  'rail_crossing',
  'district',
  'traffic_light_unregulated',
  'traffic_light_right_on_red',
]);

const DIRECTIONS: Readonly<Record<string, TurnDirection>> = {
  s: 'straight',
  l: 'left',
  r: 'right',
  L: 'slight_left',
  R: 'slight_right',
  t: 'turn',
  T: 'turn',
};

/** A connection with its lanes looked up. */
interface Link {
  readonly record: ConnectionRecord;
  readonly from: LaneSpec;
  readonly to: LaneSpec;
  /** Pedestrian: leads from or to a sidewalk's crossing or walking area. */
  readonly walk: boolean;
  via: string;
}

interface Assembly {
  readonly net: NetRecord;
  readonly report: ImportReport;
  readonly edges: Map<string, EdgeRecord>;
  readonly lanes: Map<string, LaneSpec>;
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

/**
 * The network as the engine wants it.
 * @param place file of the net, for messages
 * @param begin_ms instant from which the offsets of programs count
 * @throws UserError where connections, lanes or programs do not fit together
 */
export function assembleNetwork(
  net: NetRecord,
  name: string,
  place: string,
  begin_ms: number,
  report: ImportReport,
): NetworkSpec {
  const assembly = createAssembly(net, report);
  drawMissingPaths(assembly);
  const junctions = net.junctions.filter((junction) => junction.type !== 'internal');
  const owners = junctionOfLanes(junctions, assembly);
  const signals = assembleSignals(assembly, begin_ms);
  const controlled = new Set(signals.map((signal) => signal.id));
  reportLeftOut(assembly);
  return {
    name,
    origin: originOf(net, place, report),
    junctions: junctions.map((junction) => assembleJunction(junction, assembly)),
    edges: [...net.edges.map((edge) => assembleEdge(edge, owners, assembly)), ...assembly.drawn],
    connections: assembly.links
      .filter((link) => !link.walk)
      .map((link) => assembleConnection(link, controlled, report)),
    signals,
    stops: net.stops,
    left_hand: net.left_hand,
  };
}

function createAssembly(net: NetRecord, report: ImportReport): Assembly {
  const edges = new Map<string, EdgeRecord>();
  const lanes = new Map<string, LaneSpec>();
  for (const edge of net.edges) {
    if (edges.has(edge.id)) throw twice('edge', edge.id, edge.place);
    edges.set(edge.id, edge);
    for (const lane of edge.lanes) {
      if (lanes.has(lane.id)) throw twice('lane', lane.id, edge.place);
      lanes.set(lane.id, lane);
    }
  }
  const assembly: Assembly = {
    net,
    report,
    edges,
    lanes,
    junctions: new Set(net.junctions.filter((junction) => junction.type !== 'internal').map((junction) => junction.id)),
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
  const { edges, lanes } = assembly;
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
  if (record.via !== '' && !lanes.has(record.via)) {
    throw new UserError(`a connection leads over lane "${record.via}", which does not exist`, {
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
function drawMissingPaths(assembly: Assembly): void {
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
function firstPart(lane: string, assembly: Assembly): string {
  let first = lane;
  for (let step = 0; step < 8; step++) {
    const earlier = assembly.before.get(first);
    if (earlier === undefined || earlier === first) break;
    first = earlier;
  }
  return first;
}

/** Junction by internal lane, from the junctions' lists and for both parts of split paths. */
function junctionOfLanes(junctions: readonly JunctionRecord[], assembly: Assembly): Map<string, string> {
  const owners = new Map<string, string>();
  for (const junction of junctions) {
    for (const lane of junction.internal) {
      owners.set(lane, junction.id);
      let part = lane;
      for (let step = 0; step < 8; step++) {
        const earlier = assembly.before.get(part);
        if (earlier === undefined) break;
        owners.set(earlier, junction.id);
        part = earlier;
      }
    }
  }
  return owners;
}

/**
 * Internal lanes in the order of the right-of-way rows: SUMO counts links by incoming lane, then by connection; links of
 * pedestrian crossings stand at the end. The junction's own list names the last part of a split path instead.
 */
function internalLanesOf(junction: JunctionRecord, assembly: Assembly): string[] {
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

/** Links of a lane that have a row in the matrix: all but those onto walking areas and off crossings. */
function linksWithRow(lane: string, assembly: Assembly): Link[] {
  return (assembly.byLane.get(lane) ?? []).filter((link) => {
    const from = assembly.edges.get(link.record.from) as EdgeRecord;
    const to = assembly.edges.get(link.record.to) as EdgeRecord;
    return from.function !== 'crossing' && to.function !== 'walkingarea';
  });
}

function assembleJunction(junction: JunctionRecord, assembly: Assembly): JunctionSpec {
  const internal_lanes = internalLanesOf(junction, assembly);
  if (!KINDS.has(junction.type)) {
    note(assembly.report, 'approximated', `junction.type "${junction.type}"`, 'taken for priority', junction.place);
  }
  return {
    id: junction.id,
    kind: KINDS.has(junction.type) ? (junction.type as JunctionKind) : 'priority',
    x: junction.x,
    y: junction.y,
    z: junction.z,
    shape: junction.shape,
    requests: internal_lanes.length === junction.requests.length ? junction.requests : [],
    internal_lanes,
  };
}

function assembleEdge(edge: EdgeRecord, owners: ReadonlyMap<string, string>, assembly: Assembly): EdgeSpec {
  const name = edge.name === '' ? {} : { name: edge.name };
  if (edge.function === 'normal' || edge.function === 'connector') {
    return {
      ...name,
      id: edge.id,
      from: edge.from,
      to: edge.to,
      kind: 'road',
      priority: edge.priority,
      lanes: edge.lanes,
    };
  }
  const owner = owners.get(edge.lanes[0].id) ?? /^:(.+)_[cw]?\d+$/.exec(edge.id)?.[1] ?? '';
  if (edge.function === 'internal' && !assembly.junctions.has(owner)) {
    throw new UserError(`internal edge "${edge.id}" belongs to no junction`, {
      place: edge.place,
      hint: 'make the net anew with netconvert',
    });
  }
  const kind = edge.function === 'internal' ? 'internal' : 'walk';
  return { ...name, id: edge.id, from: owner, to: owner, kind, priority: edge.priority, lanes: edge.lanes };
}

function assembleConnection(link: Link, signals: ReadonlySet<string>, report: ImportReport): ConnectionSpec {
  const record = link.record;
  const controlled = record.tl !== '' && record.link_index >= 0;
  const known = controlled && signals.has(record.tl);
  if (controlled && !known) {
    note(report, 'approximated', 'connection.tl without a program', `"${record.tl}": not controlled`, record.place);
  }
  return {
    from_lane: link.from.id,
    to_lane: link.to.id,
    ...(link.via === '' ? {} : { via: link.via }),
    direction: DIRECTIONS[record.direction] ?? 'none',
    ...(known ? { signal: record.tl, signal_index: record.link_index } : {}),
    pass: record.pass,
    keep_clear: record.keep_clear,
    allowed: record.allowed,
  };
}

/** The program of each signal that was loaded last, checked against the connections it controls. */
function assembleSignals(assembly: Assembly, begin_ms: number): SignalSpec[] {
  const last = new Map<string, { index: number; link: Link }>();
  for (const link of assembly.links) {
    const { tl, link_index } = link.record;
    const known = last.get(tl);
    if (tl !== '' && (known === undefined || link_index > known.index)) last.set(tl, { index: link_index, link });
  }
  const signals: SignalSpec[] = [];
  for (const [id, programs] of assembly.net.programs) {
    const program = programs[programs.length - 1];
    const highest = last.get(id);
    if (highest === undefined) {
      note(assembly.report, 'dropped', 'signal program without links', `"${id}" controls nothing`, program.place);
      continue;
    }
    const signal = signalOf(program, assembly.report);
    const phases = signal.kind === 'off' ? [offPhase(id, highest.index, assembly)] : signal.phases;
    if (phases[0].state.length <= highest.index) {
      throw new UserError(
        `program "${program.program}" of signal "${id}" has ${phases[0].state.length} letters, but its links go up to ${highest.index}`,
        { place: program.place, hint: 'each phase needs one letter per link' },
      );
    }
    signals.push({ ...signal, phases, offset_ms: signal.offset_ms - begin_ms });
  }
  return signals;
}

/** A signal that is switched off: flashing for links that must give way, dark for the others. */
function offPhase(id: string, highest: number, assembly: Assembly): SignalSpec['phases'][number] {
  const letters = Array.from({ length: highest + 1 }, () => 'o');
  for (const { record } of assembly.links) {
    if (record.tl === id && record.link_index >= 0 && record.state === 'O') letters[record.link_index] = 'O';
  }
  return { state: letters.join(''), duration_ms: 3_600_000, min_ms: 3_600_000, max_ms: 3_600_000, next: [] };
}

function reportLeftOut(assembly: Assembly): void {
  for (const link of assembly.links) {
    if (link.walk)
      note(assembly.report, 'ignored', 'pedestrian connection', 'walkers are not driven', link.record.place);
  }
  for (const roundabout of assembly.net.roundabouts) {
    const detail = `of ${roundabout.nodes.length} junctions: its right of way is in the junctions themselves`;
    note(assembly.report, 'ignored', '<roundabout>', detail, '');
  }
}
