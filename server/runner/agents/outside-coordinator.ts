/** Waits for the outside coordinator of a run, which says hello as every agent does, and welcomes it. */
import { buildTopic } from '../../../protos/topics.ts';
import { SCHEMA_VERSION } from '../../../protos/wire/codec.ts';
import { v2x } from '../../../protos/wire/generated.js';
import { UserError } from '../../scenario/user-error.ts';
import type { Transport } from '../../transport/transport.ts';
import { nextTurn, startDeadline } from '../pacing.ts';

const { ErrorCode, Role, SyncMode } = v2x.agent;

export interface OutsideCoordinator {
  /** Resolves when it has been welcomed, or the run has been stopped; rejects with a UserError when it does not come or is refused. */
  meet(tick: number): Promise<void>;
  /** Ends the wait. */
  stop(): void;
  close(): Promise<void>;
}

/** @param timeout_s wall time to wait for it */
export async function openOutsideCoordinator(
  transport: Transport,
  run_id: string,
  id: string,
  dt_ms: number,
  timeout_s: number,
): Promise<OutsideCoordinator> {
  let hello: v2x.agent.IHello | undefined;
  let stopped = false;
  let wake: () => void = () => {};
  const topic = buildTopic(run_id, 'agent_hello', { agent: id });
  const place = '--coordinator';
  await transport.subscribe(topic, (_, payload) => {
    try {
      hello = v2x.agent.Hello.decode(payload);
    } catch {
      // The agents' side counts what is no hello; the wait goes on.
    }
    wake();
  });
  return {
    meet: async (tick) => {
      const deadline = startDeadline(timeout_s * 1000);
      const woken = new Promise<void>((resolve) => (wake = resolve));
      if (hello === undefined && !stopped) await Promise.race([woken, deadline.expired]);
      deadline.cancel();
      if (stopped) return;
      if (hello === undefined) {
        const hint = 'start the coordinator with the same run id and broker, or raise --timeout';
        throw new UserError(`no hello from ${id} within ${timeout_s} s`, { place, hint });
      }
      const { session } = hello;
      const wrong = faultOf(hello);
      if (wrong === undefined) {
        const welcome = v2x.agent.Welcome.encode({
          schemaVersion: SCHEMA_VERSION,
          session: session!,
          tick,
          dtMs: dt_ms,
        });
        await transport.publish(buildTopic(run_id, 'agent_welcome', { agent: id }), welcome.finish(), { qos: 1 });
      } else {
        const reject = v2x.agent.Reject.encode({ schemaVersion: SCHEMA_VERSION, session: session ?? 0, ...wrong });
        await transport.publish(buildTopic(run_id, 'agent_reject', { agent: id }), reject.finish(), { qos: 1 });
      }
      // What is delivered at least once goes before the frames of the tick.
      for (let turn = 0; turn < 3; turn++) await nextTurn();
      if (wrong !== undefined) throw new UserError(`${id} was refused: ${wrong.field}: ${wrong.hint}`, { place });
    },
    stop: () => {
      stopped = true;
      wake();
    },
    close: () => Promise.resolve(transport.unsubscribe(topic)),
  };
}

interface Fault {
  readonly code: v2x.agent.ErrorCode;
  readonly field: string;
  readonly hint: string;
}

function faultOf(hello: v2x.agent.IHello): Fault | undefined {
  const code = ErrorCode.UNKNOWN_FIELD_RANGE;
  if (hello.schemaVersion !== SCHEMA_VERSION) {
    return {
      code: ErrorCode.UNSUPPORTED_VERSION,
      field: 'schema_version',
      hint: `this server speaks ${SCHEMA_VERSION}`,
    };
  }
  if ((hello.session ?? 0) === 0) return { code, field: 'session', hint: 'a number other than 0, drawn at CONNECT' };
  if (hello.role !== Role.ROLE_CLOUD) return { code, field: 'role', hint: 'a coordinator is ROLE_CLOUD' };
  if (hello.sync !== SyncMode.SYNC_MODE_LOCK_STEP) {
    return { code, field: 'sync', hint: 'a coordinator answers in SYNC_MODE_LOCK_STEP' };
  }
  if (hello.coordinator == null) return { code, field: 'wish', hint: 'coordinator' };
  if ((hello.coordinator.tiles ?? []).length > 0) {
    return { code, field: 'coordinator.tiles', hint: 'empty: it gets the whole inbox' };
  }
  return undefined;
}
