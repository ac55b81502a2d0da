/**
 * Detectors of actuated signals. The rules are those of SUMO's actuated controller (its documentation, "Simulation/Traffic Lights"):
 * one detector per approach lane, as far upstream as the least green can clear; a phase listens only to lanes all of whose links are green in it,
 * where a permissive green counts if it is never more and a protected link of the same lane is green too, or if its road has one lane.
 */
import type { Engine } from './engine-state.ts';
import type { Network, SignalRecord } from './network.ts';

/** Length that a queued vehicle takes, m, and time that it needs to pass, s (the same source's defaults). */
const QUEUED_M = 7.5;
const PASSING_S = 1.9;
const PROTECTED = 71;
const PERMISSIVE = 103;

export interface DetectorTable {
  readonly lane: Int32Array;
  readonly pos_m: Float64Array;
  /** When something last stood on it or passed, ms. */
  readonly seen_ms: Float64Array;
  /** By signal and phase: the detectors that can prolong the phase. */
  readonly of_phase: readonly (readonly Int32Array[])[];
  /** By signal: all its detectors, first .. last + 1. */
  readonly first: Int32Array;
}

export function createDetectors(network: Network): DetectorTable {
  const lane: number[] = [];
  const pos_m: number[] = [];
  const of_phase: Int32Array[][] = [];
  const first = new Int32Array(network.signals.length + 1);
  network.signals.forEach((signal, index) => {
    const approaches = signal.spec.kind === 'actuated' ? approachLanes(network, signal) : [];
    const base = lane.length;
    for (const approach of approaches) {
      const place = placeDetector(network, signal, approach);
      lane.push(place.lane);
      pos_m.push(place.pos_m);
    }
    of_phase.push(
      signal.spec.phases.map((phase) => {
        const usable: number[] = [];
        approaches.forEach((approach, i) => {
          if (allGreen(network, signal, approach, phase.state)) usable.push(base + i);
        });
        return Int32Array.from(usable);
      }),
    );
    first[index + 1] = lane.length;
  });
  return {
    lane: Int32Array.from(lane),
    pos_m: Float64Array.from(pos_m),
    seen_ms: new Float64Array(lane.length).fill(-1e9),
    of_phase,
    first,
  };
}

function approachLanes(network: Network, signal: SignalRecord): number[] {
  return [...new Set(Array.from(signal.links, (link) => network.links.from_lane[link]!))].sort((a, b) => a - b);
}

function placeDetector(network: Network, signal: SignalRecord, approach: number): { lane: number; pos_m: number } {
  const { lanes, links } = network;
  const least_green = Math.min(
    ...signal.spec.phases
      .filter((phase) => phase.min_ms < phase.max_ms && hasGreen(network, signal, approach, phase.state))
      .map((phase) => phase.min_ms),
  );
  const back = Math.min(
    (signal.spec.detector_gap_ms / 1000) * lanes.speed_mps[approach]!,
    (least_green / 1000 / PASSING_S + 0.5) * QUEUED_M,
  );
  let lane = approach;
  let pos_m = lanes.length_m[lane]! - back;
  for (let guard = 0; pos_m < 0 && guard < 4; guard++) {
    const into: number[] = [];
    for (let link = 0; link < links.count; link++) if (links.to_lane[link] === lane) into.push(link);
    if (into.length !== 1) break;
    lane = links.from_lane[into[0]!]!;
    pos_m += lanes.length_m[lane]!;
  }
  return { lane, pos_m: Math.max(0, pos_m) };
}

function hasGreen(network: Network, signal: SignalRecord, lane: number, state: string): boolean {
  return Array.from(signal.links).some((link) => {
    const letter = state.charCodeAt(network.links.signal_index[link]!);
    return network.links.from_lane[link] === lane && (letter === PROTECTED || letter === PERMISSIVE);
  });
}

function allGreen(network: Network, signal: SignalRecord, lane: number, state: string): boolean {
  const { links, lanes, edges } = network;
  const own = Array.from(signal.links).filter((link) => links.from_lane[link] === lane);
  const letter = (link: number, of: string): number => of.charCodeAt(links.signal_index[link]!);
  const major_too = own.some((link) => letter(link, state) === PROTECTED);
  const one_lane = edges.lane_count[lanes.edge[lane]!] === 1;
  return own.every((link) => {
    if (letter(link, state) === PROTECTED) return true;
    if (letter(link, state) !== PERMISSIVE) return false;
    return one_lane || (major_too && signal.spec.phases.every((phase) => letter(link, phase.state) !== PROTECTED));
  });
}

/** Notes which detectors of a signal have a vehicle over them, or had one within the last step. */
export function watchDetectors(world: Engine, signal: number, now_ms: number): void {
  const { detectors, order, vehicles } = world;
  for (let detector = detectors.first[signal]!; detector < detectors.first[signal + 1]!; detector++) {
    const lane = detectors.lane[detector]!;
    const place = detectors.pos_m[detector]!;
    const first = order.first[lane]!;
    for (let at = first; at < first + order.count[lane]!; at++) {
      const slot = order.slots[at]!;
      const front = vehicles.pos_m[slot]!;
      if (front < place) break;
      const passed = vehicles.speed_mps[slot]! * (world.dt_ms / 1000);
      if (front - vehicles.length_m[slot]! - passed <= place) detectors.seen_ms[detector] = now_ms;
    }
  }
}

/** Whether the phase's detectors have seen something within the largest gap. */
export function stillWanted(world: Engine, signal: number, phase: number, max_gap_ms: number, now_ms: number): boolean {
  const { detectors } = world;
  const listened = detectors.of_phase[signal]![phase]!;
  for (let i = 0; i < listened.length; i++) if (now_ms - detectors.seen_ms[listened[i]!]! < max_gap_ms) return true;
  return false;
}
