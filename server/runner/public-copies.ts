/**
 * Public copies of what reaches the coordinator, for anybody who listens: a topic per message, or one packet per tile and tick.
 * How they are packed changes nothing else; a topic that nobody subscribed to is not built.
 */
import { BODY, MESSAGE_NAMES, messageName } from '../../protos/messages/body.ts';
import { BSM } from '../../protos/messages/bsm.ts';
import { latitudeOf, longitudeOf } from '../../protos/messages/local-frame.ts';
import { buildTopic } from '../../protos/topics.ts';
import { quadkey, tileOf } from '../../protos/tile.ts';
import { encodeEntry, encodeFrame } from '../../protos/wire/codec.ts';
import type { Transport } from '../transport/transport.ts';
import { topicKind, nodeIndex } from './nodes.ts';
import type { Packing } from './server-facts.ts';
import type { V2x } from './v2x.ts';

export interface PublicCopies {
  /** Publishes the copies of this tick's uplink. */
  publish(tick: number, sim_time_ms: number): void | Promise<void>;
}

interface KnownTopic {
  tile: number;
  topic: string;
}

export function createPublicCopies(
  v2x: V2x,
  run_id: string,
  transport: Transport,
  packing: () => Packing,
): PublicCopies {
  // By node index and kind of message: rebuilt when its sender enters another tile.
  const known: (KnownTopic | undefined)[] = [];
  const tile_topics = new Map<number, string>();

  function topicOf(i: number, tile: number): string {
    const source = v2x.uplink.source[i];
    const number = v2x.nodes.number_by_id.get(source)!;
    const message = messageName(v2x.uplink.body[i])!;
    const at = nodeIndex(v2x.nodes, number) * MESSAGE_NAMES.length + MESSAGE_NAMES.indexOf(message);
    const found = known[at];
    if (found !== undefined && found.tile === tile) return found.topic;
    const kind = topicKind(number);
    const topic = buildTopic(run_id, 'up', { kind, id: source, message, tile: quadkey(tile) });
    known[at] = { tile, topic };
    return topic;
  }

  function publishEach(): void | Promise<void> {
    let room: void | Promise<void> = undefined;
    for (let i = 0; i < v2x.uplink.count; i++) {
      const topic = topicOf(i, tileOfEntry(v2x, i));
      if (transport.hasSubscribers(topic)) room = transport.publish(topic, encodeEntry(v2x.uplink, i)) ?? room;
    }
    return room;
  }

  function publishTiles(tick: number, sim_time_ms: number): void | Promise<void> {
    const picks = pickTiles(v2x);
    let room: void | Promise<void> = undefined;
    for (const tile of [...picks.keys()].sort((a, b) => a - b)) {
      let topic = tile_topics.get(tile);
      if (topic === undefined) {
        topic = buildTopic(run_id, 'uplink_tile', { tile: quadkey(tile) });
        tile_topics.set(tile, topic);
      }
      if (!transport.hasSubscribers(topic)) continue;
      room = transport.publish(topic, encodeFrame({ tick, sim_time_ms }, v2x.uplink, picks.get(tile))) ?? room;
    }
    return room;
  }

  return {
    publish: (tick, sim_time_ms) => {
      const packed = packing();
      if (packed === 'none') return undefined;
      return packed === 'batched' ? publishTiles(tick, sim_time_ms) : publishEach();
    },
  };
}

function pickTiles(v2x: V2x): Map<number, number[]> {
  const picks = new Map<number, number[]>();
  for (let i = 0; i < v2x.uplink.count; i++) {
    const tile = tileOfEntry(v2x, i);
    const list = picks.get(tile);
    if (list === undefined) picks.set(tile, [i]);
    else list.push(i);
  }
  return picks;
}

/** Tile of the sender: where its BSM says it is, else where its radio is. */
function tileOfEntry(v2x: V2x, i: number): number {
  const { uplink, nodes, fleet, frame } = v2x;
  if (uplink.body[i] === BODY.bsm) {
    const { ints } = uplink.rows;
    const row = uplink.row_first[i];
    return tileOf(ints[row + BSM.lat], ints[row + BSM.long]);
  }
  const at = nodeIndex(nodes, nodes.number_by_id.get(uplink.source[i])!);
  return tileOf(latitudeOf(frame, fleet.y[at]), longitudeOf(frame, fleet.x[at]));
}
