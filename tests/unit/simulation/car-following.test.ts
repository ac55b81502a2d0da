import { describe, expect, it } from 'vitest';
import { equilibriumGap, freeAcceleration, interaction, travelTime } from '../../../server/simulation/car-following.ts';
import { readCsv } from '../../support/csv.ts';
import { dataPath } from '../../support/data.ts';

describe('the Intelligent Driver Model', () => {
  it('is at rest at its equilibrium gap', () => {
    for (const speed of [1, 5, 10, 12]) {
      const gap = equilibriumGap(speed, 13.89, 1, 2.5, 4);
      expect(freeAcceleration(speed, 13.89, 2.6, 4.5, 4) - interaction(speed, 0, gap, 2.6, 4.5, 1, 2.5)).toBeCloseTo(
        0,
        9,
      );
    }
  });

  it('never asks for more than comfortable braking because of a lower limit alone', () => {
    for (const speed of [6, 10, 30]) expect(freeAcceleration(speed, 5, 2.6, 4.5, 4)).toBeGreaterThanOrEqual(-4.5);
    expect(freeAcceleration(5, 5, 2.6, 4.5, 4)).toBeCloseTo(0, 12);
  });

  it('travels a distance in the time that even acceleration gives', () => {
    expect(travelTime(20, 0, 2.6, 100)).toBeCloseTo(Math.sqrt((2 * 20) / 2.6), 9);
    expect(travelTime(100, 10, 2, 10)).toBeCloseTo(10, 9);
    expect(travelTime(0, 0, 1, 1)).toBe(0);
  });

  const equilibrium = dataPath('golden/e_idm_equilibrium.csv');
  it.skipIf(equilibrium === undefined)('meets the closed form of the equilibrium gap over the whole table', () => {
    const rows = readCsv(equilibrium!);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const speed = Number(row.v_mps ?? row.v);
      if (!(speed > 0) || speed >= Number(row.v0)) continue;
      const gap = equilibriumGap(speed, Number(row.v0), Number(row.T), Number(row.s0), 4);
      expect(Math.abs(gap - Number(row.s_e ?? row.gap_m ?? row.gap)) / gap).toBeLessThan(1e-4);
    }
  });
});
