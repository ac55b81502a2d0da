/** Builds small networks from a few lines: roads by their ends, connections without lanes across junctions, signals by hand. */
import {
  ALL_CLASSES,
  type ConnectionSpec,
  type EdgeSpec,
  type JunctionSpec,
  type NetworkSpec,
  type PhaseSpec,
  type SignalSpec,
  type TurnDirection,
} from '../../server/simulation/network-spec.ts';

export interface RoadDraft {
  readonly from: string;
  readonly to: string;
  readonly lanes?: number;
  readonly speed_mps?: number;
  /** Permission mask of lanes from the rightmost on; ALL_CLASSES where absent. */
  readonly allowed?: readonly number[];
}

export interface LinkDraft {
  /** "edge_lane" on both sides. */
  readonly from: string;
  readonly to: string;
  readonly direction?: TurnDirection;
  readonly signal?: string;
  readonly signal_index?: number;
  readonly allowed?: number;
}

export interface NetDraft {
  /** Nodes and where they lie, m. */
  readonly nodes: Readonly<Record<string, readonly [number, number]>>;
  readonly roads: Readonly<Record<string, RoadDraft>>;
  readonly links: readonly LinkDraft[];
  readonly signals?: readonly SignalSpec[];
}

const WIDTH_M = 3.2;
/** Roads end this far from their nodes, so that there is a lane across each junction, m. */
const SETBACK_M = 5;

function road(id: string, draft: RoadDraft, nodes: NetDraft['nodes']): EdgeSpec {
  const [ax, ay] = nodes[draft.from];
  const [bx, by] = nodes[draft.to];
  const whole = Math.hypot(bx - ax, by - ay);
  const [ux, uy] = [(bx - ax) / whole, (by - ay) / whole];
  const lanes = draft.lanes ?? 1;
  return {
    id,
    from: draft.from,
    to: draft.to,
    kind: 'road',
    priority: 1,
    lanes: Array.from({ length: lanes }, (_, index) => {
      // The leftmost lane lies 1.6 m right of the line between the nodes: opposite roads do not touch.
      const right = (lanes - index - 0.5) * WIDTH_M;
      const at = (along: number): [number, number, number] => [
        ax + ux * along + uy * right,
        ay + uy * along - ux * right,
        0,
      ];
      return {
        id: `${id}_${index}`,
        length_m: whole - 2 * SETBACK_M,
        speed_mps: draft.speed_mps ?? 13.89,
        width_m: WIDTH_M,
        allowed: draft.allowed?.[index] ?? ALL_CLASSES,
        shape: Float64Array.from([...at(SETBACK_M), ...at(whole - SETBACK_M)]),
        change_left: ALL_CLASSES,
        change_right: ALL_CLASSES,
      };
    }),
  };
}

function junction(id: string, draft: NetDraft): JunctionSpec {
  const [x, y] = draft.nodes[id];
  const leaves = Object.values(draft.roads).some(({ from }) => from === id);
  const kind = leaves ? 'priority' : 'dead_end';
  return { id, kind, x, y, z: 0, shape: new Float64Array(), requests: [], internal_lanes: [] };
}

function connection({ from, to, direction, allowed, signal, signal_index }: LinkDraft): ConnectionSpec {
  return {
    from_lane: from,
    to_lane: to,
    direction: direction ?? 'straight',
    pass: false,
    keep_clear: true,
    allowed: allowed ?? ALL_CLASSES,
    ...(signal === undefined ? {} : { signal, signal_index: signal_index ?? 0 }),
  };
}

export function net(draft: NetDraft): NetworkSpec {
  return {
    name: 'small',
    origin: { lat_deg: 29.56, lon_deg: 106.55, projected: false },
    junctions: Object.keys(draft.nodes).map((id) => junction(id, draft)),
    edges: Object.entries(draft.roads).map(([id, shape]) => road(id, shape, draft.nodes)),
    connections: draft.links.map(connection),
    signals: draft.signals ?? [],
    stops: [],
    left_hand: false,
  };
}

/** A phase from its state and duration, s; for actuated programs with least and greatest duration. */
export function phase(
  state: string,
  duration_s: number,
  min_s: number = duration_s,
  max_s: number = duration_s,
  next: readonly number[] = [],
): PhaseSpec {
  return { state, duration_ms: duration_s * 1000, min_ms: min_s * 1000, max_ms: max_s * 1000, next };
}

export function program(change: Partial<SignalSpec> & Pick<SignalSpec, 'id' | 'phases'>): SignalSpec {
  return { program: '0', kind: 'static', offset_ms: 0, max_gap_ms: 3000, detector_gap_ms: 2000, ...change };
}

/**
 * Two one-way roads of 290 m before and behind a junction `m` that cross at right angles: `west` to `east`, `south` to `north`.
 * With a signal, index 0 of its states is for those from the west, index 1 for those from the south.
 */
export function crossroadsDraft(signal?: SignalSpec): NetDraft {
  const control = (signal_index: number): Partial<LinkDraft> =>
    signal === undefined ? {} : { signal: 'm', signal_index };
  return {
    nodes: { w: [-300, 0], e: [300, 0], s: [0, -300], n: [0, 300], m: [0, 0] },
    roads: {
      west: { from: 'w', to: 'm' },
      east: { from: 'm', to: 'e' },
      south: { from: 's', to: 'm' },
      north: { from: 'm', to: 'n' },
    },
    links: [
      { from: 'west_0', to: 'east_0', ...control(0) },
      { from: 'south_0', to: 'north_0', ...control(1) },
    ],
    signals: signal === undefined ? [] : [{ ...signal, id: 'm' }],
  };
}
