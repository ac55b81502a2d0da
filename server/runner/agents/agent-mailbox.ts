/**
 * What agents and server tell each other, on the broker. Keeps what came in until the run takes it; bounded whatever somebody sends:
 * one hello and one answer per agent, so many agents, so many errors a tick.
 */
import { buildFilter, buildTopic, parseTopic } from '../../../protos/topics.ts';
import { SCHEMA_VERSION } from '../../../protos/wire/codec.ts';
import { v2x } from '../../../protos/wire/generated.js';
import type { Engine } from '../../simulation/engine-state.ts';
import type { World } from '../../simulation/world.ts';
import type { Transport } from '../../transport/transport.ts';
import { nextTurn } from '../pacing.ts';
import type { V2x } from '../v2x.ts';
import type { Refused } from './admission.ts';
import { ErrorCode, ErrorLevel, readOutput, type Fault } from './agent-output.ts';
import type { AgentSession, OwnedVehicle } from './agent-session.ts';

/** Packets of an agent, bytes. */
const MOST_BYTES = 64 << 10;
const MOST_HELLOS = 256;
/** Errors told to one agent in a tick, and agents told in a tick. */
const ERRORS_A_TICK = 8;
const TOLD_A_TICK = 256;

type End = 'offline' | 'broken';

export class AgentMailbox {
  /** The last hello of each agent that waits for an answer. */
  readonly hellos = new Map<string, v2x.agent.IHello>();
  sessionOf: (id: string) => AgentSession | undefined = () => undefined;
  onFault: (id: string, fault: Fault) => void = () => {};
  readonly #transport: Transport;
  readonly #run_id: string;
  readonly #ends = new Map<string, { readonly session: number; readonly end: End }>();
  readonly #told = new Map<string, number>();
  readonly #filters: string[];
  #wakers: (() => void)[] = [];
  #waiting: { readonly topic: string; readonly payload: Uint8Array }[] = [];

  constructor(transport: Transport, run_id: string) {
    this.#transport = transport;
    this.#run_id = run_id;
    this.#filters = (['agent_hello', 'agent_connection', 'agent_output'] as const).map((name) =>
      buildFilter(run_id, name),
    );
  }

  async open(): Promise<void> {
    const [hello, connection, output] = this.#filters;
    await this.#transport.subscribe(hello, (topic, payload) =>
      this.#take(topic, payload, (id) => this.#hello(id, payload)),
    );
    await this.#transport.subscribe(connection, (topic, payload) =>
      this.#take(topic, payload, (id) => this.#connection(id, payload)),
    );
    await this.#transport.subscribe(output, (topic, payload) =>
      this.#take(topic, payload, (id) => this.#output(id, payload)),
    );
  }

  async close(): Promise<void> {
    await this.flush();
    for (const filter of this.#filters) await this.#transport.unsubscribe(filter);
  }

  /** Resolves at the next thing that comes in, or `wake`. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  wake(): void {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const resolve of wakers) resolve();
  }

  /**
   * Sends what is kept for delivery at least once. The embedded broker leaves such a message out for a client that has got a later one at
   * most once in the meantime, so it is given its turns before the frames of the tick follow.
   */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { topic, payload } of waiting) await this.#transport.publish(topic, payload, { qos: 1 });
    for (let turn = 0; turn < 3; turn++) await nextTurn();
  }

  beginTick(): void {
    this.#told.clear();
  }

  isBroken({ id, session }: AgentSession): boolean {
    return this.#ends.get(id)?.session === session;
  }

  /** How the connection of this session ended, once. */
  takeEnd({ id, session }: AgentSession): End | undefined {
    const found = this.#ends.get(id);
    if (found?.session !== session) return undefined;
    this.#ends.delete(id);
    return found.end;
  }

  sendTick(id: string, frame: Uint8Array): void {
    void this.#transport.publish(buildTopic(this.#run_id, 'agent_input', { agent: id }), frame);
  }

  sendWelcome(session: AgentSession, world: World, talk: V2x | undefined): void {
    const payload = v2x.agent.Welcome.encode({
      schemaVersion: SCHEMA_VERSION,
      session: session.session,
      tick: world.tick,
      dtMs: world.dt_ms,
      entities: session.vehicles.map((vehicle) => ownedEntity(world as Engine, talk, vehicle)),
    }).finish();
    this.#waiting.push({ topic: buildTopic(this.#run_id, 'agent_welcome', { agent: session.id }), payload });
  }

  sendReject(id: string, session: number, { code, field, hint }: Refused): void {
    const payload = v2x.agent.Reject.encode({ schemaVersion: SCHEMA_VERSION, session, code, field, hint }).finish();
    this.#waiting.push({ topic: buildTopic(this.#run_id, 'agent_reject', { agent: id }), payload });
  }

  sendError(id: string, fault: Fault): void {
    const told = this.#told.get(id) ?? 0;
    if (told >= ERRORS_A_TICK || (told === 0 && this.#told.size >= TOLD_A_TICK)) return;
    this.#told.set(id, told + 1);
    const payload = v2x.agent.AgentError.encode({
      schemaVersion: SCHEMA_VERSION,
      level: fault.level ?? ErrorLevel.ERROR_LEVEL_URGENT,
      code: fault.code,
      topic: buildTopic(this.#run_id, 'agent_output', { agent: id }),
      field: fault.field,
      hint: fault.hint,
      count: 1,
      ...(fault.seq === undefined ? {} : { seq: fault.seq }),
    }).finish();
    this.#waiting.push({ topic: buildTopic(this.#run_id, 'agent_error', { agent: id }), payload });
  }

  #take(topic: string, payload: Uint8Array, handle: (id: string) => void): void {
    const parameters = parseTopic(topic)?.parameters as { agent?: string } | undefined;
    const id = parameters?.agent;
    if (id === undefined) return;
    if (payload.length > MOST_BYTES) {
      const hint = `${payload.length} bytes; at most ${MOST_BYTES}`;
      this.onFault(id, { code: ErrorCode.TOO_LARGE, field: '', hint });
    } else handle(id);
    this.wake();
  }

  #hello(id: string, payload: Uint8Array): void {
    const hello = decode(() => v2x.agent.Hello.decode(payload));
    if (hello === undefined) this.onFault(id, { code: ErrorCode.BAD_PROTO, field: '', hint: 'not a Hello' });
    else if (this.hellos.size < MOST_HELLOS || this.hellos.has(id)) this.hellos.set(id, hello);
  }

  #connection(id: string, payload: Uint8Array): void {
    // An empty one clears what was retained.
    if (payload.length === 0) return;
    const connection = decode(() => v2x.agent.Connection.decode(payload));
    const { STATE_OFFLINE, STATE_CONNECTION_BROKEN } = v2x.agent.Connection.State;
    const state = connection?.state;
    if (connection === undefined || (state !== STATE_OFFLINE && state !== STATE_CONNECTION_BROKEN)) return;
    if (this.hellos.get(id)?.session === connection.session) this.hellos.delete(id);
    // An old session's will says nothing about the present one.
    if (this.sessionOf(id)?.session !== connection.session) return;
    this.#ends.set(id, { session: connection.session, end: state === STATE_OFFLINE ? 'offline' : 'broken' });
  }

  #output(id: string, payload: Uint8Array): void {
    const report = (fault: Fault): void => this.onFault(id, fault);
    const session = this.sessionOf(id);
    if (session === undefined) return report({ code: ErrorCode.NOT_REGISTERED, field: '', hint: 'say hello first' });
    if (session.phase !== 'joined') return;
    const answer = readOutput(payload, report);
    if (answer === undefined) return;
    const { output } = answer;
    if (output.session !== session.session) {
      return report({ code: ErrorCode.NOT_REGISTERED, field: 'session', hint: 'not the session that was welcomed' });
    }
    if (output.tick !== session.asked || session.answer !== undefined) {
      const hint = `tick ${output.tick} where ${session.asked} was asked${session.answer === undefined ? '' : ' and answered'}`;
      return report({ code: ErrorCode.STALE_TICK, field: 'tick', hint });
    }
    session.answer = answer;
  }
}

function decode<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function ownedEntity(
  { vehicles, demand }: Engine,
  talk: V2x | undefined,
  { id, key, slot }: OwnedVehicle,
): v2x.agent.IOwnedEntity {
  const type = demand.types[demand.departures[key].type];
  const temporary = talk === undefined || slot === -1 ? '' : (talk.onboard.temporary_id[slot] ?? '');
  return {
    id,
    temporaryId: Buffer.from(temporary, 'hex'),
    driver: {
      maxAccelMps2: type.accel_mps2,
      comfortableDecelMps2: type.decel_mps2,
      headwayS: type.headway_s,
      minGapM: type.min_gap_m,
      delta: type.delta,
      emergencyDecelMps2:
        slot === -1 ? Math.max(type.emergency_decel_mps2, type.decel_mps2) : vehicles.emergency_decel[slot]!,
      maxSpeedMps: type.max_speed_mps,
    },
  };
}
