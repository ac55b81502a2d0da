/**
 * The part of a scenario that says where it drives: a signalised crossing of our own with parameters, or a SUMO network.
 * Every field has a description, its unit as the last word of its name, and a default: type, validation and JSON Schema come from here.
 */
import { z } from 'zod';

/** Arms of a crossing by compass point, in the order in which links, edges and signal indices are numbered. */
export const ARMS = ['north', 'east', 'south', 'west'] as const;
export type Arm = (typeof ARMS)[number];

const laneCount = z.int().min(1).max(6);
const armLength_m = z.number().min(60).max(5000);
const speed_mps = z.number().min(3).max(40);

const armSchema = z
  .strictObject({
    name: z.string().max(80).optional().describe('Name of the street on this arm.'),
    length_m: armLength_m
      .optional()
      .describe('Length from the far end to the stop line; absent: length_m of the crossing.'),
    lanes_in: laneCount.optional().describe('Lanes towards the junction; absent: lanes_in of the crossing.'),
    lanes_out: laneCount.optional().describe('Lanes away from the junction; absent: lanes_out of the crossing.'),
    speed_mps: speed_mps.optional().describe('Speed limit; absent: speed_mps of the crossing.'),
  })
  .describe('What differs on one arm.');

const signalSchema = z.strictObject({
  left: z
    .enum(['protected', 'permissive'])
    .default('protected')
    .describe(
      'protected: left turns have a phase of their own; permissive: they give way to oncoming traffic on its green.',
    ),
  right_turn: z
    .enum(['with_straight', 'always'])
    .default('with_straight')
    .describe(
      'with_straight: right turns share the green of their arm; always: they may turn at any time and give way.',
    ),
  north_south_green_s: z
    .number()
    .min(4)
    .max(180)
    .default(30)
    .describe('Green for straight and right from north and south.'),
  east_west_green_s: z
    .number()
    .min(4)
    .max(180)
    .default(30)
    .describe('Green for straight and right from east and west.'),
  left_green_s: z.number().min(4).max(90).default(12).describe('Green of a protected left-turn phase.'),
  yellow_s: z.number().min(1).max(10).default(3).describe('Yellow after each green.'),
  all_red_s: z.number().min(0).max(10).default(2).describe('Red for everybody between two phases.'),
  offset_s: z.number().min(0).max(600).default(0).describe('Shift of the program against simulated time 0.'),
});

const crosswalksSchema = z
  .strictObject({
    walkers_per_hour: z
      .number()
      .min(0)
      .max(6000)
      .default(120)
      .describe('Walkers an hour on each of the four crosswalks, both directions together.'),
    width_m: z.number().min(2).max(8).default(4).describe('Width of each crosswalk.'),
  })
  .describe('Crosswalks over all four arms, with signals for walkers beside the parallel green.');

export const crossingSchema = z
  .strictObject({
    length_m: armLength_m.default(280).describe('Length of each arm from its far end to the stop line.'),
    lanes_in: laneCount
      .default(3)
      .describe('Lanes of each arm towards the junction; from 2 on the leftmost is for left turns.'),
    lanes_out: laneCount.default(2).describe('Lanes of each arm away from the junction.'),
    lane_width_m: z.number().min(2.6).max(5).default(3.25).describe('Width of every lane.'),
    speed_mps: speed_mps.default(13.89).describe('Speed limit of the arms; turning speed follows from the radius.'),
    corner_radius_m: z.number().min(5).max(40).default(13).describe('Radius of the kerb at the corners.'),
    arms: z
      .strictObject({
        north: armSchema.optional(),
        east: armSchema.optional(),
        south: armSchema.optional(),
        west: armSchema.optional(),
      })
      .prefault({})
      .describe('Exceptions by arm.'),
    signal: signalSchema.prefault({}).describe('The signal program of the junction.'),
    crosswalks: crosswalksSchema.optional().describe('Crosswalks over all four arms; absent: nobody walks.'),
    left_hand: z.literal(false).default(false).describe('Left-hand traffic is not available for a crossing yet.'),
    origin: z
      .strictObject({
        lat_deg: z.number().min(-85).max(85).default(29.56).describe('Latitude of the centre, WGS-84.'),
        lon_deg: z.number().min(-180).max(180).default(106.55).describe('Longitude of the centre, WGS-84.'),
      })
      .prefault({})
      .describe('Where the middle of the crossing lies on the earth.'),
  })
  .describe('One signalised junction with four arms, drawn from these numbers.');
export type CrossingSettings = z.infer<typeof crossingSchema>;

export const mapSchema = z
  .strictObject({
    crossing: crossingSchema.optional(),
    sumo: z
      .string()
      .min(1)
      .optional()
      .describe('Path of a .sumocfg or .net.xml (or .gz), relative to the scenario file.'),
    file: z
      .string()
      .regex(/\.map\.ya?ml$/, 'must be the path of a *.map.yaml')
      .optional()
      .describe('Path of a road-level map (*.map.yaml), relative to the scenario file.'),
  })
  .refine((map) => [map.crossing, map.sumo, map.file].filter((one) => one !== undefined).length === 1, {
    message: 'needs exactly one of crossing, sumo and file',
  })
  .describe('Where the scenario drives: crossing, sumo, or file.');
