/**
 * A .net.xml as it was read, before anything is joined up: plain records in the order of the file.
 */
import type { LaneSpec, PhaseSpec, RequestSpec, StopPlaceSpec } from '../../simulation/network-spec.ts';

export interface EdgeRecord {
  readonly id: string;
  readonly function: 'normal' | 'internal' | 'connector' | 'crossing' | 'walkingarea';
  readonly from: string;
  readonly to: string;
  readonly priority: number;
  readonly name: string;
  readonly place: string;
  /** By index from 0, once the edge has ended. */
  readonly lanes: LaneSpec[];
  /** Index that each lane gave itself, in the order of the file. */
  readonly indices: number[];
}

export interface JunctionRecord {
  readonly id: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Flattened x,y pairs. */
  readonly shape: Float64Array;
  readonly incoming: readonly string[];
  readonly internal: readonly string[];
  /** By link index. */
  readonly requests: RequestSpec[];
  readonly place: string;
}

export interface ConnectionRecord {
  readonly from: string;
  readonly to: string;
  readonly from_index: number;
  readonly to_index: number;
  readonly via: string;
  readonly tl: string;
  readonly link_index: number;
  readonly direction: string;
  readonly state: string;
  readonly pass: boolean;
  readonly keep_clear: boolean;
  readonly allowed: number;
  readonly place: string;
}

export interface ProgramRecord {
  readonly id: string;
  readonly program: string;
  readonly type: string;
  readonly offset_ms: number;
  readonly phases: PhaseSpec[];
  readonly parameters: Map<string, string>;
  readonly place: string;
}

export interface NetRecord {
  version: string;
  left_hand: boolean;
  net_offset: readonly [number, number];
  projection: string;
  readonly edges: EdgeRecord[];
  readonly junctions: JunctionRecord[];
  readonly connections: ConnectionRecord[];
  readonly roundabouts: { readonly nodes: readonly string[]; readonly place: string }[];
  /** Programs by signal in the order of loading. */
  readonly programs: Map<string, ProgramRecord[]>;
  readonly stops: StopPlaceSpec[];
}

/** Waiting places inside a junction are written as junctions of their own, which they are not here. */
export function isJunctionProper(junction: JunctionRecord): boolean {
  return junction.type !== 'internal' && !junction.id.startsWith(':');
}

/** An empty net. */
export function createNetRecord(): NetRecord {
  return {
    version: '',
    left_hand: false,
    net_offset: [0, 0],
    projection: '!',
    edges: [],
    junctions: [],
    connections: [],
    roundabouts: [],
    programs: new Map(),
    stops: [],
  };
}
