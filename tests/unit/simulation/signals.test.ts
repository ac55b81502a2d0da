import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import type { SignalSpec } from '../../../server/simulation/network-spec.ts';
import type { DepartureSpec } from '../../../server/simulation/demand-spec.ts';
import { crossroadsDraft, net, phase, program } from '../../support/nets.ts';
import { demand, departure, plainCar } from '../../support/roads.ts';
import { drive, watch, type Watch } from '../../support/traffic.ts';

function crossroads(signal: SignalSpec, departures: readonly DepartureSpec[] = []): Watch {
  return watch(compileNetwork(net(crossroadsDraft(signal))), demand([plainCar()], departures));
}

function phases(watched: Watch, seconds: number): { phase: number; from_s: number }[] {
  const seen = [{ phase: watched.world.signals.phase[0], from_s: 0 }];
  drive(watched, seconds, (world) => {
    const now = world.signals.phase[0];
    if (now !== seen[seen.length - 1].phase) seen.push({ phase: now, from_s: (world.tick * world.dt_ms) / 1000 });
  });
  return seen;
}

function flow(edges: readonly string[], every_s: number, until_s: number, from_s = 0): DepartureSpec[] {
  return Array.from({ length: Math.floor((until_s - from_s) / every_s) }, (_, i) =>
    departure({ id: `${edges[0]}.${i}`, edges, depart_ms: (from_s + i * every_s) * 1000 }),
  );
}

const FIXED = [phase('Gr', 20), phase('yr', 3), phase('rG', 10), phase('ry', 3)];
const ACTUATED = [phase('Gr', 20, 8, 40), phase('yr', 3), phase('rG', 10, 6, 30), phase('ry', 3)];

describe('a fixed-time program', () => {
  it('goes through its phases one after the other and round again', () => {
    expect(phases(crossroads(program({ id: '', phases: FIXED })), 60)).toEqual([
      { phase: 0, from_s: 0 },
      { phase: 1, from_s: 20 },
      { phase: 2, from_s: 23 },
      { phase: 3, from_s: 33 },
      { phase: 0, from_s: 36 },
      { phase: 1, from_s: 56 },
      { phase: 2, from_s: 59 },
    ]);
  });

  it('begins later by its offset', () => {
    expect(phases(crossroads(program({ id: '', phases: FIXED, offset_ms: 5000 })), 40)).toEqual([
      { phase: 2, from_s: 0 },
      { phase: 3, from_s: 2 },
      { phase: 0, from_s: 5 },
      { phase: 1, from_s: 25 },
      { phase: 2, from_s: 28 },
      { phase: 3, from_s: 38 },
    ]);
  });

  it('takes an offset of more than a cycle, or below zero, as its rest', () => {
    const begin = (offset_ms: number) => phases(crossroads(program({ id: '', phases: FIXED, offset_ms })), 30);
    expect(begin(41_000)).toEqual(begin(5000));
    expect(begin(-31_000)).toEqual(begin(5000));
  });

  it('follows `next` where it leads elsewhere', () => {
    const jump = [phase('Gr', 5), phase('yr', 3, 3, 3, [3]), phase('rG', 10), phase('rr', 2, 2, 2, [0])];
    expect(phases(crossroads(program({ id: '', phases: jump })), 19).map((seen) => seen.phase)).toEqual([
      0, 1, 3, 0, 1, 3,
    ]);
  });

  it('shows the letters of its phase', () => {
    const watched = crossroads(program({ id: '', phases: FIXED }));
    const shown = (): string => String.fromCharCode(...watched.world.signals.letters);
    expect(shown()).toBe('Gr');
    drive(watched, 20);
    expect(shown()).toBe('yr');
    drive(watched, 3);
    expect(shown()).toBe('rG');
  });

  it('does not drift when phases are shorter than a step or no multiples of it', () => {
    const odd = [
      { ...phase('Gr', 1), duration_ms: 730, min_ms: 730, max_ms: 730 },
      { ...phase('rG', 1), duration_ms: 40, min_ms: 40, max_ms: 40 },
      { ...phase('rr', 1), duration_ms: 1230, min_ms: 1230, max_ms: 1230 },
    ];
    const watched = crossroads(program({ id: '', phases: odd }));
    drive(watched, 200);
    expect(watched.world.signals.phase[0]).toBe(0);
    expect(watched.world.signals.since_ms[0]).toBe(200_000);
  });

  it('keeps its letters when it is switched off', () => {
    const watched = crossroads(program({ id: '', kind: 'off', phases: FIXED }));
    drive(watched, 60);
    expect(watched.world.signals.phase[0]).toBe(0);
  });
});

describe('an actuated program', () => {
  it('ends each green after its least duration where nobody comes', () => {
    expect(phases(crossroads(program({ id: '', kind: 'actuated', phases: ACTUATED })), 30)).toEqual([
      { phase: 0, from_s: 0 },
      { phase: 1, from_s: 8 },
      { phase: 2, from_s: 11 },
      { phase: 3, from_s: 17 },
      { phase: 0, from_s: 20 },
      { phase: 1, from_s: 28 },
    ]);
  });

  it('goes on with green up to its greatest duration as long as vehicles come', () => {
    const busy = flow(['west', 'east'], 2.2, 200);
    const seen = phases(crossroads(program({ id: '', kind: 'actuated', phases: ACTUATED }), busy), 150);
    // The first vehicle is not there yet in the first green; the second one sees the stream.
    const second = seen.findIndex((entry, index) => index > 0 && entry.phase === 0);
    expect(seen[second + 1].from_s - seen[second].from_s).toBe(40);
  });

  it('ends green between least and greatest duration when the stream ends', () => {
    // Departures end early: the last car passes the detector between 8 and 40 s after green begins.
    const platoon = flow(['west', 'east'], 2.2, 14);
    const seen = phases(crossroads(program({ id: '', kind: 'actuated', phases: ACTUATED }), platoon), 100);
    const lengths = seen
      .slice(0, -1)
      .flatMap((entry, i) => (entry.phase === 0 ? [seen[i + 1].from_s - entry.from_s] : []));
    expect(lengths.some((length) => length > 8.5 && length < 39.5)).toBe(true);
  });

  it('is not prolonged by those who wait at red', () => {
    const waiting = flow(['south', 'north'], 2.2, 60);
    const seen = phases(crossroads(program({ id: '', kind: 'actuated', phases: ACTUATED }), waiting), 100);
    const lengths = seen
      .slice(0, -1)
      .flatMap((entry, i) => (entry.phase === 0 ? [seen[i + 1].from_s - entry.from_s] : []));
    expect(lengths.length).toBeGreaterThan(1);
    expect(new Set(lengths.map((length) => Math.round(length * 10)))).toEqual(new Set([80]));
  });

  it('chooses among several successors the green that most vehicles wait for', () => {
    const choice = [phase('rr', 5, 5, 5, [1, 2]), phase('Gr', 10, 5, 10, [0]), phase('rG', 10, 5, 10, [0])];
    const run = (edges: readonly string[]): number[] =>
      phases(crossroads(program({ id: '', kind: 'actuated', phases: choice }), flow(edges, 2.2, 100)), 60).map(
        (seen) => seen.phase,
      );
    expect(run(['west', 'east'])).not.toContain(2);
    expect(run(['south', 'north']).slice(1)).not.toContain(1);
  });

  it('never enters a phase that no `next` leads to', () => {
    const dead = [
      phase('Gr', 20, 5, 10, [1]),
      phase('yr', 3, 3, 3, [3]),
      phase('rr', 10, 5, 10, [3]),
      phase('rG', 10, 5, 10, [4]),
      phase('ry', 3, 3, 3, [0]),
    ];
    const seen = phases(crossroads(program({ id: '', kind: 'actuated', phases: dead })), 120);
    expect(seen.length).toBeGreaterThan(8);
    expect(seen.map((entry) => entry.phase)).not.toContain(2);
  });
});
