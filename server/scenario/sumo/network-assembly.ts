/**
 * Joins a NetRecord up into the NetworkSpec: which internal edge belongs to which junction, which internal lane to which
 * row of the right-of-way matrix, which program controls which connection.
 */
import type {
  ConnectionSpec,
  EdgeSpec,
  JunctionKind,
  JunctionSpec,
  NetworkSpec,
  TurnDirection,
} from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { note, type ImportReport } from './import-report.ts';
import { createAssembly, drawMissingPaths, internalLanesOf, type Assembly, type Link } from './network-links.ts';
import { isJunctionProper, type EdgeRecord, type JunctionRecord, type NetRecord } from './network-record.ts';
import { originOf } from './projection.ts';
import { assembleSignals } from './signal-assembly.ts';

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
  const junctions = net.junctions.filter(isJunctionProper);
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
    const missing = [edge.from, edge.to].find((junction) => !assembly.junctions.has(junction));
    if (missing !== undefined) {
      throw new UserError(`edge "${edge.id}" names junction "${missing}", which does not exist`, {
        place: edge.place,
        hint: 'make the net anew with netconvert',
      });
    }
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

function reportLeftOut(assembly: Assembly): void {
  for (const link of assembly.links) {
    if (link.walk)
      note(assembly.report, 'ignored', 'pedestrian connection', 'walkers are not driven', link.record.place);
  }
  for (const roundabout of assembly.net.roundabouts) {
    const detail = `of ${roundabout.nodes.length} junctions: its right of way is in the junctions themselves`;
    note(assembly.report, 'ignored', '<roundabout>', detail, roundabout.place);
  }
}
