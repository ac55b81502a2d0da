/** The station against queueing theory: fixed seeds, 30 replications after a warm-up, the golden value within the 99.9 % interval. */
import { describe, expect, it } from 'vitest';
import { advance } from '../../../server/energy/station.ts';
import type { StationInput } from '../../../server/energy/station-events.ts';
import {
  draws,
  exponential,
  flatType,
  H_MS,
  interval,
  MIN_MS,
  pack,
  packs,
  station,
  type Replication,
} from './station-rig.ts';

const REPLICATIONS = 30;
const WARM_UP = 1000;

interface Case {
  readonly name: string;
  readonly per_hour: number;
  readonly service_min: number;
  readonly servers: number;
  /** Each service takes exactly its mean. */
  readonly constant?: boolean;
  readonly arrivals: number;
  readonly wait_min: number;
  /** Half of the 95 % interval over the value, at most: narrower ones would take minutes. */
  readonly width: number;
}

/** Mean wait in one replication, min: bays are the servers, packs are always ready. */
function waitAtBays(one: Case, replication: number): Replication {
  const draw = draws(replication);
  const mean_ms = one.service_min * MIN_MS;
  const kernel = station(
    {
      slots: 2 * one.servers + 3,
      bays: one.servers,
      release_soc: 0,
      charge_to_soc: 0,
      phase_ms: { ALIGNING: mean_ms },
    },
    flatType(1),
    packs(one.servers + 2, 1),
  );
  return meanWait(one, draw, kernel, () => {
    const service_ms = one.constant === true ? mean_ms : exponential(draw, mean_ms);
    return { soc: 1, service_ms, work_ms: service_ms };
  });
}

/** The same with packs as the servers: a customer takes a full one at once, and the empty one charges for a random time. */
function waitForPacks(one: Case, replication: number): Replication {
  const draw = draws(replication);
  const hours = 60;
  const kernel = station({ slots: 2 * one.servers, bays: one.servers }, flatType(hours), packs(one.servers, 1));
  return meanWait(one, draw, kernel, () => {
    const charge_h = Math.min(hours, exponential(draw, one.service_min / 60));
    return { soc: 1 - charge_h / hours, service_ms: -1, work_ms: charge_h * H_MS };
  });
}

function meanWait(
  one: Case,
  draw: () => number,
  kernel: ReturnType<typeof station>,
  customer: () => { soc: number; service_ms: number; work_ms: number },
): Replication {
  let work_ms = 0;
  let at_ms = 0;
  let sum = 0;
  let count = 0;
  const total = WARM_UP + Math.ceil(one.arrivals / REPLICATIONS);
  let seen = 0;
  while (seen < total) {
    const inputs: StationInput[] = [];
    for (let i = 0; i < 500; i++) {
      at_ms += exponential(draw, H_MS / one.per_hour);
      const { soc, service_ms, work_ms: work } = customer();
      work_ms += work;
      const input = { at_ms, kind: 'arrive' as const, vehicle: 'v', lease: '', pack: pack('p', soc) };
      inputs.push(service_ms < 0 ? input : { ...input, service_ms });
    }
    for (const event of advance(kernel, at_ms, inputs).events) {
      if (event.kind !== 'complete') continue;
      seen++;
      if (seen <= WARM_UP) continue;
      sum += event.wait_ms;
      count++;
    }
  }
  return { value: sum / count / MIN_MS, load: work_ms / at_ms };
}

const CASES: readonly Case[] = [
  { name: 'M/M/1', per_hour: 10, service_min: 4.67, servers: 1, arrivals: 400_000, wait_min: 16.398, width: 0.045 },
  {
    name: 'M/D/1',
    per_hour: 10,
    service_min: 4.67,
    servers: 1,
    constant: true,
    arrivals: 100_000,
    wait_min: 8.199,
    width: 0.045,
  },
  { name: 'M/M/3', per_hour: 30, service_min: 5, servers: 3, arrivals: 300_000, wait_min: 7.0225, width: 0.06 },
];

describe('waiting for a bay', () => {
  it.each(CASES)('$name: $wait_min min', (one) => {
    const runs = Array.from({ length: REPLICATIONS }, (_, i) => waitAtBays(one, i));
    const { mean, half, half_95 } = interval(runs, (one.per_hour * one.service_min) / 60);
    expect(half_95 / one.wait_min).toBeLessThan(one.width);
    expect(Math.abs(mean - one.wait_min)).toBeLessThan(half);
  });
});

describe('waiting for a pack', () => {
  it('M/M/8, packs as servers: 10.7094 min', () => {
    const one: Case = {
      name: '',
      per_hour: 6,
      service_min: 60,
      servers: 8,
      arrivals: 120_000,
      wait_min: 10.7094,
      width: 0.09,
    };
    const runs = Array.from({ length: REPLICATIONS }, (_, i) => waitForPacks(one, i));
    const { mean, half, half_95 } = interval(runs, (one.per_hour * one.service_min) / 60);
    expect(half_95 / one.wait_min).toBeLessThan(one.width);
    expect(Math.abs(mean - one.wait_min)).toBeLessThan(half);
  });

  it.each([
    { servers: 13, load: 13, blocked: 0.191852 },
    { servers: 21, load: 17, blocked: 0.064989 },
  ])('Erlang B with $servers packs and $load erlang: $blocked leave again', ({ servers, load, blocked }) => {
    const runs = Array.from({ length: REPLICATIONS }, (_, replication) => {
      const draw = draws(replication);
      const kernel = station({ slots: 2 * servers, bays: servers }, flatType(1), packs(servers, 1));
      const inputs: StationInput[] = [];
      let at_ms = 0;
      for (let i = 0; i < 4000; i++) {
        at_ms += exponential(draw, H_MS / load);
        inputs.push({ at_ms, kind: 'arrive', vehicle: 'v', lease: '', pack: pack('p', 0), patience_ms: 0 });
      }
      const warm_ms = at_ms * 0.1;
      const told = advance(kernel, at_ms, inputs).events.filter((event) => event.at_ms > warm_ms);
      const left = told.filter((event) => event.kind === 'left').length;
      const came = told.filter((event) => event.kind === 'queued').length;
      return { value: left / came, load: (came * H_MS) / (at_ms - warm_ms) };
    });
    const { mean, half, half_95 } = interval(runs, load);
    expect(half_95 / blocked).toBeLessThan(0.025);
    expect(Math.abs(mean - blocked)).toBeLessThan(half);
  });
});
