/**
 * The cloud coordinator: a picture of the traffic from its uplink alone, and what it decides from it once a tick: green-light speed advice and
 * warnings of stopped vehicles, each to one vehicle over uu. It never sees the world; what was lost on the way to it, it does not know.
 */
import { appendAdvice } from '../../protos/messages/advice.ts';
import type { Advice } from '../../protos/messages/advice.ts';
import { BODY, LINK } from '../../protos/messages/body.ts';
import { closeEntry, clearBatch, openEntry } from '../../protos/messages/entry.ts';
import type { EntryBatch } from '../../protos/messages/entry.ts';
import { ADVICE_REASON_KIND } from '../../protos/messages/enums.ts';
import { readForecasts } from '../../protos/messages/green-window.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { nodeReferenceOf } from '../../protos/messages/node-reference.ts';
import type { Network } from '../simulation/network.ts';
import type { Coordinator, Standing } from './coordinator-state.ts';
import {
  acknowledge,
  ADVICE_KIND,
  createDeliveries,
  dispatch,
  forgetVehicle,
  reachable,
  repeatUnanswered,
} from './deliveries.ts';
import { gatherQueues, greenAdvice } from './green-advice.ts';
import type { GreenAdvice } from './green-advice.ts';
import { warnOfStoppedVehicles } from './hazard-warnings.ts';
import { createLaneMatcher } from './lane-matcher.ts';
import { createPicture, eachAcknowledged, forgetOld, noteBsm, noteForecast, noteReport, noteRsm } from './picture.ts';
import type { VehicleKnowledge } from './picture.ts';
import { COORDINATOR_DEFAULTS } from './settings.ts';
import type { CoordinatorSettings } from './settings.ts';
import { controlDistances } from './stopped-vehicles.ts';
import { createSwapDispatch, hearSwap, repeatSwaps } from './swap-dispatch.ts';
import type { SwapDispatchSettings } from './swap-state.ts';
import { createUpstreamGraph } from './upstream.ts';

export type { Coordinator };

/** Hazards are looked for and old knowledge is dropped this often, ms. */
const ROUND_MS = 1000;

export interface CoordinatorOptions {
  readonly frame: LocalFrame;
  /** Phase id by link: what the road authority filed with the cloud (roadside.phase_of_link). */
  readonly phase_of_link: Int32Array;
  /** Entity id of the coordinator. */
  readonly id?: string;
  readonly settings?: CoordinatorSettings;
  /** Ids of the swap stations that run, and how requests are dispatched; absent where none does. */
  readonly swaps?: { readonly running: ReadonlySet<string>; readonly settings: SwapDispatchSettings } | undefined;
}

export function createCoordinator(network: Network, options: CoordinatorOptions): Coordinator {
  const settings = options.settings ?? COORDINATOR_DEFAULTS;
  return {
    network,
    id: options.id ?? 'cloud',
    frame: options.frame,
    settings,
    swaps:
      options.swaps === undefined
        ? undefined
        : createSwapDispatch(network, options.frame, options.swaps.running, options.swaps.settings),
    phase_of_link: options.phase_of_link,
    picture: createPicture(options.frame, settings.hazard.standing_mps, settings.hazard.slow_mps),
    deliveries: createDeliveries(settings),
    matcher: createLaneMatcher(network),
    upstream: createUpstreamGraph(network),
    control_m: controlDistances(network),
    standing: new Map(),
    hazards: new Set(),
    warned: new Map(),
    queues: new Map(),
    last_round_ms: -Infinity,
    next_seq: 0,
    counts: { bsm: 0, spat: 0, rsm: 0, report: 0, other: 0, hazards: 0, hazard_warnings: 0, speed_advice: 0 },
    green: { considered: 0, advised: 0, no_phase: 0, no_spat: 0, passes: 0, empty: 0 },
  };
}

/**
 * One tick: the whole inbox in, all advice out, in canonical order.
 * @param uplink entries of this tick in canonical order
 * @param answer cleared first; entries of the coordinator over uu, one vehicle each
 */
export function decide(coordinator: Coordinator, uplink: EntryBatch, now_ms: number, answer: EntryBatch): void {
  clearBatch(answer);
  const reported = takeIn(coordinator, uplink, now_ms, answer);
  const round = now_ms - coordinator.last_round_ms >= ROUND_MS;
  if (round) {
    coordinator.last_round_ms = now_ms;
    forget(coordinator, now_ms);
    const { network, phase_of_link, picture, settings } = coordinator;
    coordinator.queues = gatherQueues(network, phase_of_link, picture, settings, now_ms);
  }
  const send = (vehicle: string, advice: Advice): void => post(coordinator, vehicle, advice, now_ms, answer);
  // A report comes once a second, so a vehicle gets at most one speed advice a second.
  for (const vehicle of reported) adviseSpeed(coordinator, vehicle, now_ms, send);
  if (!round) return;
  warnOfStoppedVehicles(coordinator, now_ms, send);
  repeatUnanswered(coordinator.deliveries, now_ms, send);
  if (coordinator.swaps !== undefined) repeatSwaps(coordinator.swaps, now_ms, answer);
}

/** Reads the inbox into the picture; returns the vehicles that reported, by id. */
function takeIn(coordinator: Coordinator, uplink: EntryBatch, now_ms: number, answer: EntryBatch): VehicleKnowledge[] {
  const { picture, counts, deliveries } = coordinator;
  const { ints } = uplink.rows;
  const reported = new Map<string, VehicleKnowledge>();
  for (let i = 0; i < uplink.count; i++) {
    const source = uplink.source[i];
    const at = uplink.row_first[i];
    const sent_ms = uplink.sent_ms[i];
    switch (uplink.body[i]) {
      case BODY.bsm:
        counts.bsm++;
        noteBsm(picture, source, ints, at, sent_ms);
        break;
      case BODY.rsm:
        counts.rsm++;
        noteRsm(picture, source, ints, at, sent_ms);
        break;
      case BODY.spat:
        counts.spat++;
        for (const forecast of readForecasts(ints, at, sent_ms)) noteForecast(picture, forecast);
        break;
      case BODY.report:
        counts.report++;
        eachAcknowledged(ints, at, (number) => acknowledge(deliveries, source, number));
        reported.set(source, noteReport(picture, source, ints, at, sent_ms));
        break;
      default:
        counts.other++;
        if (coordinator.swaps !== undefined) {
          hearSwap(coordinator.swaps, uplink, i, picture.vehicles.get(source)?.lane ?? -1, now_ms, answer);
        }
    }
  }
  return [...reported.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function forget(coordinator: Coordinator, now_ms: number): void {
  for (const id of forgetOld(coordinator.picture, now_ms, coordinator.settings.forget_ms)) {
    forgetVehicle(coordinator.deliveries, id);
    coordinator.standing.delete(id);
    coordinator.warned.delete(id);
  }
}

function adviseSpeed(
  coordinator: Coordinator,
  vehicle: VehicleKnowledge,
  now_ms: number,
  send: (vehicle: string, advice: Advice) => void,
): void {
  const { settings, standing, deliveries } = coordinator;
  if (!reachable(deliveries, vehicle.id, now_ms)) return;
  const { network, phase_of_link, picture, queues, green } = coordinator;
  const advice = greenAdvice(network, phase_of_link, picture, queues, vehicle, settings, now_ms, green);
  if (advice === undefined || !isNews(standing.get(vehicle.id), advice, settings, now_ms)) return;
  const valid_until_ms = now_ms + settings.speed.valid_ms;
  standing.set(vehicle.id, { ...advice, until_ms: valid_until_ms });
  coordinator.counts.speed_advice++;
  const body = {
    speed: {
      speed_mps: advice.speed_mps,
      valid_until_ms,
      node: nodeReferenceOf(advice.junction),
      phase_id: advice.phase,
      reason: ADVICE_REASON_KIND.green_light,
    },
  };
  send(vehicle.id, dispatch(deliveries, vehicle.id, ADVICE_KIND.speed, body, valid_until_ms, now_ms));
}

/** Advice is repeated only where it says something new or would end before the next report. */
function isNews(
  known: Standing | undefined,
  advice: GreenAdvice,
  settings: CoordinatorSettings,
  now_ms: number,
): boolean {
  if (known === undefined || known.until_ms - now_ms < 0.4 * settings.speed.valid_ms) return true;
  if (known.junction !== advice.junction || known.phase !== advice.phase) return true;
  return Math.abs(known.speed_mps - advice.speed_mps) >= settings.speed.news_mps;
}

function post(coordinator: Coordinator, vehicle: string, advice: Advice, now_ms: number, answer: EntryBatch): void {
  const seq = coordinator.next_seq++;
  const entry = openEntry(answer, coordinator.id, LINK.uu, BODY.advice, seq, now_ms);
  answer.to[entry] = [vehicle];
  appendAdvice({ ...advice, msg_cnt: seq & 127 }, answer.rows, coordinator.frame);
  closeEntry(answer);
}

/** Counters since the start, for a run's result. */
export function coordinatorCounters(coordinator: Coordinator): Record<string, Record<string, number>> {
  const { counts, green, deliveries } = coordinator;
  return {
    cloud_speed_advice: { ...green, issued: counts.speed_advice },
    cloud_hazard_warning: { hazards: counts.hazards, issued: counts.hazard_warnings },
    cloud_deliveries: { ...deliveries.counts },
    cloud_uplink: { bsm: counts.bsm, spat: counts.spat, rsm: counts.rsm, report: counts.report, other: counts.other },
  };
}
