/**
 * Where the page gets a run from: one interface for the live broker and for the mock (a recording will be the third).
 * Payloads are the bytes of protos/*.proto; whoever listens decodes them.
 */
import type { v2x } from '../../protos/wire/generated.js';
import type { LinkState, ServerPresence } from './connection.ts';

/** A run that announces itself on server/state. */
export interface RunFacts {
  readonly id: string;
  readonly presence: ServerPresence;
  /** Last state; absent while unknown. */
  readonly state: v2x.server.ServerState.$Shape | undefined;
}

/** What a chosen vehicle sent or received. */
export interface OverheardMessage {
  /** Entity whose topic it was. */
  readonly entity: string;
  readonly direction: 'tx' | 'rx';
  readonly payload: Uint8Array;
}

export interface SourceListener {
  onLink(state: LinkState): void;
  /** The runs that are known; `chosen` is the one shown. */
  onRuns(runs: readonly RunFacts[], chosen: string): void;
  /** Another run is shown from now on: forget everything of the one before. */
  onRunChange(run: string): void;
  onScenario(payload: Uint8Array): void;
  onNetwork(payload: Uint8Array): void;
  onScene(payload: Uint8Array): void;
  onFrame(payload: Uint8Array): void;
  onEvents(payload: Uint8Array): void;
  onKpi(payload: Uint8Array): void;
  onStation(payload: Uint8Array): void;
  onReply(payload: Uint8Array): void;
  onMessage(message: OverheardMessage): void;
}

export type ControlCommand = Omit<v2x.server.ControlRequest.$Properties, 'requestId' | 'schemaVersion'>;

/** Who is listened in on: a vehicle or a roadside unit. */
export interface WatchedEntity {
  readonly kind: 'veh' | 'rsu';
  readonly id: string;
}

export interface ViewSource {
  /** Does the source know messages of single vehicles? */
  readonly has_messages: boolean;
  chooseRun(run: string): void;
  /** Asks the server; returns the number that its reply will carry, 0 where nothing could be sent. */
  request(command: ControlCommand): number;
  /** Listens in on one entity, on nobody with undefined. */
  watch(entity: WatchedEntity | undefined): void;
  stop(): void;
}
