/**
 * What operators ask for: pause, resume, step, pace, and copies to watch. One client at a time holds the controller's lease;
 * watching needs none. Every request gets a reply; none can change what the run computes.
 */
import { buildFilter, buildTopic, parseTopic } from '../../protos/topics.ts';
import { v2x } from '../../protos/wire/generated.js';
import type { Transport } from '../transport/transport.ts';
import { wallNow_ms, type Pacer } from './pacing.ts';
import type { Watching } from './watching.ts';

const SCHEMA_VERSION = 1;
/** Lease of one who commands without having asked for one, and the longest that one can ask for. */
const IMPLIED_LEASE_MS = 10_000;
const LONGEST_LEASE_MS = 60_000;
/** Paces beyond these make no sense of either word. */
const LEAST_PACE = 0.01;
const GREATEST_PACE = 1000;
const MOST_STEPS = 100_000;

type Request = v2x.server.ControlRequest;

export interface ControlOptions {
  readonly run_id: string;
  readonly pacer: Pacer;
  /** Undefined where V2X is off. */
  readonly watching: Watching | undefined;
  readonly tick: () => number;
  /** Called when phase or pace have changed. */
  readonly onChange: () => void;
}

interface Answer {
  readonly code: string;
  readonly hint: string;
}

const DONE: Answer = { code: '', hint: '' };

/** Serves requests until the transport is closed. */
export async function serveControl(transport: Transport, options: ControlOptions): Promise<void> {
  const { run_id, pacer, watching, tick, onChange } = options;
  let controller = '';
  let lease_until_ms = 0;

  const holder = (): string => (wallNow_ms() < lease_until_ms ? controller : '');

  function takeLease(client: string, duration_ms: number): Answer {
    const held = holder();
    if (held !== '' && held !== client) return { code: 'NOT_AUTHORISED', hint: `${held} controls this run` };
    controller = client;
    lease_until_ms = wallNow_ms() + Math.min(duration_ms, LONGEST_LEASE_MS);
    return DONE;
  }

  function command(request: Request): Answer {
    if (request.pause) pacer.pause();
    else if (request.resume) pacer.resume();
    else if (request.step) pacer.step(Math.min(Math.max(1, request.step.ticks ?? 1), MOST_STEPS));
    else if (request.pace) {
      const pace = request.pace.pace ?? 0;
      if (pace !== 0 && !(pace >= LEAST_PACE && pace <= GREATEST_PACE)) {
        return {
          code: 'UNKNOWN_FIELD_RANGE',
          hint: `pace: 0 (as fast as possible) or ${LEAST_PACE} to ${GREATEST_PACE}`,
        };
      }
      pacer.setPace(pace === 0 ? 'max' : pace);
    } else return { code: 'BAD_PROTO', hint: 'this version knows pause, resume, step, pace, watch and lease' };
    return DONE;
  }

  function act(client: string, request: Request): Answer {
    if (request.watch) {
      if (watching === undefined) return { code: 'BAD_PROTO', hint: 'there are no messages: v2x.enabled is false' };
      const { ids, classes, leaseMs } = request.watch;
      const hint = watching.watch(client, ids ?? [], classes ?? [], leaseMs ?? 0);
      return hint === '' ? DONE : { code: 'UNKNOWN_FIELD_RANGE', hint };
    }
    if (request.lease) return takeLease(client, request.lease.durationMs ?? 0);
    if (holder() !== client) {
      const leased = takeLease(client, IMPLIED_LEASE_MS);
      if (leased !== DONE) return leased;
    }
    return command(request);
  }

  await transport.subscribe(buildFilter(run_id, 'control_request'), (topic, payload) => {
    const parsed = parseTopic(topic);
    if (parsed?.name !== 'control_request') return;
    const { client } = parsed.parameters;
    const request = decode(payload);
    const answer = request === undefined ? { code: 'BAD_PROTO', hint: 'not a ControlRequest' } : act(client, request);
    const reply = v2x.server.ControlReply.encode({
      schemaVersion: SCHEMA_VERSION,
      requestId: request?.requestId ?? 0,
      ok: answer.code === '',
      code: answer.code,
      hint: answer.hint,
      tick: tick(),
      controller: holder(),
    }).finish();
    void transport.publish(buildTopic(run_id, 'control_reply', { client }), reply, { qos: 1 });
    // After the reply: it tells the tick at which the state that follows began.
    if (answer === DONE && request !== undefined && !request.watch && !request.lease) onChange();
  });
}

function decode(payload: Uint8Array): Request | undefined {
  try {
    return v2x.server.ControlRequest.decode(payload);
  } catch {
    return undefined;
  }
}
