import { beforeAll, describe, expect, it } from 'vitest';
import { v2x } from '../../../protos/wire/generated.js';
import { createViewFrames, KEYFRAME_PERIOD_MS, VIEW_STATE } from '../../../server/runner/view-frame.ts';
import { DrivenVehicles } from '../../../server/runner/agents/driven-vehicles.ts';
import { loadScenario } from '../../../server/scenario/loader.ts';
import type { Scenario } from '../../../server/scenario/scenario.ts';
import { createWorld } from '../../../server/simulation/create-world.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { step } from '../../../server/simulation/step.ts';
import type { World } from '../../../server/simulation/world.ts';

let scenario: Scenario;

beforeAll(async () => {
  scenario = await loadScenario('junction', {});
});

function worldAfter(ticks: number): World {
  const world = createWorld(compileNetwork(scenario.network), scenario.demand, { seed: 1, dt_ms: 100 });
  advance(world, ticks);
  return world;
}

function advance(world: World, ticks: number): void {
  for (let i = 0; i < ticks; i++) step(world);
}

/** A column of a decoded frame; it may begin at any byte. */
function column<T>(bytes: Uint8Array, type: { new (buffer: ArrayBuffer): T }): T {
  return new type(Uint8Array.prototype.slice.call(bytes).buffer as ArrayBuffer);
}

const decode = (payload: Uint8Array) => v2x.view.ViewFrame.decode(payload);

describe('view frames', () => {
  it('show every vehicle where the world has it, in canonical order', () => {
    const world = worldAfter(600);
    const frame = decode(createViewFrames(world).frame(0));
    expect(frame.count).toBe(world.active_count);
    expect(frame.count).toBeGreaterThan(10);
    const slots = column(frame.slot, Uint32Array);
    const x = column(frame.xCm, Int32Array);
    const yaw = column(frame.yaw, Uint16Array);
    const speed = column(frame.vCms, Int16Array);
    for (let i = 0; i < frame.count; i++) {
      const slot = world.active[i];
      expect(slots[i]).toBe(slot);
      expect(Math.abs(x[i] / 100 - world.vehicles.x[slot])).toBeLessThanOrEqual(0.0051);
      expect(Math.abs(speed[i] / 100 - world.vehicles.speed_mps[slot])).toBeLessThanOrEqual(0.0051);
      expect(Math.cos((yaw[i] / 65536) * 2 * Math.PI)).toBeCloseTo(Math.cos(world.vehicles.heading_rad[slot]), 3);
    }
    expect([frame.tick, frame.simTimeMs]).toEqual([600, 60_000]);
  });

  it('carry the letters of all signals', () => {
    const world = worldAfter(5);
    const frame = decode(createViewFrames(world).frame(0));
    expect(Array.from(frame.signals)).toEqual(Array.from(world.signals.letters));
  });

  it('show every walker where the world has it; none where nobody walks', async () => {
    const sets = ['map.crossing.crosswalks.walkers_per_hour=900'];
    const walking = await loadScenario('junction', { sets });
    const world = createWorld(compileNetwork(walking.network), walking.demand, { seed: 1, dt_ms: 100 });
    advance(world, 600);
    const walkers = world.walkers!;
    const frame = decode(createViewFrames(world).frame(0));
    expect(frame.walkerCount).toBe(walkers.active_count);
    expect(frame.walkerCount).toBeGreaterThan(5);
    const [number, x, y] = [
      column(frame.walker, Uint32Array),
      column(frame.walkerXCm, Int32Array),
      column(frame.walkerYCm, Int32Array),
    ];
    const yaw = column(frame.walkerYaw, Uint16Array);
    for (let i = 0; i < frame.walkerCount; i++) {
      const slot = walkers.active[i];
      expect(number[i]).toBe(walkers.number[slot]);
      expect(Math.abs(x[i] / 100 - walkers.x[slot])).toBeLessThanOrEqual(0.0051);
      expect(Math.abs(y[i] / 100 - walkers.y[slot])).toBeLessThanOrEqual(0.0051);
      expect(Math.cos((yaw[i] / 65536) * 2 * Math.PI)).toBeCloseTo(Math.cos(walkers.heading_rad[slot]), 3);
    }
    expect(frame.walkerZCm.length).toBe(0);
    const { crosswalks: _crosswalks, ...without } = walking.network;
    const empty = createWorld(compileNetwork(without), walking.demand, { seed: 1, dt_ms: 100 });
    expect(empty.walkers).toBeUndefined();
    expect(decode(createViewFrames(empty).frame(0)).walkerCount).toBe(0);
  });

  it('leave out heights where the roads are flat', () => {
    const frame = decode(createViewFrames(worldAfter(200)).frame(0));
    expect(frame.zCm.length).toBe(0);
  });

  it('carry heights and the slope of the road where there are hills', () => {
    const world = worldAfter(300);
    const { x, z } = world.network.points;
    for (let i = 0; i < z.length; i++) z[i] = x[i] * 0.06;
    step(world);
    const frame = decode(createViewFrames(world).frame(0));
    const heights = column(frame.zCm, Int32Array);
    const pitch = column(frame.pitch, Int16Array);
    expect([heights.length, pitch.length]).toEqual([frame.count, frame.count]);
    let straight = 0;
    for (let i = 0; i < frame.count; i++) {
      const eastward = Math.cos(world.vehicles.heading_rad[world.active[i]]);
      // Who turns stands across the slope of the lane.
      if (Math.abs(eastward) < 0.999) continue;
      straight += 1;
      expect((pitch[i] / 65536) * 2 * Math.PI).toBeCloseTo(Math.atan(0.06 * eastward), 3);
    }
    expect(straight).toBeGreaterThan(5);
    const flat = decode(createViewFrames(worldAfter(300)).frame(0));
    expect(flat.pitch.length).toBe(0);
  });

  it('name each vehicle once, all of them in a keyframe, and tell who has left', () => {
    const world = worldAfter(300);
    const frames = createViewFrames(world);
    const known = new Set<number>();
    let despawned = 0;
    for (let n = 0; n < 1500; n++) {
      const frame = decode(frames.frame(n * 100));
      expect(frame.seq).toBe(n + 1);
      expect(frame.keyframe).toBe(n % (KEYFRAME_PERIOD_MS / 100) === 0);
      if (frame.keyframe) expect(frame.spawn.length).toBe(frame.count);
      for (const slot of column(frame.despawn, Uint32Array)) {
        expect(known.delete(slot)).toBe(true);
        despawned += 1;
      }
      for (const spawn of frame.spawn) known.add(spawn.slot ?? 0);
      expect([...known].sort((a, b) => a - b)).toEqual(
        Array.from(column(frame.slot, Uint32Array)).sort((a, b) => a - b),
      );
      step(world);
    }
    expect(despawned).toBeGreaterThan(5);
  });

  it('spawn anew when a slot changed its vehicle between two frames', () => {
    const world = worldAfter(300);
    const frames = createViewFrames(world);
    frames.frame(0);
    const slot = world.active[0];
    world.vehicles.generation[slot] += 1;
    const frame = decode(frames.frame(100));
    expect(frame.spawn.map((spawn) => spawn.slot)).toEqual([slot]);
    expect(frame.despawn.length).toBe(0);
  });

  it('carry lights and what the runner knows beside the world', () => {
    const world = worldAfter(300);
    const slot = world.active[0];
    world.vehicles.lights[slot] = 3;
    const connected = new Uint8Array(world.demand.departures.length);
    connected[world.vehicles.key[slot]] = 1;
    const warning = new Uint8Array(world.vehicles.capacity);
    warning[slot] = 1;
    const frame = decode(createViewFrames(world, { connected, warning }).frame(0));
    const state = column(frame.state, Uint16Array);
    expect(state[0] & (3 | VIEW_STATE.connected | VIEW_STATE.warning)).toBe(
      3 | VIEW_STATE.connected | VIEW_STATE.warning,
    );
    expect(state[1] & VIEW_STATE.connected).toBe(0);
  });

  it('do not change the world', () => {
    const [seen, unseen] = [worldAfter(100), worldAfter(100)];
    const frames = createViewFrames(seen);
    for (let i = 0; i < 100; i++) {
      frames.frame(i * 100);
      step(seen);
      step(unseen);
    }
    expect(seen.vehicles.x).toEqual(unseen.vehicles.x);
    expect(seen.signals.letters).toEqual(unseen.signals.letters);
  });

  it('reuse nothing that was handed out', () => {
    const world = worldAfter(300);
    const frames = createViewFrames(world);
    const first = frames.frame(0);
    const copy = first.slice();
    advance(world, 10);
    frames.frame(1000);
    expect(Buffer.from(first).equals(Buffer.from(copy))).toBe(true);
  });
});

describe('the scene', () => {
  it('names signals, their groups, roadside units and the vehicles that are there', () => {
    const world = worldAfter(300);
    const rsu = { id: 'rsu-crossing', x: 1, y: 2, z: 0, range_m: 300, perception_m: 120, signal: 0 };
    const payload = createViewFrames(world, {}, 3).scene({
      scenario: 'junction',
      start: '2026-05-04T08:00:00+08:00',
      rsus: [rsu],
    });
    const scene = v2x.view.ViewScene.decode(payload);
    expect(scene).toMatchObject({ epoch: 3, scenario: 'junction', dtMs: 100, z0M: 0 });
    expect(scene.signals).toEqual(world.network.signals.map((signal) => signal.id));
    expect(scene.signalGroups.reduce((sum, count) => sum + count, 0)).toBe(world.signals.letters.length);
    expect(scene.rsus[0]).toMatchObject({ id: 'rsu-crossing', rangeM: 300, signal: 0 });
    expect(scene.vehicles.length).toBe(world.active_count);
  });
});

describe('view frames of vehicles that agents drive', () => {
  it('name the agent when it takes over and when it hands back, without a keyframe', () => {
    const world = worldAfter(300);
    const driven = new DrivenVehicles(world.demand.departures.length);
    const frames = createViewFrames(world, { driven });
    const key = world.vehicles.key[world.active[0]];
    const told = (wall_ms: number): { ids: string[]; agents: string[]; marked: number } => {
      const frame = decode(frames.frame(wall_ms));
      return {
        ids: frame.spawn.map(({ id }) => id ?? ''),
        agents: frame.spawn.map(({ agent }) => agent ?? ''),
        marked: [...column(frame.state, Uint16Array)].filter((bits) => (bits & VIEW_STATE.agent) !== 0).length,
      };
    };
    const id = world.demand.departures[key].id;
    const first = told(0);
    expect(first.agents.every((agent) => agent === '')).toBe(true);
    expect(first.marked).toBe(0);
    driven.take(key, 'mine');
    expect(told(50)).toEqual({ ids: [id], agents: ['mine'], marked: 1 });
    expect(told(100)).toEqual({ ids: [], agents: [], marked: 1 });
    driven.handBack(key);
    expect(told(150)).toEqual({ ids: [id], agents: [''], marked: 0 });
  });
});
