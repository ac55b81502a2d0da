/**
 * The cloud coordinator: a picture of the traffic from its uplink alone, and what it decides from it once a tick: green-light speed advice and
 * warnings of stopped vehicles, each to one vehicle over uu. It never sees the world; what was lost on the way to it, it does not know.
 */
import { appendAdvice } from '../../protos/messages/advice.ts';
import type { Advice } from '../../protos/messages/advice.ts';
import { BODY, LINK } from '../../protos/messages/body.ts';
import { closeEntry, clearBatch, openEntry } from '../../protos/messages/entry.ts';
import type { EntryBatch } from '../../protos/messages/entry.ts';
import { ADVICE_REASON_KIND, HAZARD, SOURCE } from '../../protos/messages/enums.ts';
import { readForecasts } from '../../protos/messages/green-window.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { nodeReferenceOf } from '../../protos/messages/node-reference.ts';
import { readReport } from '../../protos/messages/report.ts';
import { readSpat } from '../../protos/messages/spat.ts';
import type { Network } from '../simulation/network.ts';
import {
  acknowledge,
  ADVICE_KIND,
  createDeliveries,
  dispatch,
  forgetVehicle,
  reachable,
  repeatUnanswered,
} from './deliveries.ts';
import type { Deliveries } from './deliveries.ts';
import { gatherQueues, greenAdvice } from './green-advice.ts';
import type { GreenAdvice, GreenCounts, Queues } from './green-advice.ts';
import { createLaneMatcher } from './lane-matcher.ts';
import type { LaneMatcher } from './lane-matcher.ts';
import { createPicture, forgetOld, noteBsm, noteForecast, noteReport, noteRsm } from './picture.ts';
import type { Picture, VehicleKnowledge } from './picture.ts';
import { COORDINATOR_DEFAULTS } from './settings.ts';
import type { CoordinatorSettings } from './settings.ts';
import { controlDistances, findStoppedVehicles } from './stopped-vehicles.ts';
import type { StoppedVehicle } from './stopped-vehicles.ts';
import { createUpstreamGraph, upstreamEdges } from './upstream.ts';
import type { UpstreamGraph } from './upstream.ts';

/** Hazards are looked for and old knowledge is dropped this often, ms. */
const ROUND_MS = 1000;

export interface CoordinatorOptions {
  readonly frame: LocalFrame;
  /** Phase id by link: what the road authority filed with the cloud (roadside.phase_of_link). */
  readonly phase_of_link: Int32Array;
  /** Entity id of the coordinator. */
  readonly id?: string;
  readonly settings?: CoordinatorSettings;
}

/** Advice that a vehicle has, as far as the cloud knows. */
interface Standing {
  speed_mps: number;
  junction: number;
  phase: number;
  until_ms: number;
}

export interface Coordinator {
  readonly network: Network;
  readonly id: string;
  readonly frame: LocalFrame;
  readonly settings: CoordinatorSettings;
  readonly phase_of_link: Int32Array;
  readonly picture: Picture;
  readonly deliveries: Deliveries;
  readonly matcher: LaneMatcher;
  readonly upstream: UpstreamGraph;
  readonly control_m: Float64Array;
  /** Speed advice by vehicle, and for each hazard until when which vehicle is warned. */
  readonly standing: Map<string, Standing>;
  readonly hazards: Map<string, Map<string, number>>;
  queues: Queues;
  last_round_ms: number;
  next_seq: number;
  readonly counts: {
    bsm: number;
    spat: number;
    rsm: number;
    report: number;
    other: number;
    hazards: number;
    hazard_warnings: number;
    speed_advice: number;
  };
  readonly green: GreenCounts;
}

export function createCoordinator(network: Network, options: CoordinatorOptions): Coordinator {
  const settings = options.settings ?? COORDINATOR_DEFAULTS;
  return {
    network,
    id: options.id ?? 'cloud',
    frame: options.frame,
    settings,
    phase_of_link: options.phase_of_link,
    picture: createPicture(options.frame),
    deliveries: createDeliveries(settings),
    matcher: createLaneMatcher(network),
    upstream: createUpstreamGraph(network),
    control_m: controlDistances(network),
    standing: new Map(),
    hazards: new Map(),
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
  const reported = takeIn(coordinator, uplink);
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
  if (round) warn(coordinator, now_ms, send);
  repeatUnanswered(coordinator.deliveries, now_ms, send);
}

/** Reads the inbox into the picture; returns the vehicles that reported, by id. */
function takeIn(coordinator: Coordinator, uplink: EntryBatch): VehicleKnowledge[] {
  const { picture, counts, settings, frame, deliveries } = coordinator;
  const { ints } = uplink.rows;
  const { standing_mps } = settings.hazard;
  const reported = new Map<string, VehicleKnowledge>();
  for (let i = 0; i < uplink.count; i++) {
    const source = uplink.source[i];
    const at = uplink.row_first[i];
    const sent_ms = uplink.sent_ms[i];
    switch (uplink.body[i]) {
      case BODY.bsm:
        counts.bsm++;
        noteBsm(picture, source, ints, at, sent_ms, standing_mps);
        break;
      case BODY.rsm:
        counts.rsm++;
        noteRsm(picture, source, ints, at, sent_ms, standing_mps);
        break;
      case BODY.spat:
        counts.spat++;
        for (const forecast of readForecasts(readSpat(ints, at, frame), sent_ms)) noteForecast(picture, forecast);
        break;
      case BODY.report: {
        counts.report++;
        const report = readReport(ints, at, frame);
        acknowledge(deliveries, source, report.acknowledged);
        reported.set(source, noteReport(picture, source, report, sent_ms, standing_mps));
        break;
      }
      default:
        counts.other++;
    }
  }
  return [...reported.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function forget(coordinator: Coordinator, now_ms: number): void {
  for (const id of forgetOld(coordinator.picture, now_ms, coordinator.settings.forget_ms)) {
    forgetVehicle(coordinator.deliveries, id);
    coordinator.standing.delete(id);
    for (const warned of coordinator.hazards.values()) warned.delete(id);
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

function warn(coordinator: Coordinator, now_ms: number, send: (vehicle: string, advice: Advice) => void): void {
  const { picture, matcher, control_m, settings, hazards } = coordinator;
  const stopped = findStoppedVehicles(picture, matcher, control_m, settings, now_ms);
  const present = new Set(stopped.map((hazard) => hazard.id));
  for (const id of hazards.keys()) if (!present.has(id)) hazards.delete(id);
  if (stopped.length === 0) return;
  const vehicles = [...picture.vehicles.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const hazard of stopped) {
    if (!hazards.has(hazard.id)) {
      hazards.set(hazard.id, new Map());
      coordinator.counts.hazards++;
    }
    warnUpstream(coordinator, hazard, vehicles, now_ms, send);
  }
}

/** Warns all who may come along: whether the place is on their path is for their own units to say, who know their routes. */
function warnUpstream(
  coordinator: Coordinator,
  hazard: StoppedVehicle,
  vehicles: readonly VehicleKnowledge[],
  now_ms: number,
  send: (vehicle: string, advice: Advice) => void,
): void {
  const { network, settings, deliveries } = coordinator;
  const warned = coordinator.hazards.get(hazard.id)!;
  const { lanes, edges } = network;
  const distances = upstreamEdges(
    coordinator.upstream,
    lanes.edge[hazard.lane],
    hazard.pos_m,
    settings.hazard.upstream_m,
  );
  const valid_until_ms = now_ms + settings.hazard.valid_ms;
  for (const vehicle of vehicles) {
    if (vehicle.id === hazard.id || vehicle.lane < 0 || vehicle.lane >= lanes.count) continue;
    if (now_ms - vehicle.report_ms > settings.report_fresh_ms) continue;
    const end_m = distances.get(lanes.edge[vehicle.lane]);
    if (end_m === undefined) continue;
    const ahead_m = end_m + edges.length_m[lanes.edge[vehicle.lane]] - vehicle.pos_m;
    if (ahead_m < 0 || ahead_m > settings.hazard.upstream_m) continue;
    const until_ms = warned.get(vehicle.id);
    if (until_ms !== undefined && until_ms - now_ms > settings.hazard.valid_ms - settings.hazard.renew_ms) continue;
    if (!reachable(deliveries, vehicle.id, now_ms)) continue;
    warned.set(vehicle.id, valid_until_ms);
    coordinator.counts.hazard_warnings++;
    const body = {
      hazard: {
        position: { x_m: hazard.x_m, y_m: hazard.y_m },
        radius_m: settings.hazard.radius_m,
        kind: HAZARD.stopped_vehicle,
        source: hazard.perceived ? SOURCE.fused : SOURCE.v2x,
        valid_until_ms,
        lane: hazard.lane,
      },
    };
    send(vehicle.id, dispatch(deliveries, vehicle.id, ADVICE_KIND.hazard, body, valid_until_ms, now_ms));
  }
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
