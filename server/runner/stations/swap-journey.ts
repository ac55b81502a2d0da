/** One request of one vehicle, from asking to its end, and the run's books of all of them. */
import { ENERGY_VEHICLES } from '../../energy/vehicle-table.ts';
import type { Pack } from '../../energy/station-state.ts';
import type { SwapHead } from '../../../protos/messages/swap.ts';
import type { RunEnergy } from '../run-energy.ts';

/** asking -> driving (granted) -> queued -> entering a bay -> swapping; then it is over. */
export type SwapPhase = 'asking' | 'driving' | 'queued' | 'entering' | 'swapping';

/** rejected: no station had a pack; expired: no answer in time, or no pack in time at the station; stranded: it broke down or left the road first. */
export type SwapEnd = 'completed' | 'rejected' | 'expired' | 'stranded';

export interface SwapJourney {
  readonly key: number;
  readonly vehicle: string;
  readonly correlation_id: number;
  readonly expires_ms: number;
  phase: SwapPhase;
  /** Index in the run's stations, -1 before a grant; and its bay, -1 before it drives into one. */
  station: number;
  bay: number;
  /** Where it was going: edge, and position on it. */
  goal: number;
  goal_m: number;
  sent_ms: number;
  joined_ms: number;
  entered_ms: number;
  /** Longer way, m, and longer free-flow time, s, than without the station. */
  detour_m: number;
  detour_s: number;
  /** In its battery when it handed it over, kWh. */
  handed_kwh: number;
}

export interface SwapBooks {
  requested: number;
  readonly ended: Record<SwapEnd, number>;
  readonly waits_s: number[];
  detour_m: number;
  time_lost_s: number;
}

export function createSwapBooks(): SwapBooks {
  return {
    requested: 0,
    ended: { completed: 0, rejected: 0, expired: 0, stranded: 0 },
    waits_s: [],
    detour_m: 0,
    time_lost_s: 0,
  };
}

/** Serial number and cycles of a pack that is in a vehicle. */
export interface OwnPack {
  serial: string;
  cycles: number;
}

/** The pack of the vehicle in a slot, as it is now. */
export function packOf({ fleet }: RunEnergy, slot: number, own: OwnPack): Pack {
  const { pack, battery_kwh } = ENERGY_VEHICLES[fleet.row[slot]!]!;
  const soc = Math.min(1, Math.max(0, fleet.battery_kwh[slot]! / battery_kwh));
  return { serial: own.serial, type: pack, soc, soh: 1, cycles: own.cycles };
}

/** A pack as messages carry it. */
export function packRecord({ serial, type, soc, soh, cycles }: Pack) {
  return { serial_number: serial, pack_type: type, soc, soh, cycles: Math.floor(cycles) };
}

/** What every message about a request begins with. */
export function headOf(journey: SwapJourney, station_id: string): SwapHead {
  return { correlation_id: journey.correlation_id, vehicle_id: journey.vehicle, station_id };
}

/** Name of a request at a station; the same however often it is said. */
export function leaseId(vehicle: string, correlation_id: number): string {
  return `${vehicle}#${correlation_id}`;
}
