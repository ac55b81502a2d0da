/**
 * The part of a scenario that says who drives: classes and their shares, flows between arms or edges, or a random demand.
 * A SUMO configuration brings its own demand; then none of this is needed.
 */
import { z } from 'zod';

/** Classes of the library in vehicle-types.ts. */
export const LIBRARY_CLASSES = ['car', 'taxi', 'van', 'bus', 'truck', 'motorcycle', 'ambulance'] as const;
export type LibraryClass = (typeof LIBRARY_CLASSES)[number];

const share = z.number().min(0).max(1000);

const sharesSchema = z
  .strictObject({
    car: share.optional(),
    taxi: share.optional(),
    van: share.optional(),
    bus: share.optional(),
    truck: share.optional(),
    motorcycle: share.optional(),
    ambulance: share.optional(),
  })
  .describe('Shares of the vehicle classes; they need not add up to 1.');

const turnsSchema = z
  .strictObject({
    left: share.default(0).describe('Share that turns left.'),
    straight: share.default(0).describe('Share that goes straight on.'),
    right: share.default(0).describe('Share that turns right.'),
  })
  .describe('Shares of the turns at a crossing; they need not add up to 1.');

const flowSchema = z
  .strictObject({
    from: z.string().min(1).describe('Arm of the crossing (north, east, south, west), or edge of the network.'),
    to: z.string().min(1).optional().describe('Arm or edge where the trips end; absent at a crossing: turns decide.'),
    per_hour: z.number().min(0).max(20000).describe('Vehicles per hour.'),
    turns: turnsSchema.optional(),
    shares: sharesSchema.optional().describe('Shares of the classes of this flow; absent: those of the demand.'),
    arrivals: z
      .enum(['poisson', 'uniform'])
      .default('poisson')
      .describe('poisson: exponential headways; uniform: equal headways.'),
    begin_s: z.number().min(0).default(0).describe('First departure.'),
    end_s: z.number().min(0).optional().describe('Last departure; absent: as long as the run lasts.'),
  })
  .describe('A stream of vehicles.');
export type FlowSettings = z.infer<typeof flowSchema>;

const lineSchema = z
  .strictObject({
    from: z.string().min(1).describe('Edge where its buses enter.'),
    stops: z.array(z.string()).min(1).max(50).describe('Bus stops of the map in order.'),
    to: z.string().min(1).describe('Edge where they leave.'),
    every_s: z.number().min(20).max(7200).describe('Headway.'),
    dwell_s: z.number().min(3).max(300).default(18).describe('Time at each stop.'),
    begin_s: z.number().min(0).default(0).describe('First departure.'),
  })
  .describe('A bus line.');
export type LineSettings = z.infer<typeof lineSchema>;

const vehicleOverrideSchema = z
  .strictObject({
    length_m: z.number().min(1).max(30).optional().describe('Length.'),
    width_m: z.number().min(0.4).max(3).optional().describe('Width.'),
    height_m: z.number().min(0.8).max(5).optional().describe('Height.'),
    max_speed_mps: z.number().min(3).max(70).optional().describe('Top speed.'),
    accel_mps2: z.number().min(0.2).max(6).optional().describe('Acceleration a of the Intelligent Driver Model.'),
    decel_mps2: z
      .number()
      .min(0.5)
      .max(8)
      .optional()
      .describe('Comfortable braking b of the Intelligent Driver Model.'),
    headway_s: z.number().min(0.3).max(5).optional().describe('Time headway T of the Intelligent Driver Model.'),
    min_gap_m: z.number().min(0.3).max(10).optional().describe('Standstill gap s0 of the Intelligent Driver Model.'),
  })
  .describe('What differs from the library.');
export type VehicleOverride = z.infer<typeof vehicleOverrideSchema>;

export const demandSchema = z
  .strictObject({
    shares: sharesSchema.prefault({ car: 1 }),
    flows: z.array(flowSchema).max(1000).default([]).describe('Streams of vehicles.'),
    lines: z.array(lineSchema).max(200).default([]).describe('Bus lines.'),
    random: z
      .strictObject({
        per_hour: z
          .number()
          .min(0)
          .max(100000)
          .optional()
          .describe(
            'Trips per hour over the whole network; absent: 12 per kilometre of lane, at least 120, at most 3600.',
          ),
        weights: z
          .record(z.string(), z.number().min(0).max(1000))
          .default({})
          .describe('How much more often than others (1) a trip begins or ends at an edge of the rim.'),
      })
      .optional()
      .describe('Random trips between the edges at the rim of the network, drawn from the seed.'),
    types: z
      .strictObject({
        car: vehicleOverrideSchema.optional(),
        taxi: vehicleOverrideSchema.optional(),
        van: vehicleOverrideSchema.optional(),
        bus: vehicleOverrideSchema.optional(),
        truck: vehicleOverrideSchema.optional(),
        motorcycle: vehicleOverrideSchema.optional(),
        ambulance: vehicleOverrideSchema.optional(),
      })
      .prefault({})
      .describe('Changes to the classes of the library.'),
  })
  .describe('Who drives.');
export type DemandSettings = z.infer<typeof demandSchema>;
