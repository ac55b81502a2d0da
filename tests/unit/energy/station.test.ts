import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargeTime_ms, PACK_TYPES } from '../../../server/energy/charge-curve.ts';
import { advance } from '../../../server/energy/station.ts';
import type { StationEvent, StationInput } from '../../../server/energy/station-events.ts';
import { createStation, SWAP_PHASE_MS, type Pack, type Station } from '../../../server/energy/station-state.ts';
import { flatType, H_MS, MIN_MS, pack, packs, PLAIN, station } from './station-rig.ts';

const kinds = (events: readonly StationEvent[]): string[] => events.map(({ kind }) => kind);
const type = (id: string) => PACK_TYPES.find((candidate) => candidate.id === id)!;

describe('charging', () => {
  it.each([
    ['et5_100', 75.3, 41.5],
    ['et5_75', 64.7, 34],
  ])('takes a %s pack %d min from empty to full, %d from 10 to 80 percent', (id, all_min, middle_min) => {
    const { curve, capacity_kwh } = type(id);
    expect(Math.abs(chargeTime_ms(curve, 0, 1, capacity_kwh, 1000, 0.95) / MIN_MS - all_min)).toBeLessThan(1);
    expect(Math.abs(chargeTime_ms(curve, 0.1, 0.8, capacity_kwh, 1000, 0.95) / MIN_MS - middle_min)).toBeLessThan(1);
  });

  it('says beforehand when a pack is full, and keeps it', () => {
    const { curve, capacity_kwh } = type('et5_100');
    const settings = { ...PLAIN, efficiency: 0.95, slot_kw: 62.5 };
    const kernel = createStation(settings, PACK_TYPES, [pack('a', 0.2, 'et5_100')]);
    const wanted_ms = chargeTime_ms(curve, 0.2, 1, capacity_kwh, 62.5, 0.95);
    // The first call shares out the power.
    advance(kernel, wanted_ms - 1, []);
    expect(kernel.slots[0].pack!.soc).toBeLessThan(1);
    advance(kernel, wanted_ms + 1, []);
    expect(kernel.slots[0].pack!.soc).toBe(1);
  });

  it('shares a weak connection, and is bound by the grid: 500 kW make 8.6 swaps an hour of 55 kWh', () => {
    const settings = {
      ...PLAIN,
      slots: 22,
      slot_kw: 62.5,
      site_kw: 500,
      efficiency: 0.95,
      release_soc: 0.9,
      charge_to_soc: 0.9,
      phase_ms: SWAP_PHASE_MS,
    };
    const stock = Array.from({ length: 21 }, (_, i) => pack(`s${i}`, 0.9, 'et5_75'));
    const kernel = createStation(settings, PACK_TYPES, stock);
    const empty = 0.9 - 55 / 70.5;
    let completed = 0;
    let greatest_kw = 0;
    for (let hour = 0; hour < 48; hour++) {
      // More come than can be served; those that wait too long leave.
      const inputs: StationInput[] = Array.from({ length: 20 }, (_, i) => ({
        at_ms: hour * H_MS + i * 3 * MIN_MS,
        kind: 'arrive',
        vehicle: `${hour}-${i}`,
        lease: '',
        pack: pack(`c${hour}-${i}`, empty, 'et5_75'),
        patience_ms: 40 * MIN_MS,
      }));
      const { events } = advance(kernel, (hour + 1) * H_MS, inputs);
      if (hour >= 24) completed += events.filter(({ kind }) => kind === 'complete').length;
      greatest_kw = Math.max(greatest_kw, kernel.power_kw);
    }
    expect(Math.abs(completed / 24 / 8.636 - 1)).toBeLessThan(0.03);
    expect(greatest_kw).toBeLessThanOrEqual(500 + 1e-9);
  });
});

describe('a swap', () => {
  const settings = { ...PLAIN, release_soc: 0.9, phase_ms: SWAP_PHASE_MS };
  const arrival = (vehicle: string, at_ms: number, soc = 0.15, lease = ''): StationInput => ({
    at_ms,
    kind: 'arrive',
    vehicle,
    lease,
    pack: pack(`old-${vehicle}`, soc),
  });

  it('goes through its phases in 144 s and hands over the fullest pack', () => {
    const kernel = station(settings, flatType(1), [pack('low', 0.5), pack('full', 1), pack('nine', 0.9)]);
    const { events } = advance(kernel, 10 * MIN_MS, [arrival('v', 1000)]);
    const phases = events.filter((event) => event.kind === 'phase');
    expect(phases.map(({ phase }) => phase)).toEqual(Object.keys(SWAP_PHASE_MS));
    const complete = events.find((event) => event.kind === 'complete')!;
    expect(complete).toMatchObject({ at_ms: 145_000, old_serial: 'old-v', wait_ms: 0 });
    expect(complete.pack.serial).toBe('full');
    expect(kernel.slots.map((slot) => slot.pack?.serial)).toContain('old-v');
  });

  it('goes on after a jam of the bay', () => {
    const kernel = station(settings, flatType(1), packs(3, 1));
    const inputs: StationInput[] = [
      arrival('v', 0),
      { at_ms: 30_000, kind: 'bay_fault', bay: 0, repair_ms: 20 * MIN_MS },
    ];
    const { events } = advance(kernel, H_MS, inputs);
    expect(events.filter((event) => event.kind === 'phase' && event.phase === 'FAULT')).toHaveLength(1);
    expect(events.find(({ kind }) => kind === 'complete')!.at_ms).toBe(144_000 + 20 * MIN_MS);
  });

  it('never gives a promised pack to another', () => {
    const kernel = station(settings, flatType(10), [pack('only', 1), pack('empty', 0)]);
    const inputs: StationInput[] = [
      {
        at_ms: 0,
        kind: 'reserve',
        id: 'r1',
        vehicle: 'a',
        type: 'flat',
        eta_ms: 60_000,
        until_ms: 600_000,
        patience_ms: 0,
      },
      {
        at_ms: 1,
        kind: 'reserve',
        id: 'r2',
        vehicle: 'b',
        type: 'flat',
        eta_ms: 60_000,
        until_ms: 600_000,
        patience_ms: 0,
      },
      arrival('b', 1000),
      arrival('a', 60_000, 0.1, 'r1'),
    ];
    const { events } = advance(kernel, 10 * MIN_MS, inputs);
    expect(kinds(events).filter((kind) => kind !== 'phase')).toEqual([
      'granted',
      'rejected',
      'queued',
      'queued',
      'complete',
    ]);
    expect(events.find(({ kind }) => kind === 'complete')).toMatchObject({ vehicle: 'a' });
  });

  it('gives the pack of who does not come to others when the lease is over', () => {
    const kernel = station(settings, flatType(10), [pack('only', 1)]);
    const inputs: StationInput[] = [
      {
        at_ms: 0,
        kind: 'reserve',
        id: 'r1',
        vehicle: 'a',
        type: 'flat',
        eta_ms: 1000,
        until_ms: 90_000,
        patience_ms: 0,
      },
      arrival('b', 1000),
    ];
    const { events } = advance(kernel, 10 * MIN_MS, inputs);
    expect(events.find(({ kind }) => kind === 'expired')).toMatchObject({ at_ms: 90_000, id: 'r1' });
    expect(events.find(({ kind }) => kind === 'complete')).toMatchObject({ vehicle: 'b', wait_ms: 89_000 });
  });

  it('answers a repeated request with the same pack, and revokes a lease whose pack fails without another', () => {
    const kernel = station(settings, flatType(10), [pack('only', 1)]);
    const ask = (at_ms: number): StationInput => {
      return {
        at_ms,
        kind: 'reserve',
        id: 'r1',
        vehicle: 'a',
        type: 'flat',
        eta_ms: 0,
        until_ms: 600_000,
        patience_ms: 0,
      };
    };
    const first = advance(kernel, 5000, [ask(0), ask(2000)]).events;
    expect(first.map((event) => (event.kind === 'granted' ? event.serial : ''))).toEqual(['only', 'only']);
    const { events } = advance(kernel, 9000, [{ at_ms: 6000, kind: 'pack_fault', serial: 'only' }]);
    expect(kinds(events)).toEqual(['revoked']);
    expect(kernel.leases.size).toBe(0);
  });
});

/** Anything that may happen to a station within an hour. */
const happening = fc.record({
  at_ms: fc.integer({ min: 0, max: H_MS }),
  what: fc.constantFrom('arrive', 'arrive', 'arrive', 'reserve', 'cancel', 'bay_fault', 'pack_fault', 'curtail'),
  number: fc.integer({ min: 0, max: 9 }),
  soc: fc.double({ min: 0, max: 1, noNaN: true }),
});

function inputsOf(happenings: readonly { at_ms: number; what: string; number: number; soc: number }[]): StationInput[] {
  return happenings
    .toSorted((a, b) => a.at_ms - b.at_ms)
    .map(({ at_ms, what, number, soc }, i): StationInput => {
      const id = `r${number}`;
      const vehicle = `v${number}`;
      if (what === 'arrive') {
        const base = { at_ms, kind: 'arrive' as const, vehicle, lease: id, pack: pack(`old-${i}`, soc) };
        return number % 2 === 0 ? base : { ...base, patience_ms: number * MIN_MS };
      }
      if (what === 'reserve') {
        const until_ms = at_ms + number * MIN_MS;
        return { at_ms, kind: 'reserve', id, vehicle, type: 'flat', eta_ms: at_ms, until_ms, patience_ms: H_MS };
      }
      if (what === 'cancel') return { at_ms, kind: 'cancel', id };
      if (what === 'bay_fault') return { at_ms, kind: 'bay_fault', bay: number % 2, repair_ms: number * MIN_MS };
      if (what === 'pack_fault') return { at_ms, kind: 'pack_fault', serial: `s${number}` };
      return { at_ms, kind: 'curtail', site_kw: 30 * number };
    });
}

function inside(kernel: Station): Pack[] {
  const waiting = [...kernel.queue, ...kernel.bays.flatMap(({ customer }) => customer ?? [])].map((one) => one.pack);
  return [...kernel.slots.flatMap((slot) => slot.pack ?? []), ...waiting];
}

describe('whatever happens', () => {
  const settings = { bays: 2, slot_kw: 40, site_kw: 200, efficiency: 0.9, release_soc: 0.8, phase_ms: SWAP_PHASE_MS };

  it('no pack appears, vanishes or is in two places, no lease shares a pack, and the meter agrees with the packs', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const inputs = inputsOf(happenings);
        const kernel = station(settings, flatType(1), packs(5, 0.7));
        const start_kwh = 5 * 0.7 * 60;
        const { events } = advance(kernel, 2 * H_MS, inputs);
        const gone: Pack[] = [];
        let taken_out = 0;
        for (const event of events) {
          if (event.kind === 'complete') gone.push(event.pack);
          if (event.kind === 'left' || event.kind === 'turned_away') taken_out++;
        }
        const brought = inputs.flatMap((input) => (input.kind === 'arrive' ? input.pack.soc : []));
        const here = inside(kernel);
        const serials = [...here, ...gone].map(({ serial }) => serial);
        expect(new Set(serials).size).toBe(serials.length);
        expect(serials.length).toBe(5 + brought.length - taken_out);
        const promised = [...kernel.leases.values()].map(({ slot }) => slot);
        expect(new Set(promised).size).toBe(promised.length);
        for (const one of [...here, ...gone]) expect(one.soc).toBeGreaterThanOrEqual(0);
        for (const one of [...here, ...gone]) expect(one.soc).toBeLessThanOrEqual(1);
        if (taken_out === 0) {
          const now_kwh = [...here, ...gone].reduce((sum, { soc }) => sum + soc * 60, 0);
          const before_kwh = start_kwh + brought.reduce((sum, soc) => sum + soc * 60, 0);
          expect(kernel.energy_kwh * 0.9).toBeCloseTo(now_kwh - before_kwh, 6);
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('the same inputs give the same events, however often it is asked in between', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        const once = advance(station(settings, flatType(1), packs(5, 0.7)), 2 * H_MS, inputsOf(happenings)).events;
        const kernel = station(settings, flatType(1), packs(5, 0.7));
        const often: StationEvent[] = [];
        const inputs = inputsOf(happenings);
        for (let from = -1; from < 2 * H_MS; from += 10 * MIN_MS) {
          const to = Math.min(2 * H_MS, from + 10 * MIN_MS);
          often.push(
            ...advance(
              kernel,
              to,
              inputs.filter(({ at_ms }) => at_ms > from && at_ms <= to),
            ).events,
          );
        }
        const rounded = (events: readonly StationEvent[]): unknown =>
          events.map((event) => [event.kind, event.vehicle, Math.round(event.at_ms)]);
        expect(rounded(often)).toEqual(rounded(once));
      }),
      { seed: 12, numRuns: 100 },
    );
  });
});
