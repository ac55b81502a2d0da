/** What viewers get: the scene once, frames at most each 50 ms of wall time, samples of the messages, figures once a second. */
import { buildTopic } from '../../protos/topics.ts';
import { v2x as wire } from '../../protos/wire/generated.js';
import { DECISION_STRIDE } from '../onboard/decision-record.ts';
import { OUTCOME, OUTCOME_SHIFT, RECEIVER_MASK } from '../radio/outcomes.ts';
import type { Transport } from '../transport/transport.ts';
import { BODY, LINK, LINK_NAMES, MESSAGE_NAMES } from '../../protos/messages/body.ts';
import { kindOf } from './message-statistics.ts';
import { nodeId } from './nodes.ts';
import { wallNow_ms } from './pacing.ts';
import type { Rates } from './rates.ts';
import type { RunState } from './run-state.ts';
import { paceNumber } from './server-facts.ts';
import type { V2x } from './v2x.ts';
import { meanDelay_s } from './trip-statistics.ts';
import { createViewFrames } from './view-frame.ts';
import { markSwapping } from './stations/swap-state.ts';
import { createViewWarnings, markWarnings } from './view-warnings.ts';

const FRAME_PERIOD_MS = 50;
const EVENTS_PERIOD_MS = 200;
const MOST_SAMPLES = 256;
const MOST_RECEIVERS = 8;

export interface ViewPublisher {
  /** Bytes of the retained scene. */
  scene(): Uint8Array;
  /** After a tick's messages are decided; looks at the wall clock itself. */
  publish(): void;
  /** A frame whatever the clock says: for those who come while the run is paused. */
  publishFrame(): void;
  publishFigures(rates: Rates): void;
}

export function createViewPublisher(state: RunState, transport: Transport): ViewPublisher {
  const { world, v2x, scenario, options } = state;
  const { run_id } = options;
  const warning = new Uint8Array(world.vehicles.capacity);
  const warnings = v2x === undefined ? undefined : createViewWarnings(v2x);
  const swapping = new Uint8Array(world.vehicles.capacity);
  const epoch = 1;
  const frames = createViewFrames(
    world,
    {
      ...(v2x === undefined ? {} : { connected: v2x.fleet.equipped }),
      warning,
      swapping,
      ...(state.agents === undefined ? {} : { driven: state.agents.driven }),
    },
    epoch,
  );
  const topics = {
    frame: buildTopic(run_id, 'view_frame', {}),
    events: buildTopic(run_id, 'view_events', {}),
    kpi: buildTopic(run_id, 'view_kpi', {}),
  };
  const told = {
    sent: new Float64Array(256),
    addressed: new Float64Array(256),
    delivered: new Float64Array(256),
    lost: new Float64Array(256),
  };
  let frame_ms = -Infinity;
  let events_ms = -Infinity;

  function publishFrame(): void {
    frame_ms = wallNow_ms();
    if (v2x !== undefined) markWarnings(v2x, warning);
    if (state.swaps !== undefined) markSwapping(state.swaps, swapping);
    void transport.publish(topics.frame, frames.frame(frame_ms));
  }

  function publishEvents(talk: V2x): void {
    events_ms = wallNow_ms();
    const counts = countsSince(talk, told);
    const payload = wire.view.ViewEvents.encode({
      epoch,
      tick: world.tick,
      simTimeMs: world.tick * world.dt_ms,
      samples: samplesOf(talk),
      counts,
      warnings: warnings?.collect() ?? [],
    }).finish();
    void transport.publish(topics.events, payload);
  }

  return {
    scene: () =>
      frames.scene({
        scenario: scenario.name,
        start: scenario.settings.start,
        dressing: scenario.dressing,
        rsus: (v2x?.nodes.roadside ?? []).map((unit) => ({
          ...unit,
          range_m: scenario.settings.channel.pc5.range_m,
          perception_m: scenario.settings.rsu.perception_range_m,
        })),
      }),
    publish: () => {
      const now_ms = wallNow_ms();
      if (now_ms - frame_ms >= FRAME_PERIOD_MS && transport.hasSubscribers(topics.frame)) publishFrame();
      if (v2x !== undefined && now_ms - events_ms >= EVENTS_PERIOD_MS && transport.hasSubscribers(topics.events)) {
        publishEvents(v2x);
      }
    },
    publishFrame: () => {
      if (transport.hasSubscribers(topics.frame)) publishFrame();
    },
    publishFigures: (rates) => {
      if (transport.hasSubscribers(topics.kpi)) void transport.publish(topics.kpi, figures(state, rates, epoch));
    },
  };
}

/** Some of the messages of this tick, evenly spread over all, with some of those that get them. */
function samplesOf(v2x: V2x): wire.view.MessageSample.$Properties[] {
  const { outbox, nodes, exchange } = v2x;
  const { outcomes } = exchange;
  const stride = Math.max(1, Math.ceil(outcomes.run_count / MOST_SAMPLES));
  const samples: wire.view.MessageSample.$Properties[] = [];
  for (let run = 0; run < outcomes.run_count; run += stride) {
    const m = outcomes.run_message[run];
    const receivers: string[] = [];
    for (let i = outcomes.run_first[run]; i < outcomes.run_first[run + 1] && receivers.length < MOST_RECEIVERS; i++) {
      const word = outcomes.words[i];
      if (word >>> OUTCOME_SHIFT === OUTCOME.delivered) receivers.push(nodeId(nodes, word & RECEIVER_MASK));
    }
    samples.push({ source: nodeId(nodes, outbox.source[m]), receivers, body: outbox.body[m], link: outbox.link[m] });
  }
  return samples;
}

interface Told {
  readonly sent: Float64Array;
  readonly addressed: Float64Array;
  readonly delivered: Float64Array;
  readonly lost: Float64Array;
}

function countsSince(v2x: V2x, told: Told): wire.view.MessageCount.$Properties[] {
  const { statistics } = v2x.exchange;
  const counts: wire.view.MessageCount.$Properties[] = [];
  for (const message of MESSAGE_NAMES) {
    for (const name of LINK_NAMES) {
      const kind = kindOf(BODY[message], LINK[name]);
      const since = (column: keyof Told): number => statistics[column][kind] - told[column][kind];
      const count = {
        body: BODY[message],
        link: LINK[name],
        sent: since('sent'),
        addressed: since('addressed'),
        delivered: since('delivered'),
        lost: since('lost'),
      };
      if (count.sent + count.addressed + count.delivered > 0) counts.push(count);
    }
  }
  for (const column of ['sent', 'addressed', 'delivered', 'lost'] as const) told[column].set(statistics[column]);
  return counts;
}

function figures(state: RunState, rates: Rates, epoch: number): Uint8Array {
  const { world, v2x, trips, oracle, pacer } = state;
  const { counts } = world;
  return wire.view.ViewKpi.encode({
    epoch,
    tick: world.tick,
    simTimeMs: world.tick * world.dt_ms,
    running: world.active_count,
    inserted: counts.inserted,
    arrived: counts.arrived,
    removed: counts.removed,
    waitingToInsert: world.waiting_to_insert,
    collisions: oracle?.collisions ?? 0,
    meanSpeedMps: trips.now_count === 0 ? 0 : trips.now_speed_sum_mps / trips.now_count,
    stoppedShare: trips.now_count === 0 ? 0 : trips.now_stopped / trips.now_count,
    connected: v2x?.fleet.count ?? 0,
    pace: paceNumber(pacer.state.pace),
    paceReached: rates.real_time_factor,
    paused: pacer.state.paused,
    messages: rates.messages.map((rate) => ({
      body: rate.body,
      sentHz: rate.sent_hz,
      addressedHz: rate.addressed_hz,
      deliveredHz: rate.delivered_hz,
      lostHz: rate.lost_hz,
    })),
    latency: rates.latency.map((link) => ({ link: link.link, p50Ms: link.p50_ms, p95Ms: link.p95_ms })),
    meanDelayS: meanDelay_s(trips, world),
    warnings: v2x === undefined ? 0 : v2x.onboard.decisions.length / DECISION_STRIDE,
  }).finish();
}
