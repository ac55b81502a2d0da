/** Counters of the applications, on board, at the roadside and in the cloud. They count from the start, the warm-up included. */
import { metric } from './metric.ts';
import type { Metric } from './metric.ts';

type Counters = Readonly<Record<string, readonly [unit: string, definition: string]>>;

/** `names` where the same counters belong to several applications. */
function counters(application: string, source: string, rows: Counters, names?: readonly string[]): Metric[] {
  const shared = names === undefined ? {} : { names, variable: 'APPLICATION' };
  return Object.entries(rows).map(([name, [unit, definition]]) =>
    metric(`applications.${application}.${name}`, unit, definition, source, undefined, shared),
  );
}

/** Applications on board whose demands a driver follows or not. */
const DEMANDING = ['forward_collision_warning', 'speed_advice', 'hazard_warning', 'speed_limit_warning'] as const;

const ONBOARD: readonly Metric[] = [
  ...counters(
    '*',
    'server/onboard/driver.ts',
    {
      begun: ['episodes', 'Warnings or advice that began, each lasting until it is no longer asked for.'],
      followed: ['episodes', 'Those that the driver acted on after his reaction time.'],
      ignored: ['episodes', 'Those that fell to drivers who do not comply.'],
      too_late: ['episodes', 'Those that had ended before the driver reacted.'],
    },
    DEMANDING,
  ),
  ...counters('forward_collision_warning', 'server/onboard/forward-collision-warning.ts; T/CSAE 53', {
    warnings: ['warnings', 'Warnings that went on.'],
    objects_on_path: ['objects', 'Objects heard of that were found near on the own path, each tick anew.'],
    active_ticks: ['vehicle-ticks', 'Vehicles with the warning on, summed over the ticks.'],
  }),
  ...counters('speed_advice', 'server/onboard/speed-advice.ts; T/CSAE 53', {
    spat_used: ['vehicle-ticks', 'Times that a fresh SPAT and a known MAP answered the question for a speed.'],
    cloud_received: ['messages', 'Speed advice of the cloud that reached a vehicle.'],
    cloud_stale: ['messages', 'That of it which was no longer valid on arrival.'],
    roadside_ticks: ['vehicle-ticks', 'Vehicles advised by their own rule from SPAT and MAP, summed over the ticks.'],
    cloud_ticks: ['vehicle-ticks', 'Vehicles advised by the cloud for want of a SPAT, summed over the ticks.'],
    empty_ticks: ['vehicle-ticks', 'Times that no acceptable speed would have met a green.'],
  }),
  ...counters('hazard_warning', 'server/onboard/hazard-warning.ts; T/CSAE 53', {
    received: ['messages', 'Hazard warnings that reached a vehicle.'],
    stale: ['messages', 'Those no longer valid on arrival.'],
    off_path: ['messages', 'Those of a place that is not ahead on the own path.'],
    active_ticks: ['vehicle-ticks', 'Vehicles asked to come slowly, summed over the ticks.'],
  }),
  ...counters('speed_limit_warning', 'server/onboard/speed-limit-warning.ts; T/CSAE 53', {
    signs: ['signs', 'Speed limit signs in RSI that were handled, each for all its receivers at once.'],
    known_ticks: ['vehicle-ticks', 'Vehicles that know the limit of the road they are on, summed over the ticks.'],
    over_ticks: ['vehicle-ticks', 'Those of them that are above it by more than the tolerance.'],
  }),
];

const ROADSIDE = counters('roadside_perception', 'server/roadside/perception.ts', {
  in_range: ['objects', 'Vehicles within the range of an RSU, summed over RSUs and ticks.'],
  missed: ['objects', 'Those of them that the sensors missed (rsu.perception_miss).'],
  overflow: ['objects', 'Those seen but beyond what one RSU keeps.'],
});

const CLOUD: readonly Metric[] = [
  ...counters('cloud_speed_advice', 'server/cloud/green-advice.ts', {
    considered: ['times', 'Times that the cloud looked whether to advise a vehicle on its way to a signal.'],
    advised: ['times', 'Those that gave a speed.'],
    no_phase: ['times', 'Those without, because the phase it will use is not known.'],
    no_spat: ['times', 'Those without, for want of a fresh SPAT with times.'],
    passes: ['times', 'Those without, because it passes on green at its own speed.'],
    empty: ['times', 'Those without, because no acceptable speed meets the green.'],
    issued: ['messages', 'Speed advice sent: where it said something new or the old was about to end.'],
  }),
  ...counters('cloud_hazard_warning', 'server/cloud/hazard-warnings.ts', {
    hazards: ['hazards', 'Stopped vehicles that the cloud found in its picture, each once.'],
    issued: ['messages', 'Warnings of them, renewals included.'],
  }),
  ...counters('cloud_deliveries', 'server/cloud/deliveries.ts', {
    sent: ['messages', 'Advice and warnings sent for the first time.'],
    resent: ['messages', 'Those sent again for want of an acknowledgement.'],
    acknowledged: ['messages', 'Those that a report of the vehicle acknowledged.'],
    superseded: ['messages', 'Those replaced by a newer one before they were acknowledged.'],
    expired: ['messages', 'Those that ceased to be valid before they were acknowledged.'],
    abnormal: ['messages', 'Those given up after all tries; the link to the vehicle then rests.'],
  }),
  ...counters('cloud_uplink', 'server/cloud/coordinator.ts', {
    bsm: ['messages', 'BSM that reached the cloud.'],
    spat: ['messages', 'SPAT that reached the cloud.'],
    rsm: ['messages', 'RSM that reached the cloud.'],
    report: ['messages', 'Reports of vehicles that reached the cloud.'],
    other: ['messages', 'Messages of any other kind that reached the cloud.'],
  }),
];

const LOCK_STEP = counters('lock_step', 'server/runner/coordinator-link.ts; deadline in the scenario', {
  missed: ['ticks', 'Times that the coordinator did not answer within the deadline.'],
  coasted: ['ticks', 'Ticks after which the run went on without the answer (policy coast).'],
  detached: ['times', 'Times that the run went on without the coordinator (policy detach).'],
});

export const APPLICATION_METRICS: readonly Metric[] = [...ONBOARD, ...ROADSIDE, ...CLOUD, ...LOCK_STEP];
