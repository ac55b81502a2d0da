/** The message of station/{id}/status as a plain record. */
import { v2x } from '../../protos/wire/generated.js';

export interface BayState {
  readonly phase: string;
  readonly vehicle: string;
  readonly percent: number;
}

export interface SlotState {
  readonly serial_number: string;
  /** 0-1. */
  readonly soc: number;
  /** empty, charging, ready, promised, faulty. */
  readonly state: string;
}

export interface StationState {
  readonly id: string;
  readonly sim_ms: number;
  /** open, closed, fault. */
  readonly state: string;
  readonly bays: readonly BayState[];
  readonly slots: readonly SlotState[];
  readonly queue: readonly string[];
  readonly reserved: number;
  readonly power_kw: number;
  readonly power_limit_kw: number;
  readonly forecast_wait_s: number;
  readonly completed: number;
}

/** Reads a message of station/{id}/status; throws on bytes that are none. */
export function readStation(payload: Uint8Array): StationState {
  const status = v2x.station.StationStatus.decode(payload);
  return {
    id: status.id,
    sim_ms: Number(status.simTimeMs),
    state: status.state,
    bays: status.bays.map((bay) => ({
      phase: bay.phase ?? 'free',
      vehicle: bay.vehicle ?? '',
      percent: bay.percent ?? 0,
    })),
    slots: status.slots.map((slot) => ({
      serial_number: slot.serialNumber ?? '',
      soc: slot.soc ?? 0,
      state: slot.state ?? 'empty',
    })),
    queue: status.queue,
    reserved: status.reserved,
    power_kw: status.powerKw,
    power_limit_kw: status.powerLimitKw,
    forecast_wait_s: status.forecastWaitS,
    completed: status.completed,
  };
}

/** Packs that could be handed out now. */
export function readySlots(station: StationState): number {
  return station.slots.filter((slot) => slot.state === 'ready').length;
}
