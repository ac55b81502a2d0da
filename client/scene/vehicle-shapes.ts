/** What each drawing class looks like: a few dozen faces, centred on the rectangle's middle, standing on z = 0. */
import { addBox, addExtrusion, addFace, addShade, addTaper, addWheel, createSolid, PART } from './solid.ts';
import type { Part, Solid } from './solid.ts';

export interface VehicleShape {
  readonly solid: Solid;
  /** Size that was drawn; a vehicle's own size stretches it. */
  readonly length_m: number;
  readonly width_m: number;
  readonly height_m: number;
}

const GLASS = 0x1b2733;
const TRIM = 0x20262c;
const TAIL = 0x7a1512;
const HEAD = 0xdfe6ec;
const AMBER = 0x8a5412;

const BUILDERS: Readonly<Record<string, () => VehicleShape>> = {
  car,
  taxi,
  van: () => van(),
  bus,
  truck,
  trailer,
  emergency,
  motorcycle: () => cycle(2.2, 0.8, 0x2b3138),
  bicycle: () => cycle(1.7, 0.6, 0x39424a),
  tram,
};

export const SHAPE_NAMES: readonly string[] = Object.keys(BUILDERS);

/** Builds a shape by its name; a name nobody knows is a car. */
export function vehicleShape(name: string): VehicleShape {
  const shape = (BUILDERS[name] ?? car)();
  addShade(shape.solid, shape.length_m, shape.width_m);
  return shape;
}

/** Head lamps, tail lamps and indicators at the corners. */
function addLamps(solid: Solid, front: number, rear: number, half: number, z: number, height: number): void {
  const wide = half * 0.34;
  for (const side of [-1, 1]) {
    const outer = side * half;
    const inner = side * (half - wide);
    const turn = side * (half - 0.12);
    const indicator = side > 0 ? PART.left : PART.right;
    addLamp(solid, front + 0.012, inner, turn, z, height, HEAD, PART.head, 1);
    addLamp(solid, front + 0.012, turn, outer, z, height, AMBER, indicator, 1);
    addLamp(solid, rear - 0.012, inner, turn, z, height, TAIL, PART.tail, -1);
    addLamp(solid, rear - 0.012, turn, outer, z, height, AMBER, indicator, -1);
  }
}

/** One lamp: a face across the vehicle, looking forward (1) or back (-1). */
function addLamp(
  solid: Solid,
  x: number,
  y_a: number,
  y_b: number,
  z: number,
  height: number,
  color: number,
  part: Part,
  facing: 1 | -1,
): void {
  const low = Math.min(y_a, y_b);
  const high = Math.max(y_a, y_b);
  const [first, second] = facing > 0 ? [low, high] : [high, low];
  addFace(
    solid,
    [
      [x, first, z],
      [x, second, z],
      [x, second, z + height],
      [x, first, z + height],
    ],
    color,
    part,
  );
}

function addAxles(solid: Solid, axles: readonly number[], half: number, radius: number, width = 0.24): void {
  for (const x of axles) {
    addWheel(solid, x, half - width / 2, radius, width);
    addWheel(solid, x, width / 2 - half, radius, width);
  }
}

function car(): VehicleShape {
  const solid = createSolid();
  const outline = [-2.25, 0.24, 2.2, 0.24, 2.25, 0.55, 2.12, 0.72, 1.15, 0.9, -1.75, 0.93, -2.2, 0.84];
  addExtrusion(solid, outline, 0.88, 0xffffff, PART.paint);
  addTaper(
    solid,
    { z: 0.9, rear: -1.85, front: 1.2, half: 0.8 },
    { z: 1.38, rear: -1.25, front: 0.45, half: 0.63 },
    GLASS,
    PART.fixed,
  );
  addTaper(
    solid,
    { z: 1.375, rear: -1.27, front: 0.47, half: 0.645 },
    { z: 1.43, rear: -1.15, front: 0.38, half: 0.6 },
    0xffffff,
    PART.paint,
  );
  addAxles(solid, [1.38, -1.35], 0.9, 0.32);
  addLamps(solid, 2.22, -2.225, 0.84, 0.55, 0.15);
  return { solid, length_m: 4.5, width_m: 1.8, height_m: 1.43 };
}

function taxi(): VehicleShape {
  const shape = car();
  addBox(shape.solid, [-0.55, -0.3, 1.43], [-0.2, 0.3, 1.58], 0xfff4cf, PART.head);
  return shape;
}

function van(): VehicleShape {
  const solid = createSolid();
  const outline = [-2.7, 0.28, 2.65, 0.28, 2.7, 0.75, 2.25, 1.12, 1.55, 2.0, -2.6, 2.1, -2.7, 1.9];
  addExtrusion(solid, outline, 0.96, 0xffffff, PART.paint);
  addFace(
    solid,
    [
      [2.27, -0.84, 1.14],
      [2.27, 0.84, 1.14],
      [1.62, 0.8, 1.96],
      [1.62, -0.8, 1.96],
    ],
    GLASS,
    PART.fixed,
  );
  for (const side of [-0.967, 0.967]) {
    const window: [number, number, number][] = [
      [0.7, side, 1.2],
      [1.95, side, 1.2],
      [1.45, side, 1.85],
      [0.7, side, 1.85],
    ];
    addFace(solid, side < 0 ? window : window.reverse(), GLASS, PART.fixed);
  }
  addAxles(solid, [1.7, -1.7], 0.98, 0.36);
  addLamps(solid, 2.69, -2.7, 0.92, 0.62, 0.2);
  return { solid, length_m: 5.4, width_m: 1.96, height_m: 2.1 };
}

function emergency(): VehicleShape {
  const shape = van();
  const { solid } = shape;
  addBox(solid, [0.75, -0.75, 2.04], [1.15, -0.02, 2.24], 0x2f6bff, PART.beacon_a);
  addBox(solid, [0.75, 0.02, 2.04], [1.15, 0.75, 2.24], 0xf0524f, PART.beacon_b);
  for (const side of [-0.97, 0.97]) {
    const stripe: [number, number, number][] = [
      [-2.66, side, 0.85],
      [2.3, side, 0.85],
      [2.3, side, 1.02],
      [-2.66, side, 1.02],
    ];
    addFace(solid, side < 0 ? stripe : stripe.reverse(), 0xd8342f, PART.fixed);
  }
  return shape;
}

/** Upright body with a band of windows along both sides, as bus and tram have it. */
function addCoach(solid: Solid, length: number, half: number, height: number, floor: number): void {
  const end = length / 2;
  addTaper(
    solid,
    { z: floor, rear: -end, front: end, half },
    { z: height - 0.25, rear: -end, front: end - 0.12, half },
    0xffffff,
    PART.paint,
  );
  addTaper(
    solid,
    { z: height - 0.25, rear: -end, front: end - 0.12, half },
    { z: height, rear: -end + 0.2, front: end - 0.4, half: half - 0.2 },
    0xe6eaed,
    PART.fixed,
  );
  const low = floor + 0.85;
  const high = height - 0.5;
  const pane = 1.25;
  for (let x = -end + 0.5; x + pane < end - 0.2; x += pane + 0.12) {
    for (const side of [-half - 0.012, half + 0.012]) {
      const window: [number, number, number][] = [
        [x, side, low],
        [x + pane, side, low],
        [x + pane, side, high],
        [x, side, high],
      ];
      addFace(solid, side < 0 ? window : window.reverse(), GLASS, PART.fixed);
    }
  }
  const nose = end + 0.012;
  addFace(
    solid,
    [
      [nose, -half + 0.12, low - 0.1],
      [nose, half - 0.12, low - 0.1],
      [nose - 0.1, half - 0.12, high + 0.15],
      [nose - 0.1, -half + 0.12, high + 0.15],
    ],
    GLASS,
    PART.fixed,
  );
}

function bus(): VehicleShape {
  const solid = createSolid();
  addCoach(solid, 12, 1.25, 3.1, 0.32);
  addAxles(solid, [3.5, -3.1], 1.26, 0.48, 0.32);
  addLamps(solid, 6, -6, 1.2, 0.6, 0.22);
  return { solid, length_m: 12, width_m: 2.5, height_m: 3.1 };
}

function tram(): VehicleShape {
  const solid = createSolid();
  addCoach(solid, 24, 1.2, 3.4, 0.35);
  addBox(solid, [-12, -1.1, 0.1], [12, 1.1, 0.36], TRIM, PART.fixed);
  addBox(solid, [-1.5, -0.6, 3.4], [1.5, 0.6, 3.65], TRIM, PART.fixed);
  addLamps(solid, 12, -12, 1.15, 0.65, 0.22);
  return { solid, length_m: 24, width_m: 2.4, height_m: 3.65 };
}

function truck(): VehicleShape {
  const solid = createSolid();
  addBox(solid, [-4.2, -1.0, 0.5], [4.1, 1.0, 0.85], TRIM, PART.fixed);
  addTaper(
    solid,
    { z: 0.5, rear: 2.2, front: 4.2, half: 1.18 },
    { z: 1.55, rear: 2.2, front: 4.2, half: 1.18 },
    0xffffff,
    PART.paint,
  );
  addTaper(
    solid,
    { z: 1.55, rear: 2.2, front: 4.2, half: 1.18 },
    { z: 2.65, rear: 2.2, front: 3.75, half: 1.1 },
    0xffffff,
    PART.paint,
  );
  addFace(
    solid,
    [
      [4.17, -1.0, 1.62],
      [4.17, 1.0, 1.62],
      [3.84, 0.95, 2.45],
      [3.84, -0.95, 2.45],
    ],
    GLASS,
    PART.fixed,
  );
  addBox(solid, [-4.2, -1.24, 0.85], [2.0, 1.24, 3.3], 0xe8ecef, PART.fixed);
  addAxles(solid, [3.1, -1.9, -3.0], 1.22, 0.48, 0.3);
  addLamps(solid, 4.2, -4.2, 1.12, 0.62, 0.2);
  return { solid, length_m: 8.4, width_m: 2.48, height_m: 3.3 };
}

function trailer(): VehicleShape {
  const solid = createSolid();
  addBox(solid, [-6, -1.24, 1.05], [6, 1.24, 3.7], 0xffffff, PART.paint);
  addBox(solid, [-6, -0.9, 0.75], [5.6, 0.9, 1.05], TRIM, PART.fixed);
  addAxles(solid, [-3.2, -4.3, -5.2], 1.22, 0.48, 0.3);
  addLamps(solid, 6, -6, 1.15, 0.8, 0.2);
  return { solid, length_m: 12, width_m: 2.48, height_m: 3.7 };
}

/** Two wheels and somebody on them. */
function cycle(length: number, width: number, frame: number): VehicleShape {
  const solid = createSolid();
  const radius = 0.33;
  const axle = length / 2 - radius;
  for (const x of [axle, -axle]) addWheel(solid, x, 0.03, radius, 0.07);
  addBox(solid, [-axle, -0.06, 0.35], [axle, 0.06, 0.72], frame, PART.fixed);
  addBox(solid, [axle - 0.25, -width / 2, 0.95], [axle - 0.15, width / 2, 1.02], frame, PART.fixed);
  addTaper(
    solid,
    { z: 0.75, rear: -0.35, front: 0.0, half: 0.2 },
    { z: 1.42, rear: -0.12, front: 0.28, half: 0.24 },
    0xffffff,
    PART.paint,
  );
  addTaper(
    solid,
    { z: 1.42, rear: 0.0, front: 0.26, half: 0.12 },
    { z: 1.7, rear: 0.02, front: 0.24, half: 0.1 },
    0xd9b79a,
    PART.fixed,
  );
  addLamp(solid, -length / 2 + 0.05, -0.06, 0.06, 0.7, 0.1, TAIL, PART.tail, -1);
  return { solid, length_m: length, width_m: width, height_m: 1.7 };
}
