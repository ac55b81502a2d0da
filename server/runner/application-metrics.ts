/** Counters of the applications, on board, at the roadside and in the cloud. They count from the start, the warm-up included. */
import { metric } from './metric.ts';
import type { Metric } from './metric.ts';

/** Applications on board whose demands a driver follows or not. */
const DEMANDING = ['forward_collision_warning', 'speed_advice', 'hazard_warning'] as const;
const perApplication = { names: DEMANDING, variable: 'APPLICATION' } as const;
const DRIVER = 'server/onboard/driver.ts';
const FCW = 'server/onboard/forward-collision-warning.ts; T/CSAE 53';
const GLOSA = 'server/onboard/speed-advice.ts; T/CSAE 53';
const HAZARD = 'server/onboard/hazard-warning.ts; T/CSAE 53';
const GREEN = 'server/cloud/green-advice.ts';
const DELIVERIES = 'server/cloud/deliveries.ts';

const ONBOARD: readonly Metric[] = [
  metric(
    'applications.*.begun',
    'episodes',
    'Warnings or advice of this application that began, each lasting until it is no longer asked for.',
    DRIVER,
    undefined,
    perApplication,
  ),
  metric(
    'applications.*.followed',
    'episodes',
    'Those that the driver acted on after his reaction time.',
    DRIVER,
    undefined,
    perApplication,
  ),
  metric(
    'applications.*.ignored',
    'episodes',
    'Those that fell to drivers who do not comply.',
    DRIVER,
    undefined,
    perApplication,
  ),
  metric(
    'applications.*.too_late',
    'episodes',
    'Those that had ended before the driver reacted.',
    DRIVER,
    undefined,
    perApplication,
  ),
  metric('applications.forward_collision_warning.warnings', 'warnings', 'Warnings that went on.', FCW),
  metric(
    'applications.forward_collision_warning.objects_on_path',
    'objects',
    'Objects heard of that were found on the own path and near, each tick anew.',
    FCW,
  ),
  metric(
    'applications.forward_collision_warning.active_ticks',
    'vehicle-ticks',
    'Vehicles with the warning on, summed over the ticks.',
    FCW,
  ),
  metric(
    'applications.speed_advice.spat_used',
    'vehicle-ticks',
    'Times that a fresh SPAT and a known MAP answered the question for a speed.',
    GLOSA,
  ),
  metric(
    'applications.speed_advice.cloud_received',
    'messages',
    'Speed advice of the cloud that reached a vehicle.',
    GLOSA,
  ),
  metric(
    'applications.speed_advice.cloud_stale',
    'messages',
    'That of it which was no longer valid on arrival.',
    GLOSA,
  ),
  metric(
    'applications.speed_advice.roadside_ticks',
    'vehicle-ticks',
    'Vehicles advised by their own rule from SPAT and MAP, summed over the ticks.',
    GLOSA,
  ),
  metric(
    'applications.speed_advice.cloud_ticks',
    'vehicle-ticks',
    'Vehicles advised by the cloud for want of a SPAT, summed over the ticks.',
    GLOSA,
  ),
  metric(
    'applications.speed_advice.empty_ticks',
    'vehicle-ticks',
    'Times that no acceptable speed would have met a green.',
    GLOSA,
  ),
  metric('applications.hazard_warning.received', 'messages', 'Hazard warnings that reached a vehicle.', HAZARD),
  metric('applications.hazard_warning.stale', 'messages', 'Those no longer valid on arrival.', HAZARD),
  metric(
    'applications.hazard_warning.off_path',
    'messages',
    'Those of a place that is not ahead on the own path.',
    HAZARD,
  ),
  metric(
    'applications.hazard_warning.active_ticks',
    'vehicle-ticks',
    'Vehicles asked to come slowly, summed over the ticks.',
    HAZARD,
  ),
];

const ROADSIDE: readonly Metric[] = [
  metric(
    'applications.roadside_perception.in_range',
    'objects',
    'Vehicles within the range of an RSU, summed over RSUs and ticks.',
    'server/roadside/perception.ts',
  ),
  metric(
    'applications.roadside_perception.missed',
    'objects',
    'Those of them that the sensors missed.',
    'rsu.perception_miss',
  ),
  metric(
    'applications.roadside_perception.overflow',
    'objects',
    'Those seen but beyond what one RSU keeps.',
    'server/roadside/perception.ts',
  ),
];

const CLOUD: readonly Metric[] = [
  metric(
    'applications.cloud_speed_advice.considered',
    'times',
    'Times that the cloud asked for a moving vehicle before a signal whether to advise it.',
    GREEN,
  ),
  metric('applications.cloud_speed_advice.advised', 'times', 'Those that gave a speed.', GREEN),
  metric(
    'applications.cloud_speed_advice.no_phase',
    'times',
    'Those without, because the phase it will use is not known.',
    GREEN,
  ),
  metric(
    'applications.cloud_speed_advice.no_spat',
    'times',
    'Those without, for want of a fresh SPAT with times.',
    GREEN,
  ),
  metric(
    'applications.cloud_speed_advice.passes',
    'times',
    'Those without, because it passes on green at its own speed.',
    GREEN,
  ),
  metric(
    'applications.cloud_speed_advice.empty',
    'times',
    'Those without, because no acceptable speed meets the green.',
    GREEN,
  ),
  metric(
    'applications.cloud_speed_advice.issued',
    'messages',
    'Speed advice sent: where it said something new or the old was about to end.',
    'server/cloud/coordinator.ts',
  ),
  metric(
    'applications.cloud_hazard_warning.hazards',
    'hazards',
    'Stopped vehicles that the cloud found in its picture, each once.',
    'server/cloud/stopped-vehicles.ts',
  ),
  metric(
    'applications.cloud_hazard_warning.issued',
    'messages',
    'Warnings of them, renewals included.',
    'server/cloud/hazard-warnings.ts',
  ),
  metric('applications.cloud_deliveries.sent', 'messages', 'Advice and warnings sent for the first time.', DELIVERIES),
  metric(
    'applications.cloud_deliveries.resent',
    'messages',
    'Those sent again for want of an acknowledgement.',
    DELIVERIES,
  ),
  metric(
    'applications.cloud_deliveries.acknowledged',
    'messages',
    'Those that a report of the vehicle acknowledged.',
    DELIVERIES,
  ),
  metric(
    'applications.cloud_deliveries.superseded',
    'messages',
    'Those replaced by a newer one before they were acknowledged.',
    DELIVERIES,
  ),
  metric(
    'applications.cloud_deliveries.expired',
    'messages',
    'Those that ceased to be valid before they were acknowledged.',
    DELIVERIES,
  ),
  metric(
    'applications.cloud_deliveries.abnormal',
    'messages',
    'Those given up after all tries; the link to the vehicle then rests.',
    DELIVERIES,
  ),
  ...['bsm', 'spat', 'rsm', 'report', 'other'].map((kind) =>
    metric(
      `applications.cloud_uplink.${kind}`,
      'messages',
      kind === 'other'
        ? 'Messages of any other kind that reached the cloud.'
        : `Messages of kind ${kind} that reached the cloud.`,
      'server/cloud/coordinator.ts',
    ),
  ),
];

const LOCK_STEP: readonly Metric[] = [
  metric(
    'applications.lock_step.missed',
    'ticks',
    'Ticks in which the coordinator did not answer within the deadline.',
    'deadline.limit_s',
  ),
  metric(
    'applications.lock_step.coasted',
    'ticks',
    'Those after which the run went on without the answer.',
    'deadline.policy coast',
  ),
  metric(
    'applications.lock_step.detached',
    'times',
    'Times that the run went on without the coordinator.',
    'deadline.policy detach',
  ),
];

export const APPLICATION_METRICS: readonly Metric[] = [...ONBOARD, ...ROADSIDE, ...CLOUD, ...LOCK_STEP];
