/**
 * All roadside units of a run: one at each signal, numbered like the signals. They know their controller, the map and what their sensors see.
 */
import { temporaryIdFor, temporaryIdWord } from '../../protos/messages/temporary-id.ts';
import type { MapMessage } from '../../protos/messages/map.ts';
import type { Rsi } from '../../protos/messages/rsi.ts';
import type { Place } from '../../protos/messages/place.ts';
import type { Network } from '../simulation/network.ts';
import { buildMapMessage } from './map.ts';
import { createPerception, PERCEPTION_DEFAULTS } from './perception.ts';
import type { Perception, PerceptionSettings } from './perception.ts';
import { signalGroups } from './signal-groups.ts';
import type { SignalGroups } from './signal-groups.ts';
import { buildSigns } from './signs.ts';
import { createGroupTiming } from './signal-timing.ts';
import type { GroupTiming } from './signal-timing.ts';

export interface RoadsideOptions {
  readonly seed: number;
  /** Size of the columns that sensors scan. */
  readonly slots: number;
  /** Size of the walkers' columns; absent: nobody walks. */
  readonly walker_slots?: number;
  readonly perception?: PerceptionSettings;
  /** Simulated time 0 as ms since the beginning of the year. */
  readonly start_ms?: number;
}

/** A junction of a signal with the groups that rule there. */
export interface SignalledJunction {
  readonly junction: number;
  readonly group_ids: ReadonlySet<number>;
}

export interface Roadside {
  readonly network: Network;
  readonly count: number;
  readonly start_ms: number;
  /** Entity ids by RSU: rsu- and the signal's id, made fit for topics. */
  readonly ids: readonly string[];
  /** Temporary ids as their two words. */
  readonly temporary_words: Int32Array;
  readonly position: readonly Place[];
  readonly groups: readonly SignalGroups[];
  readonly intersections: readonly (readonly SignalledJunction[])[];
  /** MAP messages, undefined where there is nothing to tell. Set msg_cnt before sending. */
  readonly maps: readonly (MapMessage | undefined)[];
  /** RSI messages with the signs, undefined where there are none. Set msg_cnt before sending. */
  readonly signs: readonly (Rsi | undefined)[];
  /** Phase id by link of the network, 0 where no signal rules: what the road authority files with the cloud. */
  readonly phase_of_link: Int32Array;
  readonly perception: Perception;
  /** Scratch of spat.ts. */
  readonly timing: GroupTiming;
}

export function createRoadside(network: Network, options: RoadsideOptions): Roadside {
  const { signals, links } = network;
  const ids = roadsideIds(signals.map((signal) => signal.id));
  const groups = signals.map(signalGroups);
  const positions = signals.map((signal) => ({ x_m: signal.x, y_m: signal.y, z_m: signal.z }));
  const phase_of_link = new Int32Array(links.count);
  for (let link = 0; link < links.count; link++) {
    const signal = links.signal[link];
    if (signal >= 0) phase_of_link[link] = groups[signal].of_index[links.signal_index[link]] ?? 0;
  }
  return {
    network,
    count: signals.length,
    start_ms: options.start_ms ?? 0,
    ids,
    temporary_words: Int32Array.from(
      ids.flatMap((id) => [0 as const, 1 as const].map((word) => temporaryIdWord(temporaryIdFor(id), word))),
    ),
    position: positions,
    groups,
    intersections: signals.map((_, index) => signalledJunctions(network, index, phase_of_link)),
    maps: signals.map((_, index) => buildMapMessage(network, index, groups[index])),
    signs: signals.map((_, index) => buildSigns(network, index, temporaryIdFor(ids[index]), positions[index])),
    phase_of_link,
    perception: createPerception(
      network,
      options.seed,
      options.slots,
      options.perception ?? PERCEPTION_DEFAULTS,
      options.walker_slots,
    ),
    timing: createGroupTiming(),
  };
}

/** Ids for topics, [A-Za-z0-9_.:-]{1,64}; where two would become equal, the later gets a number. */
export function roadsideIds(signal_ids: readonly string[]): string[] {
  const used = new Set<string>();
  return signal_ids.map((signal_id) => {
    const stem = `rsu-${signal_id.replace(/[^A-Za-z0-9_.:-]/g, '_')}`.slice(0, 58);
    let id = stem;
    for (let number = 2; used.has(id); number++) id = `${stem}-${number}`;
    used.add(id);
    return id;
  });
}

function signalledJunctions(network: Network, signal: number, phase_of_link: Int32Array): SignalledJunction[] {
  const { links, signals, junctions } = network;
  const result: SignalledJunction[] = [];
  for (const junction of signals[signal].junctions) {
    const group_ids = new Set<number>();
    for (const link of junctions[junction].links)
      if (links.signal[link] === signal && phase_of_link[link] > 0) group_ids.add(phase_of_link[link]);
    if (group_ids.size > 0) result.push({ junction, group_ids });
  }
  return result;
}
