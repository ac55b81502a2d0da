import { describe, expect, it } from 'vitest';
import { connectionState } from '../../../client/source/connection.ts';
import { pickRun, runFacts } from '../../../client/source/run-choice.ts';
import { v2x } from '../../../protos/wire/generated.js';

const LIVE = { link: 'open', server: 'present', paused: false, frame_age_ms: 80 } as const;

describe('the connection', () => {
  it('is live while frames are young', () => {
    expect(connectionState(LIVE)).toBe('live');
  });

  it('is stale when the last frame is older than a second, unless the run is paused', () => {
    expect(connectionState({ ...LIVE, frame_age_ms: 1001 })).toBe('stale');
    expect(connectionState({ ...LIVE, frame_age_ms: 1001, paused: true })).toBe('paused');
  });

  it('waits for the first frame', () => {
    expect(connectionState({ ...LIVE, frame_age_ms: Infinity })).toBe('waiting');
  });

  it('says that it is lost or that the server is gone before anything else', () => {
    expect(connectionState({ ...LIVE, link: 'lost' })).toBe('lost');
    expect(connectionState({ ...LIVE, link: 'connecting' })).toBe('connecting');
    expect(connectionState({ ...LIVE, server: 'gone' })).toBe('gone');
  });
});

describe('the choice of a run', () => {
  const state = (phase: v2x.server.Phase): Uint8Array =>
    v2x.server.ServerState.encode({ scenario: 's', phase }).finish();
  const alive = (id: string) => runFacts(id, state(v2x.server.Phase.PHASE_RUNNING));
  const lost = (id: string) => runFacts(id, state(v2x.server.Phase.PHASE_LOST));

  it('takes the wish of the address or nothing', () => {
    expect(pickRun([alive('main'), alive('r-1')], 'r-1', '')).toBe('r-1');
    expect(pickRun([alive('main')], 'r-1', '')).toBe('');
  });

  it('stays with the run that is shown, prefers main, then the first by id', () => {
    expect(pickRun([alive('main'), alive('r-1')], undefined, 'r-1')).toBe('r-1');
    expect(pickRun([alive('r-1'), alive('main')], undefined, '')).toBe('main');
    expect(pickRun([alive('r-2'), alive('r-1')], undefined, '')).toBe('r-1');
  });

  it('moves on when the run that is shown has gone', () => {
    expect(pickRun([lost('r-1'), alive('r-2')], undefined, 'r-1')).toBe('r-2');
    expect(pickRun([lost('r-1')], undefined, 'r-1')).toBe('r-1');
  });

  it('knows a cleared topic and a will as gone', () => {
    expect(runFacts('a', new Uint8Array(0)).presence).toBe('gone');
    expect(lost('a').presence).toBe('gone');
    expect(runFacts('a', Uint8Array.of(255, 255)).presence).toBe('unknown');
  });
});
