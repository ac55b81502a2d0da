/** What the page may honestly say about its connection: a pure function of three facts. */

/** Link to the broker. */
export type LinkState = 'connecting' | 'open' | 'lost';
/** What server/state of the run says: unknown until it was read, gone after its will or a cleared topic. */
export type ServerPresence = 'unknown' | 'present' | 'gone';
export type ConnectionState = 'connecting' | 'waiting' | 'live' | 'paused' | 'stale' | 'lost' | 'gone';

/** A live picture is never older than this. */
export const STALE_AFTER_MS = 1000;

export interface ConnectionFacts {
  readonly link: LinkState;
  readonly server: ServerPresence;
  readonly paused: boolean;
  /** Wall time since the last frame, Infinity before the first. */
  readonly frame_age_ms: number;
}

export function connectionState(facts: ConnectionFacts): ConnectionState {
  if (facts.link === 'lost') return 'lost';
  if (facts.link === 'connecting') return 'connecting';
  if (facts.server === 'gone') return 'gone';
  if (facts.frame_age_ms === Infinity) return 'waiting';
  if (facts.paused) return 'paused';
  return facts.frame_age_ms > STALE_AFTER_MS ? 'stale' : 'live';
}
