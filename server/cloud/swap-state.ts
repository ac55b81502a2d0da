/** What the cloud carries from tick to tick about swap requests. */
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import type { SwapOffer, SwapRequest } from '../../protos/messages/swap.ts';
import type { StationKnowledge, SwapPolicy } from './swap-forecast.ts';

export interface SwapDispatchSettings {
  readonly policy: SwapPolicy;
  /** nearest leaves out stations with a longer wait, s. */
  readonly balk_s: number;
  /** Free-flow time between two edges of the map for a vehicle, s; Infinity where there is no way. */
  readonly travel_s: (from_edge: number, to_edge: number) => number;
}

export interface Pending {
  readonly request: SwapRequest;
  readonly from_edge: number;
  readonly tried: Set<string>;
  station: string;
  eta_ms: number;
  sent_ms: number;
  tries: number;
  /** What the vehicle was told; undefined while stations are asked. */
  offer: SwapOffer | undefined;
  /** Granted and not arrived yet. */
  pledged: boolean;
}

export interface SwapDispatch {
  readonly settings: SwapDispatchSettings;
  readonly frame: LocalFrame;
  readonly stations: readonly StationKnowledge[];
  /** By vehicle. */
  readonly pending: Map<string, Pending>;
  /** Lane's edge, or that behind its junction. */
  readonly edgeAt: (lane: number) => number;
  next_seq: number;
  readonly counts: { requests: number; proposals: number; resent: number; moved_on: number; cancelled: number };
}
