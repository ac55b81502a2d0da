/** Reads what an agent answered, and sorts out what it may not do. Nothing here throws on what somebody sent. */
import { BODY, LINK } from '../../../protos/messages/body.ts';
import { createEntryBatch } from '../../../protos/messages/entry.ts';
import { appendRow } from '../../../protos/messages/entry.ts';
import { decodeFrame } from '../../../protos/wire/codec.ts';
import { v2x } from '../../../protos/wire/generated.js';
import { LANE_COMMAND } from '../../simulation/world.ts';
import { CLOUD_NUMBER } from '../nodes.ts';
import { EVERYBODY, post } from '../outbox.ts';
import type { V2x } from '../v2x.ts';
import type { AgentSession, Answer } from './agent-session.ts';

const { ErrorCode, ErrorLevel } = v2x.agent;

/** Entries and receivers of a frame of an agent, at most. */
const MOST_ENTRIES = 64;
const MOST_RECEIVERS = 32;
const LANE_COMMANDS: readonly number[] = Object.values(LANE_COMMAND);

export interface Fault {
  readonly code: number;
  readonly level?: number;
  readonly field: string;
  readonly hint: string;
  readonly seq?: number;
}
export type Report = (fault: Fault) => void;

/** What a frame is, before it is asked whose turn it is. */
export function readOutput(payload: Uint8Array, report: Report): Answer | undefined {
  const entries = createEntryBatch(256);
  const frame = decodeFrame(payload, entries);
  if (!frame.ok) {
    const { code, field, hint } = frame.problem;
    report({ code: ErrorCode[code], field, hint });
    return undefined;
  }
  try {
    const output = v2x.frame.TickOutput.decode(payload);
    for (const { code, field, hint } of frame.problems) report({ code: ErrorCode[code], field, hint });
    return { output, entries };
  } catch {
    report({ code: ErrorCode.BAD_PROTO, field: '', hint: 'not a TickOutput' });
    return undefined;
  }
}

/** Takes the commands of an answer over: the last one for each vehicle that the agent owns. */
export function takeCommands(session: AgentSession, output: v2x.frame.ITickOutput, report: Report): void {
  for (const vehicle of session.vehicles) vehicle.command = undefined;
  (output.commands ?? []).forEach((command, index) => {
    const at = `commands[${index}]`;
    const vehicle = session.vehicles.find(({ id }) => id === command.id);
    if (vehicle === undefined) {
      report({ code: ErrorCode.NOT_AUTHORISED, field: `${at}.id`, hint: 'not a vehicle of this agent' });
      return;
    }
    const wrong = faultOf(command);
    if (wrong !== undefined) report({ ...wrong, field: `${at}.${wrong.field}` });
    else vehicle.command = command;
  });
}

function faultOf(command: v2x.frame.IVehicleCommand): Fault | undefined {
  const code = ErrorCode.UNKNOWN_FIELD_RANGE;
  const { maxSpeedMps, maxAccelMps2, accelMps2, laneChange, route, stop } = command;
  if (maxSpeedMps != null && !(maxSpeedMps >= 0)) return { code, field: 'max_speed_mps', hint: 'from 0 on' };
  if (maxAccelMps2 != null && Number.isNaN(maxAccelMps2)) return { code, field: 'max_accel_mps2', hint: 'a number' };
  if (accelMps2 != null && !Number.isFinite(accelMps2)) return { code, field: 'accel_mps2', hint: 'a finite number' };
  if (!LANE_COMMANDS.includes(Number(laneChange ?? 0))) return { code, field: 'lane_change', hint: '0 to 3' };
  if ((route?.length ?? 0) > 100) return { code, field: 'route', hint: 'at most 100 edges' };
  if (stop != null && !Number.isFinite(stop.posM ?? 0)) return { code, field: 'stop.pos_m', hint: 'a finite number' };
  return undefined;
}

/** Posts the messages of an answer; the channel then decides. Returns how many. */
export function postSent(v2x_state: V2x, session: AgentSession, { entries }: Answer, report: Report): number {
  const { outbox, nodes, fleet } = v2x_state;
  let posted = 0;
  for (let i = 0; i < entries.count; i++) {
    const fault = faultOfEntry(i);
    if (fault !== undefined) {
      report({ ...fault, field: `sent[${i}].${fault.field}`, seq: entries.seq[i] });
      continue;
    }
    const vehicle = session.vehicles.find(({ id }) => id === entries.source[i])!;
    const at = outbox.rows.length;
    appendRow(outbox.rows, entries.rows.ints, entries.row_first[i], entries.row_length[i]);
    const { link, body, seq } = entries;
    const broadcast = link[i] === LINK.pc5;
    const receivers = entries.to[i].length === 0 ? ['cloud'] : entries.to[i];
    const numbers = broadcast ? [EVERYBODY] : receivers.map((id) => nodes.number_by_id.get(id) ?? CLOUD_NUMBER);
    for (const to of numbers) {
      post(outbox, vehicle.key, link[i], body[i], seq[i], to, at, entries.row_length[i]);
      posted++;
    }
  }
  return posted;

  function faultOfEntry(i: number): Fault | undefined {
    const vehicle = session.vehicles.find(({ id }) => id === entries.source[i]);
    const body = entries.body[i];
    const range = ErrorCode.UNKNOWN_FIELD_RANGE;
    if (vehicle === undefined || fleet.slot_of_key[vehicle.key] < 0) {
      return { code: ErrorCode.NOT_AUTHORISED, field: 'source', hint: 'not a vehicle of this agent on the road' };
    }
    if (i >= MOST_ENTRIES) return { code: ErrorCode.RATE_LIMIT, field: '', hint: `${MOST_ENTRIES} messages a tick` };
    if (body === BODY.bsm || body === BODY.report || body === BODY.advice) {
      return { code: ErrorCode.NOT_AUTHORISED, field: 'body', hint: 'BSM and report are sent by its on-board unit' };
    }
    const link = entries.link[i];
    if (link !== LINK.pc5 && link !== LINK.uu) return { code: range, field: 'link', hint: 'pc5 or uu' };
    const to = entries.to[i];
    if (to.length > MOST_RECEIVERS || (link === LINK.pc5 && to.length > 0)) {
      return { code: range, field: 'to', hint: `pc5: none; uu: at most ${MOST_RECEIVERS}` };
    }
    if (to.some((id) => !nodes.number_by_id.has(id))) return { code: range, field: 'to', hint: 'nobody has that id' };
    const name = `${vehicle.key}/${link}/${body}`;
    if (entries.seq[i] <= (session.seqs.get(name) ?? -1)) {
      return { code: ErrorCode.DUPLICATE_SEQ, field: 'seq', hint: 'counts on per source, link and message' };
    }
    session.seqs.set(name, entries.seq[i]);
    return undefined;
  }
}

export { ErrorCode, ErrorLevel };
