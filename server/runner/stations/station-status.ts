/** The retained state of each station for whoever looks on: at most once a simulated second, and only where it changed. */
import { buildTopic } from '../../../protos/topics.ts';
import { v2x as wire } from '../../../protos/wire/generated.js';
import { isReady, type Bay, type Slot, type Station } from '../../energy/station-state.ts';
import type { Transport } from '../../transport/transport.ts';
import type { RunStation } from './create-stations.ts';
import { forecastWait_s } from './forecast.ts';

const PERIOD_MS = 1000;

/** The kernel's phases in the words of StationStatus. */
const PHASE_WORD: Readonly<Record<string, string>> = {
  ALIGNING: 'aligning',
  LOCKED: 'aligning',
  LIFTED: 'aligning',
  UNBOLTED: 'unbolting',
  OLD_OUT: 'old_out',
  NEW_IN: 'new_in',
  BOLTED: 'bolting',
  SELF_CHECK: 'self_check',
  RELEASED: 'released',
};

export interface StationPublisher {
  /** After the stations were brought to `now_ms`. */
  publish(now_ms: number): void;
  /** Takes the retained states back. */
  close(): Promise<void>;
}

/** @param queueOf ids of the vehicles that wait on a station's lane, the first first */
export function createStationPublisher(
  stations: readonly RunStation[],
  run_id: string,
  transport: Transport,
  queueOf: (index: number) => readonly string[],
): StationPublisher {
  const topics = stations.map(({ station }) => buildTopic(run_id, 'station_status', { id: station.settings.id }));
  const told = stations.map(() => '');
  let next_ms = 0;
  return {
    publish: (now_ms) => {
      if (now_ms < next_ms) return;
      next_ms = now_ms + PERIOD_MS;
      stations.forEach((run, index) => {
        const status = stationStatus(run, queueOf(index));
        // Time alone is no news.
        const facts = JSON.stringify(status);
        if (facts === told[index]) return;
        told[index] = facts;
        const payload = wire.station.StationStatus.encode({ ...status, simTimeMs: now_ms }).finish();
        void transport.publish(topics[index]!, payload, { qos: 1, retain: true });
      });
    },
    close: async () => {
      for (const topic of topics) await transport.publish(topic, new Uint8Array(0), { qos: 1, retain: true });
    },
  };
}

/** All but the time. Charges are told in thousandths, powers in tenths of a kilowatt. */
export function stationStatus(run: RunStation, queue: readonly string[]): wire.station.StationStatus.$Properties {
  const { station } = run;
  return {
    schemaVersion: 1,
    id: station.settings.id,
    state: station.bays.every(({ fault_until_ms }) => fault_until_ms > station.now_ms) ? 'fault' : 'open',
    bays: station.bays.map((bay) => bayStatus(station, bay)),
    slots: station.slots.map((slot) => slotStatus(station, slot)),
    queue: [...queue],
    reserved: station.leases.size,
    powerKw: Math.round(station.power_kw * 10) / 10,
    powerLimitKw: station.site_kw,
    forecastWaitS: Math.round(forecastWait_s(station, queue.length)),
    completed: run.completed,
  };
}

function bayStatus(station: Station, bay: Bay): wire.station.BayStatus.$Properties {
  const { customer } = bay;
  if (customer === undefined) {
    const broken = bay.fault_until_ms > station.now_ms;
    return { phase: broken ? 'fault' : 'free', vehicle: '', percent: 0, busyUntilMs: 0 };
  }
  let left_ms = bay.phase_end_ms - station.now_ms;
  for (let phase = bay.phase + 1; phase < station.phases.length; phase++) left_ms += station.phase_ms[phase]!;
  return {
    phase: PHASE_WORD[station.phases[bay.phase]!]!,
    vehicle: customer.vehicle,
    percent: Math.max(0, Math.min(100, Math.round(100 - (100 * left_ms) / station.swap_ms))),
    busyUntilMs: Math.round(station.now_ms + left_ms),
  };
}

function slotStatus(station: Station, slot: Slot): wire.station.SlotStatus.$Properties {
  const { pack } = slot;
  if (pack === undefined) return { serialNumber: '', packType: '', soc: 0, state: 'empty', powerKw: 0 };
  const ready = isReady(station, slot) ? 'ready' : 'charging';
  return {
    serialNumber: pack.serial,
    packType: pack.type,
    soc: Math.round(pack.soc * 1000) / 1000,
    state: slot.faulty ? 'faulty' : slot.lease !== '' || slot.bay !== -1 ? 'promised' : ready,
    powerKw: Math.round(slot.kw * 10) / 10,
  };
}
