/** What the roadside units send in this tick: MAP, SPAT and RSM to everybody near; SPAT and RSM also to the coordinator by wire. */
import { BODY, LINK } from '../../protos/messages/body.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { appendRow } from '../../protos/messages/entry.ts';
import { appendMap } from '../../protos/messages/map.ts';
import { appendRsi } from '../../protos/messages/rsi.ts';
import { createRowWriter, type RowWriter } from '../../protos/messages/row.ts';
import { appendSpat } from '../../protos/messages/spat.ts';
import { perceive, perceiveWalkers } from '../roadside/perception.ts';
import type { Roadside } from '../roadside/roadside.ts';
import { appendScan, rsmParts } from '../roadside/rsm.ts';
import { buildSpat } from '../roadside/spat.ts';
import type { World } from '../simulation/world.ts';
import { CLOUD_NUMBER, nodeRank, type Nodes } from './nodes.ts';
import { EVERYBODY, post, type Outbox } from './outbox.ts';
import { periodTicks } from './vehicle-sending.ts';

export interface RoadsideSending {
  readonly frame: LocalFrame;
  /** Units in canonical order, and their node numbers by index. */
  readonly order: readonly number[];
  readonly numbers: readonly number[];
  readonly map_ticks: number;
  readonly rsi_ticks: number;
  readonly spat_ticks: number;
  readonly rsm_ticks: number;
  /** Next seq by unit; the copy by wire has the same. */
  readonly map_seq: Int32Array;
  readonly rsi_seq: Int32Array;
  readonly spat_seq: Int32Array;
  readonly rsm_seq: Int32Array;
  /** Rows that go by wire as well: body, seq, offset, length. */
  readonly copies: number[];
  /** Rows of MAP and RSI by unit, made once: only their msg_cnt changes. Empty where the unit has nothing to tell. */
  readonly map_rows: readonly Int32Array[];
  readonly rsi_rows: readonly Int32Array[];
}

/** Column of msg_cnt in the rows of MAP and RSI: their first element. */
const MSG_CNT = 0;

/** Periods of what roadside units send, ms. */
export interface RoadsidePeriods {
  readonly map_period_ms: number;
  readonly spat_period_ms: number;
  readonly rsm_period_ms: number;
  readonly rsi_period_ms: number;
}

export function createRoadsideSending(
  nodes: Nodes,
  roadside: Roadside,
  dt_ms: number,
  periods: RoadsidePeriods,
  frame: LocalFrame,
): RoadsideSending {
  const count = nodes.roadside.length;
  const numbers = nodes.roadside.map((unit) => unit.number);
  return {
    frame,
    order: numbers.map((_, unit) => unit).sort((a, b) => nodeRank(nodes, numbers[a]) - nodeRank(nodes, numbers[b])),
    numbers,
    map_ticks: periodTicks(periods.map_period_ms, dt_ms),
    rsi_ticks: periodTicks(periods.rsi_period_ms, dt_ms),
    spat_ticks: periodTicks(periods.spat_period_ms, dt_ms),
    rsm_ticks: periodTicks(periods.rsm_period_ms, dt_ms),
    map_seq: new Int32Array(count),
    rsi_seq: new Int32Array(count),
    spat_seq: new Int32Array(count),
    rsm_seq: new Int32Array(count),
    copies: [],
    map_rows: roadside.maps.map((message) => staticRow(message, appendMap, frame)),
    rsi_rows: roadside.signs.map((message) => staticRow(message, appendRsi, frame)),
  };
}

/** Posts in canonical order: unit by unit, MAP, SPAT, RSM, RSI by pc5, then SPAT and RSM by wire. */
export function sendFromRoadside(sending: RoadsideSending, roadside: Roadside, world: World, outbox: Outbox): void {
  const { tick } = world;
  const now_ms = tick * world.dt_ms;
  const scan = tick % sending.rsm_ticks === 0;
  if (scan) {
    perceive(roadside.perception, world.vehicles, world.active, world.active_count, tick, now_ms);
    if (world.walkers !== undefined) perceiveWalkers(roadside.perception, world.walkers, tick, now_ms);
  }
  for (const unit of sending.order) {
    sending.copies.length = 0;
    // Staggered by the unit's index, so that not all of a city's maps go out in one tick.
    if ((tick + unit) % sending.map_ticks === 0) {
      sendStatic(sending, unit, BODY.map, sending.map_rows[unit], sending.map_seq, outbox);
    }
    if ((tick + unit) % sending.spat_ticks === 0) sendSpat(sending, roadside, unit, world, now_ms, outbox);
    if (scan) sendScan(sending, roadside, unit, world, now_ms, outbox);
    if ((tick + unit) % sending.rsi_ticks === 0) {
      sendStatic(sending, unit, BODY.rsi, sending.rsi_rows[unit], sending.rsi_seq, outbox);
    }
    copyByWire(sending, unit, outbox);
  }
}

function sendStatic(
  sending: RoadsideSending,
  unit: number,
  body: number,
  row: Int32Array,
  seqs: Int32Array,
  outbox: Outbox,
): void {
  if (row.length === 0) return;
  const seq = seqs[unit]++;
  const at = outbox.rows.length;
  appendRow(outbox.rows, row, 0, row.length);
  outbox.rows.ints[at + MSG_CNT] = seq & 127;
  post(outbox, sending.numbers[unit], LINK.pc5, body, seq, EVERYBODY, at);
}

function staticRow<T>(
  message: T | undefined,
  append: (message: T, rows: RowWriter, frame: LocalFrame) => number,
  frame: LocalFrame,
): Int32Array {
  const rows = createRowWriter();
  if (message !== undefined) append(message, rows, frame);
  return rows.ints.slice(0, rows.length);
}

function sendSpat(
  sending: RoadsideSending,
  roadside: Roadside,
  unit: number,
  world: World,
  now_ms: number,
  outbox: Outbox,
): void {
  const message = buildSpat(roadside, unit, world.signals, now_ms, sending.spat_seq[unit]);
  if (message === undefined) return;
  const seq = sending.spat_seq[unit]++;
  broadcastWithCopy(sending, unit, BODY.spat, seq, appendSpat(message, outbox.rows, sending.frame), outbox);
}

function sendScan(
  sending: RoadsideSending,
  roadside: Roadside,
  unit: number,
  world: World,
  now_ms: number,
  outbox: Outbox,
): void {
  const parts = rsmParts(roadside, unit);
  for (let part = 0; part < parts; part++) {
    const seq = sending.rsm_seq[unit]++;
    const at = appendScan(roadside, unit, part, world.vehicles, now_ms, seq, outbox.rows, sending.frame, world.walkers);
    broadcastWithCopy(sending, unit, BODY.rsm, seq, at, outbox);
  }
}

function broadcastWithCopy(
  sending: RoadsideSending,
  unit: number,
  body: number,
  seq: number,
  at: number,
  outbox: Outbox,
): void {
  post(outbox, sending.numbers[unit], LINK.pc5, body, seq, EVERYBODY, at);
  sending.copies.push(body, seq, at, outbox.rows.length - at);
}

function copyByWire(sending: RoadsideSending, unit: number, outbox: Outbox): void {
  const { copies } = sending;
  for (let i = 0; i < copies.length; i += 4) {
    const [body, seq, at, length] = [copies[i], copies[i + 1], copies[i + 2], copies[i + 3]];
    post(outbox, sending.numbers[unit], LINK.wired, body, seq, CLOUD_NUMBER, at, length);
  }
}
