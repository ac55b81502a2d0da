/** What a coordinator carries from tick to tick: its picture, what it has advised, and what it counts. Made by `createCoordinator`. */
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import type { Network } from '../simulation/network.ts';
import type { Deliveries } from './deliveries.ts';
import type { GreenCounts, Queues } from './green-advice.ts';
import type { LaneMatcher } from './lane-matcher.ts';
import type { Picture } from './picture.ts';
import type { CoordinatorSettings } from './settings.ts';
import type { SwapDispatch } from './swap-state.ts';
import type { UpstreamGraph } from './upstream.ts';

/** Advice that a vehicle has, as far as the cloud knows. */
export interface Standing {
  speed_mps: number;
  junction: number;
  phase: number;
  until_ms: number;
}

export interface Warned {
  readonly hazard: string;
  readonly until_ms: number;
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
  /** Speed advice by vehicle; hazards that are known now; of which hazard a vehicle is warned, and until when. */
  readonly standing: Map<string, Standing>;
  readonly hazards: Set<string>;
  readonly warned: Map<string, Warned>;
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
  /** Absent where no station runs. */
  readonly swaps: SwapDispatch | undefined;
}
