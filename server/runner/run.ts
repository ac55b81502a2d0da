/**
 * A run: the world, what talks in it, and the tick that ties them. `advance` makes one tick, `run` all of them; `finish` ends
 * a run that was started, however far it came. Only this file knows the order of a tick's parts (ARCHITECTURE.md, "One tick").
 */
import type { Scenario } from '../scenario/scenario.ts';
import { createWorld } from '../simulation/create-world.ts';
import { compileNetwork } from '../simulation/network-compiler.ts';
import { createOracle, observe } from '../simulation/oracle.ts';
import { step } from '../simulation/step.ts';
import { createBuiltInCoordinator } from './built-in-coordinator.ts';
import { openAgents } from './agents/open-agents.ts';
import { demandWithPool } from './agents/spawn-pool.ts';
import { openCoordination, type Coordination } from './coordination.ts';
import { Pacer } from './pacing.ts';
import { book, createPartClock } from './part-clock.ts';
import { openPublisher, refuseTaken, type Publisher } from './publisher.ts';
import { createRunEnergy, observeEnergy } from './run-energy.ts';
import { createRunResult } from './run-result.ts';
import { startMeter, type RunState } from './run-state.ts';
import type { RunOptions, RunStatus } from './run-options.ts';
import type { RunResult } from './result.ts';
import { createRunSwaps, swapTick } from './stations/run-swaps.ts';
import { advanceStations, createRunStations, wrongBooks } from './stations/run-stations.ts';
import { createTickHash, hashEnergy, hashExchange, hashStations, hashTraffic } from './tick-hash.ts';
import { createTripStatistics, observeTrips, tripRows, type TripRow } from './trip-statistics.ts';
import { buildTick, createV2x, exchangeTick, openTick, receiveTick, type V2x } from './v2x.ts';

/**
 * Prepares a run: compiles the network, makes the world, connects the coordinator, announces the run.
 * @throws UserError where the scenario's demand, faults or run id do not fit
 */
export async function startRun(scenario: Scenario, options: RunOptions): Promise<Run> {
  const { settings, demand } = scenario;
  const { server, audience = 'embedded' } = options;
  const reachable = server !== undefined && audience !== 'nobody';
  if (reachable && audience === 'external') await refuseTaken(options.run_id, server);
  const world = createWorld(compileNetwork(scenario.network), reachable ? demandWithPool(demand) : demand, {
    seed: settings.seed,
    dt_ms: settings.dt_ms,
  });
  const reasons = new Set<string>();
  const energy = createRunEnergy(settings, world);
  const stations = createRunStations(settings, world.network);
  const records = stations?.list.map(({ record }) => record);
  const v2x = settings.v2x.enabled ? createV2x(settings, world, records) : undefined;
  const swaps =
    v2x === undefined || energy === undefined || stations === undefined
      ? undefined
      : createRunSwaps(settings, world, v2x, energy, stations);
  const outside = options.coordinate !== undefined || options.outside_coordinator !== undefined;
  const built_in = v2x !== undefined && !outside;
  const state: RunState = {
    scenario,
    options,
    world,
    v2x,
    coordinator: built_in ? createBuiltInCoordinator(settings, world, v2x) : undefined,
    agents: reachable ? await openAgents(settings, options, world, v2x, reasons) : undefined,
    oracle: options.check === true ? createOracle(world) : undefined,
    trips: createTripStatistics(world.demand, settings.warmup_s * 1000),
    hash: createTickHash(world, world.demand, options.hash_log),
    energy,
    stations,
    swaps,
    pacer: new Pacer(options.pace, settings.head_start_s * 1000),
    clock: createPartClock(),
    meter: startMeter(),
    reasons,
  };
  if (options.pace !== 'max') reasons.add('paced by the wall clock: operators and agents may act at any time');
  const publisher = reachable ? await openPublisher(state, server) : undefined;
  try {
    const coordination = state.v2x === undefined ? undefined : await openCoordination(state, state.v2x);
    observeTrips(state.trips, world);
    return new Run(state, coordination, publisher);
  } catch (error) {
    await publisher?.close();
    throw error;
  }
}

export class Run {
  readonly state: RunState;
  readonly #coordination: Coordination | undefined;
  readonly #publisher: Publisher | undefined;
  readonly #last_tick: number;
  #stopped = false;
  #finished: Promise<RunResult> | undefined;

  constructor(state: RunState, coordination: Coordination | undefined, publisher: Publisher | undefined) {
    this.state = state;
    this.#coordination = coordination;
    this.#publisher = publisher;
    this.#last_tick = Math.ceil((state.scenario.settings.until_s * 1000) / state.world.dt_ms);
  }

  get done(): boolean {
    return this.#stopped || this.state.world.tick >= this.#last_tick;
  }

  /** Ticks until the end of the scenario, or until `stop`. */
  async run(): Promise<void> {
    while (!this.done) await this.advance();
  }

  /** One tick: what was received is acted upon, what is sent is decided, then the traffic moves. */
  async advance(): Promise<void> {
    const { world, clock, pacer, hash, v2x, energy, stations, swaps } = this.state;
    await pacer.turn(world.tick * world.dt_ms, world.dt_ms);
    book(clock, 'pace');
    if (this.#stopped) return;
    await this.state.agents?.begin();
    hashTraffic(hash, world.tick);
    if (energy !== undefined) hashEnergy(hash, world.tick, energy.fleet);
    book(clock, 'hash');
    if (v2x !== undefined) await this.#talk(v2x);
    else if (this.state.agents !== undefined) {
      this.state.agents.ask();
      await this.state.agents.answer();
    }
    if (stations !== undefined) {
      // With messages they have been brought here already.
      if (swaps === undefined) advanceStations(stations, world.tick * world.dt_ms, () => {});
      hashStations(hash, world.tick, stations.transitions);
    }
    const published = this.#publisher?.afterTick();
    if (published !== undefined) await published;
    book(clock, 'publish');
    step(world);
    this.state.meter.vehicle_updates += world.active_count;
    book(clock, 'traffic');
    observeTrips(this.state.trips, world);
    if (energy !== undefined) observeEnergy(energy, world);
    if (this.state.oracle !== undefined) observe(this.state.oracle, world);
    book(clock, 'statistics');
  }

  async #talk(v2x: V2x): Promise<void> {
    const { world, clock, hash, swaps } = this.state;
    openTick(v2x, world);
    const asked = this.#coordination!.ask(world.tick);
    if (asked !== undefined) await asked;
    this.state.agents?.ask();
    book(clock, 'coordinator');
    this.#publisher?.beforeReceive();
    book(clock, 'publish');
    receiveTick(v2x, world, clock, swaps?.hearing);
    buildTick(v2x, world);
    if (swaps !== undefined) swapTick(swaps);
    book(clock, 'build');
    await this.#coordination!.answer(world.tick);
    book(clock, 'coordinator');
    await this.state.agents?.answer();
    exchangeTick(v2x, world);
    book(clock, 'channel');
    hashExchange(hash, world.tick, v2x.outbox, v2x.exchange.outcomes, v2x.onboard.decisions);
    book(clock, 'hash');
  }

  /** Ends the run at the next tick; `run` then resolves. */
  stop(): void {
    this.#stopped = true;
    this.state.agents?.stop();
    this.#coordination?.stop();
    this.state.pacer.stop();
  }

  status(): RunStatus {
    const { world, v2x, pacer, scenario } = this.state;
    return {
      sim_time_s: (world.tick * world.dt_ms) / 1000,
      until_s: scenario.settings.until_s,
      vehicles: world.active_count,
      messages: v2x === undefined ? 0 : v2x.exchange.statistics.sent.reduce((sum, count) => sum + count, 0),
      paused: pacer.state.paused,
    };
  }

  /** Trips of the window so far. */
  trips(): Iterable<TripRow> {
    const { trips, world } = this.state;
    return tripRows(trips, world.tick * world.dt_ms);
  }

  /** Invariants that did not hold, in words; empty without `check`. */
  get broken(): readonly string[] {
    const { oracle, stations } = this.state;
    if (oracle === undefined) return [];
    return stations === undefined ? oracle.broken : [...oracle.broken, ...wrongBooks(stations)];
  }

  /** The first of what the oracle counted, in words: when, who, where. */
  get accounts(): readonly string[] {
    return this.state.oracle?.accounts ?? [];
  }

  /** The result up to here. */
  result(): RunResult {
    return createRunResult(this.state, this.#coordination?.counts);
  }

  /** Says goodbye on the broker, lets go of everything, and gives the result. Safe to call twice. */
  finish(): Promise<RunResult> {
    this.#finished ??= (async () => {
      this.stop();
      const result = this.result();
      await this.state.agents?.close();
      await this.#coordination?.close();
      await this.#publisher?.close();
      return result;
    })();
    return this.#finished;
  }
}
