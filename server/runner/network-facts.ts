/**
 * The compiled network as the message of topic server/network (protos/network.proto): for agents, coordinators and the page.
 * Wire numbers are the table indices of `Network`. Called once a run; knows nothing of topics and brokers.
 */
import { v2x } from '../../protos/wire/generated.js';
import { classBit, VEHICLE_CLASSES } from '../simulation/network-spec.ts';
import type { VehicleClass } from '../simulation/network-spec.ts';
import type { LinkTable, Network, SignalRecord, StationRecord } from '../simulation/network.ts';

const SCHEMA_VERSION = 1;

/** Bytes of `v2x.network.NetworkFacts` for a compiled network. */
export function networkFacts(network: Network): Uint8Array {
  const { lanes, links, edges, bounds } = network;
  return v2x.network.NetworkFacts.encode({
    schemaVersion: SCHEMA_VERSION,
    name: network.name,
    origin: {
      latitudeDeg: network.origin.lat_deg,
      longitudeDeg: network.origin.lon_deg,
      projected: network.origin.projected,
    },
    leftHand: network.left_hand,
    bounds: { xMinM: bounds.x_min, yMinM: bounds.y_min, xMaxM: bounds.x_max, yMaxM: bounds.y_max },
    vehicleClasses: [...VEHICLE_CLASSES],
    edges: numbers(edges.count).map((edge) => edgeFact(network, edge)),
    lanes: numbers(lanes.count).map((lane) => laneFact(network, lane)),
    junctions: network.junctions.map((junction) => ({
      id: junction.id,
      kind: junction.kind,
      xM: junction.x,
      yM: junction.y,
      zM: junction.z,
      shapeM: Array.from(junction.shape),
      links: Array.from(junction.links),
      signal: present(junction.signal),
    })),
    links: numbers(links.count).map((link) => linkFact(links, link)),
    signals: network.signals.map((signal) => signalFact(network, signal)),
    stopPlaces: network.stops.map((stop) => ({
      id: stop.id,
      name: stop.name,
      kind: stop.kind,
      lane: stop.lane,
      startM: stop.start_m,
      endM: stop.end_m,
    })),
    stations: network.stations.map(stationFact),
    crosswalks: network.crossings.records.map((crosswalk) => ({
      id: crosswalk.id,
      junction: present(crosswalk.junction),
      shapeM: Array.from(crosswalk.shape),
      widthM: crosswalk.width_m,
      signal: present(crosswalk.signal),
      group: present(crosswalk.signal_index),
    })),
  }).finish();
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Tables say "none" as -1, the wire by absence. */
function present(index: number): number | null {
  return index >= 0 ? index : null;
}

function edgeFact(network: Network, edge: number) {
  const { edges } = network;
  return {
    id: edges.ids[edge],
    name: edges.names[edge],
    fromJunction: present(edges.from_junction[edge]),
    toJunction: present(edges.to_junction[edge]),
    firstLane: edges.first_lane[edge],
    laneCount: edges.lane_count[edge],
    internal: edges.internal[edge] === 1,
    priority: edges.priority[edge],
    nameZh: edges.names_zh[edge],
    tunnel: edges.tunnel[edge] === 1,
    bridge: edges.bridge[edge] === 1,
    layer: edges.layer[edge],
  };
}

function stationFact({ spec, queue_lane, bays }: StationRecord) {
  return {
    id: spec.id,
    name: spec.name ?? '',
    nameZh: spec.name_zh ?? '',
    kind: spec.kind,
    serves: spec.serves,
    xM: spec.x,
    yM: spec.y,
    zM: spec.z,
    shapeM: Array.from(spec.shape),
    queueLane: queue_lane,
    bays: bays.map(({ lane, stop_m }) => ({ lane, stopM: stop_m })),
    slots: spec.slots ?? 0,
  };
}

function laneFact(network: Network, lane: number) {
  const { lanes } = network;
  return {
    id: lanes.ids[lane],
    edge: lanes.edge[lane],
    index: lanes.index[lane],
    kind:
      network.edges.station[lanes.edge[lane]] === 1
        ? v2x.network.LaneKind.LANE_KIND_STATION
        : laneKind(lanes.allowed[lane]),
    lengthM: lanes.length_m[lane],
    shapeLengthM: lanes.shape_length_m[lane],
    widthM: lanes.width_m[lane],
    speedMps: lanes.speed_mps[lane],
    allowed: lanes.allowed[lane],
    shapeM: lanePoints(network, lane),
    left: present(lanes.left[lane]),
    right: present(lanes.right[lane]),
    changeLeft: lanes.change_left[lane],
    changeRight: lanes.change_right[lane],
    junction: present(lanes.junction[lane]),
    link: present(lanes.link[lane]),
    next: present(lanes.next[lane]),
  };
}

function lanePoints(network: Network, lane: number): number[] {
  const { lanes, points } = network;
  const shape: number[] = [];
  const first = lanes.first_point[lane];
  for (let point = first; point < first + lanes.point_count[lane]; point++) {
    shape.push(points.x[point], points.y[point], points.z[point]);
  }
  return shape;
}

function mask(...classes: VehicleClass[]): number {
  return classes.reduce((bits, name) => bits | classBit(name), 0);
}

const CARS = mask('passenger', 'delivery', 'truck', 'trailer', 'motorcycle', 'private', 'evehicle', 'hov');
const BUSES = mask('bus', 'coach', 'taxi', 'emergency', 'authority');
const CYCLES = mask('bicycle', 'moped');
const WALKERS = mask('pedestrian', 'wheelchair');
const RAILS = mask('tram', 'rail_urban', 'rail', 'rail_electric', 'rail_fast', 'subway');

/** What a lane is for, judged by the most demanding class that may use it. */
function laneKind(allowed: number): v2x.network.LaneKind {
  const kinds = v2x.network.LaneKind;
  if (allowed & CARS) return kinds.LANE_KIND_ROAD;
  if (allowed & BUSES) return kinds.LANE_KIND_BUS;
  if (allowed & CYCLES) return kinds.LANE_KIND_BICYCLE;
  if (allowed & RAILS) return kinds.LANE_KIND_RAIL;
  if (allowed & WALKERS) return kinds.LANE_KIND_WALK;
  return kinds.LANE_KIND_CLOSED;
}

function linkFact(links: LinkTable, link: number) {
  const first = links.yield_first[link];
  return {
    fromLane: links.from_lane[link],
    toLane: links.to_lane[link],
    via: present(links.via[link]),
    via2: present(links.via2[link]),
    junction: links.junction[link],
    direction: links.direction[link],
    signal: present(links.signal[link]),
    group: present(links.signal_index[link]),
    allowed: links.allowed[link],
    yields: Array.from(links.yields.subarray(first, first + links.yield_count[link])),
  };
}

function signalFact(network: Network, signal: SignalRecord) {
  const { links } = network;
  const groups = numbers(signal.group_count).map((group) => ({
    links: Array.from(signal.links).filter((link) => links.signal_index[link] === group),
  }));
  return {
    id: signal.id,
    program: signal.spec.program,
    kind: signal.spec.kind,
    xM: signal.x,
    yM: signal.y,
    zM: signal.z,
    offsetMs: signal.spec.offset_ms,
    junctions: Array.from(signal.junctions),
    groups,
    phases: signal.spec.phases.map((phase) => ({
      state: phase.state,
      durationMs: phase.duration_ms,
      minMs: phase.min_ms,
      maxMs: phase.max_ms,
      next: [...phase.next],
    })),
    stopLines: stopLines(network, signal),
  };
}

/** One line a controlled lane, at the lane's end and square to it, in the order of the lanes' numbers. */
function stopLines(network: Network, signal: SignalRecord) {
  const { lanes, links, points } = network;
  const groupsOfLane = new Map<number, Set<number>>();
  for (const link of signal.links) {
    const lane = links.from_lane[link];
    const groups = groupsOfLane.get(lane) ?? new Set<number>();
    groupsOfLane.set(lane, groups.add(links.signal_index[link]));
  }
  return [...groupsOfLane]
    .sort(([a], [b]) => a - b)
    .map(([lane, groups]) => {
      const end = lanes.first_point[lane] + lanes.point_count[lane] - 1;
      return {
        lane,
        groups: [...groups].sort((a, b) => a - b),
        xM: points.x[end],
        yM: points.y[end],
        zM: points.z[end],
        headingRad: Math.atan2(points.y[end] - points.y[end - 1], points.x[end] - points.x[end - 1]),
        widthM: lanes.width_m[lane],
      };
    });
}
