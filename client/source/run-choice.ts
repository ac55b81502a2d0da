/** Which run the page shows, out of those that announce themselves. */
import { v2x } from '../../protos/wire/generated.js';
import type { RunFacts } from './source.ts';

/** What a payload of server/state says; an empty one is a topic that was cleared. */
export function runFacts(id: string, payload: Uint8Array): RunFacts {
  if (payload.length === 0) return { id, presence: 'gone', state: undefined };
  try {
    const state = v2x.server.ServerState.decode(payload);
    const { PHASE_LOST, PHASE_ENDED } = v2x.server.Phase;
    const gone = state.phase === PHASE_LOST || state.phase === PHASE_ENDED;
    return { id, presence: gone ? 'gone' : 'present', state };
  } catch {
    return { id, presence: 'unknown', state: undefined };
  }
}

/** The run that was wished for; else the one shown while it lives; else `main`, else the first living one by id; '' = none. */
export function pickRun(runs: readonly RunFacts[], wish: string | undefined, shown: string): string {
  if (wish !== undefined) return runs.some((run) => run.id === wish) ? wish : '';
  const living = runs.filter((run) => run.presence === 'present').map((run) => run.id);
  if (living.includes(shown)) return shown;
  if (living.includes('main')) return 'main';
  return living.sort(byCodeUnits)[0] ?? shown;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
