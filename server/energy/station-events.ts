/** What happens to a station, and what it tells. */
import type { Pack, SwapPhase } from './station-state.ts';

/** Asks for a pack; an id that has a lease gets the same answer again. */
export interface ReserveInput {
  readonly at_ms: number;
  readonly kind: 'reserve';
  readonly id: string;
  readonly vehicle: string;
  readonly type: string;
  readonly eta_ms: number;
  /** End of the lease if the vehicle has not come. */
  readonly until_ms: number;
  /** A pack that is ready so much later than eta_ms will do. */
  readonly patience_ms: number;
}

export interface ArriveInput {
  readonly at_ms: number;
  readonly kind: 'arrive';
  readonly vehicle: string;
  /** Its lease, '' for one that comes without. */
  readonly lease: string;
  /** The pack it brings. */
  readonly pack: Pack;
  /** Leaves when it has waited so long, ms; 0 = does not wait at all. Absent: waits for ever. */
  readonly patience_ms?: number;
  readonly service_ms?: number;
  /** It stands in this bay already. Absent: it drives into whichever is free. */
  readonly bay?: number;
}

export type StationInput =
  | ReserveInput
  | ArriveInput
  | { readonly at_ms: number; readonly kind: 'cancel'; readonly id: string }
  /** Its vehicle is here and waits: the lease holds longer. */
  | { readonly at_ms: number; readonly kind: 'renew'; readonly id: string; readonly until_ms: number }
  /** The bay's machinery stands still for so long; a swap in it goes on afterwards. */
  | { readonly at_ms: number; readonly kind: 'bay_fault'; readonly bay: number; readonly repair_ms: number }
  /** The pack is locked away. */
  | { readonly at_ms: number; readonly kind: 'pack_fault'; readonly serial: string }
  /** The grid gives less, or all again. */
  | { readonly at_ms: number; readonly kind: 'curtail'; readonly site_kw: number };

export type RejectReason = 'NO_PACK' | 'NO_SUCH_TYPE' | 'FULL';

export type StationEvent =
  | {
      readonly at_ms: number;
      readonly kind: 'granted';
      readonly id: string;
      readonly vehicle: string;
      readonly serial: string;
      readonly ready_ms: number;
    }
  | {
      readonly at_ms: number;
      readonly kind: 'rejected';
      readonly id: string;
      readonly vehicle: string;
      readonly reason: RejectReason;
    }
  | {
      readonly at_ms: number;
      readonly kind: 'expired' | 'cancelled' | 'revoked';
      readonly id: string;
      readonly vehicle: string;
    }
  /** turned_away: the queue is full, or no slot for its pack's type here; left: its patience ended. */
  | { readonly at_ms: number; readonly kind: 'queued' | 'turned_away' | 'left'; readonly vehicle: string }
  | {
      readonly at_ms: number;
      readonly kind: 'phase';
      readonly vehicle: string;
      readonly bay: number;
      readonly phase: SwapPhase | 'FAULT';
    }
  | {
      readonly at_ms: number;
      readonly kind: 'complete';
      readonly vehicle: string;
      readonly lease: string;
      readonly bay: number;
      readonly old_serial: string;
      /** Now the vehicle's. */
      readonly pack: Pack;
      readonly wait_ms: number;
    };
