/**
 * A swap station as plain data: packs in slots, bays, a queue, leases. station.ts moves it from event to event.
 *
 * One slot must be empty to take the pack that comes in, so a station with n slots holds at most n - 1 packs.
 */
import type { PackType } from './charge-curve.ts';

/** Phases of a swap in their order; QUEUED comes before and FAULT may interrupt any. */
export const SWAP_PHASES = [
  'ALIGNING',
  'LOCKED',
  'LIFTED',
  'UNBOLTED',
  'OLD_OUT',
  'NEW_IN',
  'BOLTED',
  'SELF_CHECK',
  'RELEASED',
] as const;
export type SwapPhase = (typeof SWAP_PHASES)[number];

export interface Pack {
  readonly serial: string;
  /** Name of a pack type. */
  readonly type: string;
  soc: number;
  /** State of health: share of the capacity that is left. */
  readonly soh: number;
  /** Equivalent full charges so far. */
  cycles: number;
}

export interface StationSettings {
  readonly id: string;
  readonly slots: number;
  readonly bays: number;
  /** Of one slot's charger and of the connection to the grid, kW. */
  readonly slot_kw: number;
  readonly site_kw: number;
  /** Share of the charger's power that reaches the pack. */
  readonly efficiency: number;
  /** A pack may leave from this charge on; it is charged on to `charge_to_soc` as long as it stays. */
  readonly release_soc: number;
  readonly charge_to_soc: number;
  /** How long each phase takes, ms; those left out or 0 take no time and are not told. */
  readonly phase_ms: Partial<Readonly<Record<SwapPhase, number>>>;
}

/**
 * 144 s for all of it, as a station of NIO's fourth generation; how they are divided is an assumption.
 */
export const SWAP_PHASE_MS: Readonly<Record<SwapPhase, number>> = {
  ALIGNING: 20_000,
  LOCKED: 6000,
  LIFTED: 10_000,
  UNBOLTED: 20_000,
  OLD_OUT: 24_000,
  NEW_IN: 24_000,
  BOLTED: 20_000,
  SELF_CHECK: 12_000,
  RELEASED: 8000,
};

export interface Slot {
  pack: Pack | undefined;
  faulty: boolean;
  /** Bay whose swap needs it (to take the old pack, or to give the new one), -1. */
  bay: number;
  /** Lease that promises this pack, '' = none. */
  lease: string;
  /** Charger's power now, kW, and when it changes by itself. */
  kw: number;
  due_ms: number;
  due_soc: number;
}

/** The right to a pack of one type until `until_ms`; the pack is bound to nobody else. */
export interface Lease {
  readonly id: string;
  readonly vehicle: string;
  readonly type: string;
  until_ms: number;
  slot: number;
  /** Its vehicle is here: it does not run out any more. */
  arrived: boolean;
}

export interface Customer {
  readonly vehicle: string;
  readonly lease: string;
  readonly pack: Pack;
  readonly arrived_ms: number;
  /** When it leaves if it has not been served. */
  readonly leaves_ms: number;
  /** Time in the bay where it is not that of the settings, ms. */
  readonly service_ms: number;
  /** Bay in which it stands, -1 = any will do. */
  readonly bay: number;
}

export interface Bay {
  customer: Customer | undefined;
  phase: number;
  phase_end_ms: number;
  slot_in: number;
  slot_out: number;
  began_ms: number;
  /** Out of order until then; 0 = in order. */
  fault_until_ms: number;
}

export interface Station {
  readonly settings: StationSettings;
  readonly types: ReadonlyMap<string, PackType>;
  now_ms: number;
  readonly slots: readonly Slot[];
  readonly bays: readonly Bay[];
  readonly queue: Customer[];
  readonly leases: Map<string, Lease>;
  /** kW of the grid now: site_kw or less. */
  site_kw: number;
  power_kw: number;
  /** Earliest `due_ms` of the slots. */
  charge_due_ms: number;
  /** From the grid since the beginning, kWh. */
  energy_kwh: number;
  readonly phases: readonly SwapPhase[];
  readonly phase_ms: readonly number[];
  readonly swap_ms: number;
}

/** Vehicles that may wait at most; those beyond it are turned away. */
export const QUEUE_MAX = 1000;
/** Leases at most. */
export const LEASES_MAX = 1000;

/** @throws RangeError where there is no empty slot, or a pack of an unknown type */
export function createStation(settings: StationSettings, types: readonly PackType[], packs: readonly Pack[]): Station {
  if (packs.length >= settings.slots) {
    throw new RangeError(`${settings.id}: ${packs.length} packs need ${packs.length + 1} slots, one stays empty`);
  }
  const by_id = new Map(types.map((type) => [type.id, type]));
  const unknown = packs.find((pack) => !by_id.has(pack.type));
  if (unknown !== undefined) throw new RangeError(`${settings.id}: no pack type '${unknown.type}'`);
  const phases = SWAP_PHASES.filter((phase) => (settings.phase_ms[phase] ?? 0) > 0);
  const phase_ms = phases.map((phase) => settings.phase_ms[phase]!);
  return {
    settings,
    types: by_id,
    now_ms: 0,
    slots: Array.from({ length: settings.slots }, (_, index) => ({
      pack: packs[index],
      faulty: false,
      bay: -1,
      lease: '',
      kw: 0,
      due_ms: Infinity,
      due_soc: 0,
    })),
    bays: Array.from({ length: settings.bays }, () => ({
      customer: undefined,
      phase: -1,
      phase_end_ms: Infinity,
      slot_in: -1,
      slot_out: -1,
      began_ms: 0,
      fault_until_ms: 0,
    })),
    queue: [],
    leases: new Map(),
    site_kw: settings.site_kw,
    power_kw: 0,
    charge_due_ms: 0,
    energy_kwh: 0,
    phases,
    phase_ms,
    swap_ms: phase_ms.reduce((sum, ms) => sum + ms, 0),
  };
}

/** Usable capacity of a pack with its ageing, kWh. */
export function capacity_kwh(station: Station, pack: Pack): number {
  return station.types.get(pack.type)!.capacity_kwh * pack.soh;
}

/** May leave now. */
export function isReady(station: Station, slot: Slot): boolean {
  return (
    slot.pack !== undefined && !slot.faulty && slot.bay === -1 && slot.pack.soc >= station.settings.release_soc - 1e-9
  );
}
