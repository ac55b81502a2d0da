/**
 * Demand as it was read from route and additional files, before routes, types and stops are looked up.
 */
import type { DepartLane, DepartPos, DepartSpeed, VehicleTypeSpec } from '../../simulation/demand-spec.ts';
import type { XmlElement } from './xml-source.ts';

/** A member of a distribution: what is drawn and its weight. */
export interface Choice<T> {
  readonly item: T;
  readonly weight: number;
}

export interface RouteRecord {
  readonly edges: readonly string[];
  readonly stops: readonly XmlElement[];
  /** How often the edges are driven once more. */
  readonly repeat: number;
  readonly cycle_ms: number;
}

/** Where a departure goes: a route written out, the id of a route or distribution, a choice, or origin and goal. */
export type RouteSource =
  | { readonly kind: 'inline'; readonly route: RouteRecord }
  | { readonly kind: 'named'; readonly id: string }
  | { readonly kind: 'choice'; readonly choices: readonly Choice<RouteRecord | string>[] }
  | {
      readonly kind: 'trip';
      readonly from: string;
      readonly to: string;
      readonly via: readonly string[];
      /** Junctions or zones to start from and go to where the edges are left open. */
      readonly from_area: string;
      readonly to_area: string;
      readonly via_junctions: readonly string[];
    };

/** How a flow repeats. Exactly one of period, probability and rate holds. */
export interface FlowRecord {
  readonly begin_ms: number;
  /** -1 where the flow gives none. */
  readonly end_ms: number;
  /** -1 where the flow gives none. */
  readonly number: number;
  readonly period_ms: number;
  /** Chance of a departure in each second, -1 where not given. */
  readonly probability: number;
  /** Mean departures a second of exponential gaps, -1 where not given. */
  readonly rate_hz: number;
}

export interface DepartureRecord {
  readonly id: string;
  readonly type: string;
  readonly depart_ms: number;
  readonly flow?: FlowRecord;
  readonly route: RouteSource;
  readonly stops: readonly XmlElement[];
  readonly depart_lane: DepartLane;
  readonly depart_speed: DepartSpeed;
  readonly depart_pos: DepartPos;
  readonly depart_edge: number;
  readonly arrival_edge: number;
  readonly arrival_pos: number | 'max' | 'random';
  /** Overrides the type's distribution; -1 where not given. */
  readonly speed_factor: number;
  readonly place: string;
  readonly origin: string;
}

export interface DemandRecord {
  readonly types: Map<string, VehicleTypeSpec>;
  /** Weight of each type in distributions that name it. */
  readonly type_weights: Map<string, number>;
  readonly type_choices: Map<string, Choice<string>[]>;
  readonly routes: Map<string, RouteRecord>;
  readonly route_choices: Map<string, Choice<RouteRecord | string>[]>;
  readonly departures: DepartureRecord[];
  /** Edges to start from and to end on, by zone. */
  readonly zones: Map<string, { readonly sources: string[]; readonly sinks: string[] }>;
  /** Start program by signal, from switching plans. */
  readonly start_programs: Map<string, string>;
}

/** An empty record. */
export function createDemandRecord(): DemandRecord {
  return {
    types: new Map(),
    type_weights: new Map(),
    type_choices: new Map(),
    routes: new Map(),
    route_choices: new Map(),
    departures: [],
    zones: new Map(),
    start_programs: new Map(),
  };
}
