/**
 * Everything that the server says on the broker beside lock-step: facts at the start, clock, copies, views, metrics, replies.
 * Nothing here is read by the run. Retained topics are cleared at the end, and at the start by being written anew.
 */
import { randomInt } from 'node:crypto';
import { buildTopic, TOPIC_NAMES, TOPICS } from '../../protos/topics.ts';
import { v2x as wire } from '../../protos/wire/generated.js';
import { UserError } from '../scenario/user-error.ts';
import type { Transport } from '../transport/transport.ts';
import { serveControl } from './control.ts';
import { networkFacts } from './network-facts.ts';
import { every, startDeadline, wallNow_ms } from './pacing.ts';
import { createPublicCopies, type PublicCopies } from './public-copies.ts';
import { createRateMeter, type Rates } from './rates.ts';
import type { RunState } from './run-state.ts';
import { clockFacts, isAlive, scenarioFacts, serverState, type Packing, type Phase } from './server-facts.ts';
import { createStationPublisher, type StationPublisher } from './stations/station-status.ts';
import { createViewPublisher, type ViewPublisher } from './view-publisher.ts';
import { createWatching, type Watching } from './watching.ts';

const FIGURES_PERIOD_MS = 1000;
/** How often somebody who comes while the run stands gets a frame. */
const PAUSED_FRAME_MS = 500;
/** An external broker's retained message follows its acknowledgement of the subscription at once. */
const RETAINED_WAIT_MS = 300;
/** `copies: auto`: a topic per message up to this many connected vehicles. */
const PER_VEHICLE_AT_MOST = 2000;

export interface Publisher {
  /** Before the messages of this tick are handled. */
  beforeReceive(): void;
  /** After a tick's messages are decided, before the step. */
  afterTick(): void | Promise<void>;
  close(): Promise<void>;
}

/** @throws UserError where a server is alive under this run id */
export async function openPublisher(state: RunState, transport: Transport): Promise<Publisher> {
  const publisher = new RunPublisher(state, transport);
  await publisher.open();
  return publisher;
}

/**
 * On a broker of others a run may be alive under this id: looked up before anything of the new one listens there.
 * @throws UserError where it is
 */
export async function refuseTaken(run_id: string, transport: Transport): Promise<void> {
  const topic = buildTopic(run_id, 'server_state', {});
  let alive = false;
  const deadline = startDeadline(RETAINED_WAIT_MS);
  await transport.subscribe(topic, (_, payload) => {
    alive = isAlive(payload);
    deadline.cancel();
  });
  await deadline.expired;
  await transport.unsubscribe(topic);
  if (!alive) return;
  throw new UserError(`a run called '${run_id}' is alive on this broker`, {
    place: '--run',
    hint: 'give this one another id by --run ID, or end the other',
  });
}

class RunPublisher implements Publisher {
  readonly #state: RunState;
  readonly #transport: Transport;
  readonly #copies: PublicCopies | undefined;
  readonly #watching: Watching | undefined;
  readonly #view: ViewPublisher;
  readonly #stations: StationPublisher | undefined;
  readonly #rates: (sim_time_ms: number) => Rates;
  readonly #packing: () => Packing;
  readonly #session: number;
  readonly #topics: { readonly state: string; readonly clock: string; readonly metrics: string };
  #stopTimer: (() => void) | undefined;
  #figures_ms = wallNow_ms();
  #told = '';

  constructor(state: RunState, transport: Transport) {
    const { run_id } = state.options;
    this.#state = state;
    this.#transport = transport;
    this.#packing = () => packingOf(state);
    this.#session = state.options.session ?? randomInt(1, 2 ** 31);
    this.#rates = createRateMeter(state.v2x?.exchange.statistics);
    this.#view = createViewPublisher(state, transport);
    const { stations } = state;
    if (stations !== undefined) {
      this.#stations = createStationPublisher(stations.list, run_id, transport, (index) => stations.queues[index]!);
    }
    if (state.v2x !== undefined) {
      this.#copies = createPublicCopies(state.v2x, run_id, transport, this.#packing);
      this.#watching = createWatching(state.v2x, run_id, transport);
    }
    this.#topics = {
      state: buildTopic(run_id, 'server_state', {}),
      clock: buildTopic(run_id, 'clock', {}),
      metrics: buildTopic(run_id, 'metrics', {}),
    };
  }

  async open(): Promise<void> {
    const { scenario, world, options, pacer } = this.#state;
    await this.#retain('server_network', networkFacts(world.network));
    await this.#retain('server_scenario', scenarioFacts(scenario));
    await this.#retain('view_scene', this.#view.scene());
    await this.#tellState('running');
    await serveControl(this.#transport, {
      run_id: options.run_id,
      pacer,
      watching: this.#watching,
      tick: () => world.tick,
      onChange: () => void this.#tellState(),
    });
    this.#stopTimer = every(PAUSED_FRAME_MS, () => this.#whilePaused());
  }

  beforeReceive(): void {
    this.#watching?.publishReceived(this.#state.world.tick);
  }

  afterTick(): void | Promise<void> {
    const { world, pacer } = this.#state;
    const sim_time_ms = world.tick * world.dt_ms;
    if (this.#transport.hasSubscribers(this.#topics.clock)) {
      void this.#transport.publish(this.#topics.clock, clockFacts(world.tick, sim_time_ms, pacer.state.pace));
    }
    this.#watching?.publishSent(world.tick, world.dt_ms);
    this.#view.publish();
    this.#stations?.publish(sim_time_ms);
    if (wallNow_ms() - this.#figures_ms >= FIGURES_PERIOD_MS) this.#publishFigures();
    // Backpressure: who publishes this much waits for its slowest bulk.
    return this.#copies?.publish(world.tick, sim_time_ms);
  }

  async close(): Promise<void> {
    this.#stopTimer?.();
    await this.#tellState('ended');
    await this.#stations?.close();
    for (const name of TOPIC_NAMES) {
      const { retain, pattern } = TOPICS[name];
      if (!retain || pattern.includes('{')) continue;
      await this.#transport.publish(buildTopic(this.#state.options.run_id, name, {} as never), new Uint8Array(0), {
        qos: 1,
        retain: true,
      });
    }
  }

  async #retain(name: 'server_network' | 'server_scenario' | 'view_scene', payload: Uint8Array): Promise<void> {
    const topic = buildTopic(this.#state.options.run_id, name, {});
    await this.#transport.publish(topic, payload, { qos: 1, retain: true });
  }

  async #tellState(phase?: Phase): Promise<void> {
    const { scenario, world, pacer, options, reasons } = this.#state;
    const { pace, paused } = pacer.state;
    const payload = serverState(scenario, {
      phase: phase ?? (paused ? 'paused' : 'running'),
      tick: world.tick,
      pace,
      reasons: [...reasons],
      copies: this.#packing(),
      software: options.version ?? '',
      session: this.#session,
    });
    this.#told = [...reasons].join();
    await this.#transport.publish(this.#topics.state, payload, { qos: 1, retain: true });
  }

  #whilePaused(): void {
    if (!this.#state.pacer.state.paused) return;
    this.#view.publishFrame();
    if (wallNow_ms() - this.#figures_ms >= FIGURES_PERIOD_MS) this.#publishFigures();
  }

  #publishFigures(): void {
    this.#figures_ms = wallNow_ms();
    if ([...this.#state.reasons].join() !== this.#told) void this.#tellState();
    const rates = this.#rates(this.#state.world.tick * this.#state.world.dt_ms);
    this.#view.publishFigures(rates);
    if (this.#transport.hasSubscribers(this.#topics.metrics)) {
      void this.#transport.publish(this.#topics.metrics, metrics(this.#state, rates, this.#transport));
    }
  }
}

function packingOf({ scenario, options, v2x, world }: RunState): Packing {
  const { copies } = scenario.settings;
  if (copies !== 'auto') return copies;
  const few = v2x !== undefined && world.active_count <= PER_VEHICLE_AT_MOST;
  return options.audience !== 'external' && options.pace !== 'max' && few ? 'per-vehicle' : 'batched';
}

function metrics({ world, pacer, v2x }: RunState, rates: Rates, transport: Transport): Uint8Array {
  const { lag_ms, late_ticks } = pacer.state;
  return wire.server.Metrics.encode({
    schemaVersion: 1,
    tick: world.tick,
    simTimeMs: world.tick * world.dt_ms,
    realTimeFactor: rates.real_time_factor,
    lagMs: lag_ms,
    lateTicks: late_ticks,
    droppedPackets: transport.stats.shed + transport.stats.dropped,
    badPackets: v2x === undefined ? 0 : v2x.refused.not_authorised + v2x.refused.unknown_receiver,
    vehicles: world.active_count,
    messages: rates.messages.map((rate) => ({
      message: rate.message,
      sentPerS: rate.sent_hz,
      deliveredPerS: rate.delivered_hz,
      lostPerS: rate.lost_hz,
    })),
    rssBytes: process.memoryUsage.rss(),
  }).finish();
}
