/** The part of a scenario that says what drives the vehicles: powertrains by class, and how full they set out. */
import { z } from 'zod';

const share = z.number().min(0).max(1000).optional();
const POWERTRAIN_SHARES = {
  electric: share.describe('Battery, charged at a plug.'),
  plug_in: share.describe('Battery for the town, engine beyond.'),
  range_extended: share.describe('Electric drive, engine as generator.'),
  hydrogen: share.describe('Fuel cell.'),
  swap: share.describe('Battery that is swapped at a station.'),
  fuel: share.describe('Petrol or diesel alone.'),
};
const { electric, plug_in, range_extended, hydrogen, swap, fuel } = POWERTRAIN_SHARES;

/** Shares of today and tomorrow are assumptions: about half of the cars and most taxis of a large Chinese town are electric in some way. */
const sharesSchema = z
  .strictObject({
    car: z
      .strictObject({ electric, plug_in, range_extended, hydrogen, swap, fuel })
      .prefault({ electric: 0.25, plug_in: 0.15, range_extended: 0.1, swap: 0.02, fuel: 0.48 })
      .describe('Cars.'),
    taxi: z
      .strictObject({ electric, plug_in, hydrogen, swap, fuel })
      .prefault({ electric: 0.4, swap: 0.3, fuel: 0.3 })
      .describe('Taxis.'),
    van: z.strictObject({ electric, fuel }).prefault({ electric: 0.3, fuel: 0.7 }).describe('Vans.'),
    bus: z.strictObject({ electric, fuel }).prefault({ electric: 0.8, fuel: 0.2 }).describe('Buses and coaches.'),
    truck: z
      .strictObject({ electric, hydrogen, swap, fuel })
      .prefault({ electric: 0.05, swap: 0.05, fuel: 0.9 })
      .describe('Trucks.'),
    motorcycle: z.strictObject({ electric, fuel }).prefault({ electric: 0.7, fuel: 0.3 }).describe('Two-wheelers.'),
  })
  .describe('Shares of the powertrains by vehicle class; they need not add up to 1.');

export const energySchema = z
  .strictObject({
    enabled: z.boolean().default(false).describe('true: vehicles use energy, and may run out of it.'),
    shares: sharesSchema.prefault({}),
    soc_min: z
      .number()
      .min(0.01)
      .max(1)
      .default(0.3)
      .describe('Batteries and tanks are at least so full at departure, 0 to 1.'),
    soc_max: z.number().min(0.01).max(1).default(0.9).describe('And at most so full; uniform between.'),
  })
  .refine((energy) => energy.soc_min <= energy.soc_max, {
    message: 'soc_min must not exceed soc_max',
    path: ['soc_min'],
  })
  .describe('What drives the vehicles, and how much of it they use.');
