/**
 * A run over MQTT: the page is one more client of the broker, at /mqtt of the host it came from. Finds runs by their
 * retained server/state, follows one, and comes back by itself after a broken connection.
 */
import mqtt from 'mqtt';
import type { MqttClient } from 'mqtt';
import { buildFilter, buildTopic, parseTopic } from '../../protos/topics.ts';
import type { ParsedTopic } from '../../protos/topics.ts';
import { v2x } from '../../protos/wire/generated.js';
import { pickRun, runFacts } from './run-choice.ts';
import type { ControlCommand, RunFacts, SourceListener, ViewSource, WatchedEntity } from './source.ts';

const RECONNECT_MS = 1000;
const CONNECT_TIMEOUT_MS = 5000;
const KEEPALIVE_S = 15;
const WATCH_LEASE_MS = 20_000;
const CONTROL_LEASE_MS = 30_000;
const SCHEMA_VERSION = 1;

export interface LiveOptions {
  /** ws(s)://host:port/mqtt. */
  readonly url: string;
  /** Run of the page's URL; undefined = `main`, or the first one that lives. */
  readonly run?: string | undefined;
}

export function startLiveSource(options: LiveOptions, listener: SourceListener): ViewSource {
  return new LiveSource(options, listener);
}

class LiveSource implements ViewSource {
  readonly has_messages = true;
  readonly #client: MqttClient;
  readonly #client_id = `page-${Math.random().toString(36).slice(2, 10)}`;
  readonly #listener: SourceListener;
  readonly #runs = new Map<string, RunFacts>();
  #wish: string | undefined;
  #run = '';
  /** Run whose topics this connection is subscribed to. */
  #subscribed = '';
  #session = 0;
  #watched: WatchedEntity | undefined;
  #watch_timer: ReturnType<typeof setInterval> | undefined;
  #next_request = 1;
  #lease_until_ms = 0;

  constructor(options: LiveOptions, listener: SourceListener) {
    this.#listener = listener;
    this.#wish = options.run;
    listener.onLink('connecting');
    this.#client = mqtt.connect(options.url, {
      protocolVersion: 4,
      clientId: this.#client_id,
      clean: true,
      reconnectPeriod: RECONNECT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEPALIVE_S,
      // Each connection begins anew by reading server/state: another run may stand there.
      resubscribe: false,
      // Pictures of the past are worth nothing: nothing is queued while the connection is away.
      queueQoSZero: false,
    });
    this.#client.on('connect', () => {
      listener.onLink('open');
      this.#lease_until_ms = 0;
      this.#subscribed = '';
      this.#client.subscribe(buildFilter(undefined, 'server_state'), { qos: 1 });
    });
    this.#client.on('close', () => listener.onLink('lost'));
    this.#client.on('error', () => listener.onLink('lost'));
    this.#client.on('message', (topic, payload) => this.#receive(topic, payload));
  }

  #receive(topic: string, payload: Uint8Array): void {
    const place = parseTopic(topic);
    if (place === undefined) return;
    if (place.name === 'server_state') this.#takeState(place.run, payload);
    // An empty retained payload is a topic that was cleared.
    else if (place.run === this.#run && payload.length > 0) this.#takeRunMessage(place, payload);
  }

  #takeRunMessage(place: ParsedTopic, payload: Uint8Array): void {
    const listener = this.#listener;
    switch (place.name) {
      case 'view_frame':
        return listener.onFrame(payload);
      case 'view_events':
        return listener.onEvents(payload);
      case 'view_kpi':
        return listener.onKpi(payload);
      case 'station_status':
        return listener.onStation(payload);
      case 'view_scene':
        return listener.onScene(payload);
      case 'server_scenario':
        return listener.onScenario(payload);
      case 'server_network':
        return listener.onNetwork(payload);
      case 'control_reply':
        return listener.onReply(payload);
      case 'sent':
        return listener.onMessage({ entity: place.parameters.id, direction: 'tx', payload });
      case 'received':
        return listener.onMessage({ entity: place.parameters.id, direction: 'rx', payload });
      default:
    }
  }

  #takeState(run: string, payload: Uint8Array): void {
    this.#runs.set(run, runFacts(run, payload));
    const chosen = pickRun([...this.#runs.values()], this.#wish, this.#run);
    const session = this.#runs.get(chosen)?.state?.session ?? 0;
    // A server that was started again is another run under the same id.
    const another = chosen !== this.#run || (session !== 0 && this.#session !== 0 && session !== this.#session);
    if (chosen !== '' && (another || this.#subscribed !== chosen)) this.#follow(chosen, another);
    if (session !== 0) this.#session = session;
    this.#listener.onRuns([...this.#runs.values()], this.#run);
  }

  /** Subscribing once more to the same topics brings what is retained there anew. */
  #follow(run: string, another: boolean): void {
    if (this.#subscribed !== '' && this.#subscribed !== run) this.#client.unsubscribe(this.#filters(this.#subscribed));
    this.#run = run;
    this.#subscribed = run;
    if (another) {
      this.#session = 0;
      this.#listener.onRunChange(run);
    }
    this.#client.subscribe(this.#filters(run), { qos: 0 });
    if (another) this.watch(undefined);
    else this.#listenIn();
  }

  #filters(run: string): string[] {
    const names = [
      'server_scenario',
      'server_network',
      'view_scene',
      'view_frame',
      'view_events',
      'view_kpi',
      'station_status',
    ] as const;
    const filters = names.map((name) => buildFilter(run, name));
    return [...filters, buildTopic(run, 'control_reply', { client: this.#client_id })];
  }

  #overheard({ kind, id }: WatchedEntity): string[] {
    return [buildFilter(this.#run, 'sent', { kind, id }), buildFilter(this.#run, 'received', { kind, id })];
  }

  chooseRun(run: string): void {
    this.#wish = run;
    if (run !== this.#run) this.#follow(run, true);
    this.#listener.onRuns([...this.#runs.values()], this.#run);
  }

  request(command: ControlCommand): number {
    if (!this.#client.connected || this.#run === '') return 0;
    if (command.watch === undefined && Date.now() > this.#lease_until_ms - CONTROL_LEASE_MS / 2) {
      this.#lease_until_ms = Date.now() + CONTROL_LEASE_MS;
      this.#send({ lease: { durationMs: CONTROL_LEASE_MS } });
    }
    return this.#send(command);
  }

  #send(command: ControlCommand): number {
    const request_id = this.#next_request++;
    const payload = v2x.server.ControlRequest.encode({
      ...command,
      schemaVersion: SCHEMA_VERSION,
      requestId: request_id,
    }).finish();
    const topic = buildTopic(this.#run, 'control_request', { client: this.#client_id });
    this.#client.publish(topic, payload as Buffer, { qos: 1 });
    return request_id;
  }

  watch(entity: WatchedEntity | undefined): void {
    if (this.#watched?.id === entity?.id) return;
    if (this.#watched !== undefined) this.#client.unsubscribe(this.#overheard(this.#watched));
    this.#watched = entity;
    this.#listenIn();
  }

  /** Subscribes to the watched entity, and keeps the server copying its messages. */
  #listenIn(): void {
    clearInterval(this.#watch_timer);
    const entity = this.#watched;
    const ids = entity === undefined ? [] : [entity.id];
    const ask = (): number => this.request({ watch: { ids, leaseMs: WATCH_LEASE_MS } });
    if (entity !== undefined) {
      this.#client.subscribe(this.#overheard(entity), { qos: 0 });
      this.#watch_timer = setInterval(ask, WATCH_LEASE_MS / 2);
    }
    ask();
  }

  stop(): void {
    clearInterval(this.#watch_timer);
    this.#client.end(true);
  }
}
