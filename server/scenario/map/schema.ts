/**
 * What a road-level map (*.map.yaml) may say: the one source of its type, its validation and its JSON Schema (`chelu schema --map`).
 * Local metres, x east, y north, z up. Vehicles drive on the right.
 */
import { z } from 'zod';

const id = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,31}$/, 'must begin with a letter and hold only letters, digits and _')
  .describe('Name of a node.');
const xy = z.tuple([z.number(), z.number()]).describe('x, y in metres.');
const xyz = z.tuple([z.number(), z.number(), z.number()]).describe('x, y, z in metres.');
const name = z
  .strictObject({
    en: z.string().max(80).describe('English.'),
    zh: z.string().max(80).default('').describe('Chinese.'),
  })
  .describe('A name in both languages.');
export type MapName = z.infer<typeof name>;

const laneSchema = z
  .strictObject({
    kind: z
      .enum(['road', 'bus'])
      .default('road')
      .describe('road: everybody; bus: buses, taxis and emergency vehicles.'),
    width_m: z.number().min(2.5).max(6).optional().describe('Width; absent: lane_width_m of the road.'),
  })
  .describe('One lane.');
const laneList = z
  .union([z.int().min(0).max(6), z.array(laneSchema).min(1).max(6)])
  .describe('A number of equal lanes, or the lanes one by one, the rightmost first.');
const lanesSchema = z
  .union([
    z.int().min(1).max(6),
    z.strictObject({
      forward: laneList.describe('Lanes in the order of `through`.'),
      backward: laneList.default(0).describe('Lanes the other way; 0: one-way.'),
    }),
  ])
  .describe('Lanes: a number for each direction, or { forward, backward }.');

const roadShape = {
  lanes: lanesSchema.optional(),
  lane_width_m: z.number().min(2.5).max(6).optional().describe('Width of a lane; default 3.25.'),
  speed_mps: z.number().min(3).max(40).optional().describe('Speed limit; default 13.89 (50 km/h).'),
  priority: z.int().min(0).max(20).optional().describe('Higher goes first where no signal decides; default 1.'),
  median_m: z.number().min(0).max(40).optional().describe('Width between the two directions; default 0.'),
  bend_radius_m: z.number().min(8).max(3000).optional().describe('Radius of the bends at its points; default 60.'),
};
const classSchema = z.strictObject(roadShape).describe('Defaults for roads of one class.');
const roadSchema = z
  .strictObject({
    through: z
      .array(z.union([id, z.tuple([z.number(), z.number()]), xyz]))
      .min(2)
      .describe(
        'Nodes in order, with bends [x, y] or [x, y, z] between them. Each piece from node a to node b becomes the edge "a-b". ' +
          'The lanes of a direction lie right of this line.',
      ),
    class: z.string().optional().describe('One of `classes`.'),
    name: name.optional(),
    layer: z.int().min(-5).max(5).default(0).describe('Level where ways cross without meeting; 0 = ground.'),
    tunnel: z.boolean().default(false).describe('Below ground.'),
    bridge: z.boolean().default(false).describe('On a structure of its own.'),
    ...roadShape,
  })
  .describe('A road.');

const green_s = z.number().min(5).max(180);
export const signalSchema = z
  .strictObject({
    left: z
      .enum(['auto', 'protected', 'permissive'])
      .default('auto')
      .describe('auto: protected where left turns have a lane of their own, else permissive.'),
    major_green_s: green_s.default(30).describe('Green of the road that goes first.'),
    minor_green_s: green_s.default(26).describe('Green of the other roads.'),
    left_green_s: green_s.default(12).describe('Green of protected left turns.'),
    yellow_s: z
      .number()
      .min(2)
      .max(8)
      .optional()
      .describe('Absent: 1 s + 1.2 v / (2 x 3 m/s2), up to the next half second.'),
    all_red_s: z
      .number()
      .min(0)
      .max(8)
      .optional()
      .describe('Absent: what the last vehicle needs to clear the junction, less 1 s.'),
    offset_s: z.number().min(0).max(600).default(0).describe('Shift of the program against simulated time 0.'),
  })
  .describe('The signal program.');
export type MapSignal = z.infer<typeof signalSchema>;

export const crosswalksSchema = z
  .strictObject({
    walkers_per_hour: z
      .number()
      .min(0)
      .max(5000)
      .default(60)
      .describe('Walkers on each crosswalk, both directions together.'),
    width_m: z.number().min(2).max(12).default(4).describe('Width.'),
    across: z.array(id).optional().describe('Only the arms towards these nodes; absent: all arms.'),
  })
  .describe('Crosswalks over the arms of a junction.');

export const junctionSchema = z
  .strictObject({
    control: z
      .enum(['auto', 'signal', 'priority', 'right_before_left'])
      .default('auto')
      .describe('auto: plain where nothing crosses; priority where the roads differ in it; else right before left.'),
    signal: signalSchema.prefault({}),
    crosswalks: crosswalksSchema.optional(),
    corner_radius_m: z.number().min(3).max(40).optional().describe('Radius of the kerb; default 10, at ground level.'),
    turns: z
      .record(id, z.array(z.string().regex(/^(left|straight|right)( (left|straight|right)){0,2}$/)))
      .default({})
      .describe(
        'By the node an approach comes from: what each lane serves, the rightmost first, such as "right straight".',
      ),
  })
  .describe('What differs at a junction.');

const roundaboutSchema = z
  .strictObject({
    radius_m: z.number().min(16).max(80).default(28).describe('Radius of the middle of its lane.'),
    width_m: z.number().min(3).max(8).default(4.5).describe('Width of its lane.'),
    speed_mps: z.number().min(3).max(15).default(8.3).describe('Speed limit.'),
  })
  .describe('A roundabout with one lane in place of a node.');

const stationSchema = z
  .strictObject({
    kind: z.enum(['swap', 'charge', 'hydrogen']),
    serves: z.enum(['car', 'truck']).default('car'),
    name,
    road: z.string().describe('Edge at whose right side it lies, such as "a-b".'),
    at_m: z.number().min(0).describe('Where its entrance leaves the road, from the node where the edge begins.'),
    bays: z.int().min(1).max(8).default(1).describe('Vehicles served at once.'),
    slots: z.int().min(0).max(200).default(0).describe('Batteries, bays not counted.'),
    queue_m: z.number().min(20).max(300).default(40).describe('Length of the lane on which vehicles wait.'),
  })
  .describe('A station with lanes of its own: entrance and queue, parallel bays, exit.');
export type MapStation = z.infer<typeof stationSchema>;

const stopSchema = z
  .strictObject({
    name: name.optional(),
    road: z.string().describe('Edge, such as "a-b"; the stop is on its rightmost lane.'),
    at_m: z.number().min(0).describe('Where the bus stands with its front, from the node where the edge begins.'),
    length_m: z.number().min(8).max(80).default(24).describe('Length.'),
  })
  .describe('A bus stop.');

const waterSchema = z
  .strictObject({ name: name.optional(), shape: z.array(xy).min(3).describe('Outline.'), z_m: z.number() })
  .describe('A lake, or a piece of a river.');
const blockSchema = z
  .strictObject({
    shape: z.array(xy).min(3).describe('Outline of the area.'),
    cover: z.number().min(0).max(1).default(0.5).describe('Share of the sites that are built on.'),
    site_m: z.number().min(15).max(200).default(42).describe('Distance of the sites.'),
    height_min_m: z.number().min(3).max(300).default(12),
    height_max_m: z.number().min(3).max(500).default(45),
    yaw_deg: z.number().min(-90).max(90).default(0).describe('Direction of the sites, counter-clockwise from east.'),
  })
  .describe('An area with buildings, drawn from the seed of the map; they keep clear of roads, stations and water.');
export type MapBlock = z.infer<typeof blockSchema>;
const placeNameSchema = z.strictObject({
  name,
  at: xyz,
  kind: z.enum(['district', 'river', 'bridge', 'tunnel', 'hill', 'road']).default('district'),
});

export const roadMapSchema = z
  .strictObject({
    note: z.string().default('').describe('What the map is, and what it is not.'),
    origin: z
      .strictObject({
        lat_deg: z.number().min(-85).max(85).default(29.56),
        lon_deg: z.number().min(-180).max(180).default(106.55),
      })
      .prefault({})
      .describe('Where local (0, 0) lies on the earth, WGS-84.'),
    nodes: z.record(id, xyz).describe('Where roads meet or end: id and [x, y, z].'),
    classes: z.record(z.string(), classSchema).default({}).describe('Classes of roads.'),
    roads: z.array(roadSchema).min(1).describe('Roads.'),
    junctions: z
      .record(id, junctionSchema)
      .default({})
      .describe('By node: control, signal program, crosswalks, turns.'),
    roundabouts: z.record(id, roundaboutSchema).default({}).describe('By node.'),
    stations: z.record(id, stationSchema).default({}).describe('By id.'),
    stops: z.record(id, stopSchema).default({}).describe('Bus stops by id.'),
    seed: z.int().min(0).default(1).describe('Seed of the buildings.'),
    terrain: z
      .strictObject({
        step_m: z.number().min(20).max(500).default(60).describe('Distance of the grid points.'),
        margin_m: z.number().min(0).max(2000).default(200).describe('How far the ground goes on beyond the roads.'),
        spots: z.array(xyz).default([]).describe('Heights of places; roads at ground level and water give theirs too.'),
      })
      .optional()
      .describe('The ground, drawn through roads, water and spots; absent: none.'),
    water: z.array(waterSchema).default([]),
    blocks: z.array(blockSchema).default([]),
    names: z.array(placeNameSchema).default([]).describe('Names of districts, rivers, bridges.'),
    view: z
      .strictObject({ eye: xyz, target: xyz })
      .optional()
      .describe('Where the eye is first, and what it looks at.'),
  })
  .describe('A road-level map of Chelu.');

export type RoadMap = z.infer<typeof roadMapSchema>;
export type MapRoad = z.infer<typeof roadSchema>;
export type MapLanes = z.infer<typeof lanesSchema>;
export type MapJunction = z.infer<typeof junctionSchema>;
export type MapRoundabout = z.infer<typeof roundaboutSchema>;

/** JSON Schema of a map file, for editors. */
export function mapJsonSchema(): unknown {
  return z.toJSONSchema(roadMapSchema, { io: 'input' });
}
