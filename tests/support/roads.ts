/** Small road networks and demands for tests of the engine: a straight road, a ring. */
import type { DepartureSpec, DemandSpec, VehicleTypeSpec } from '../../server/simulation/demand-spec.ts';
import {
  ALL_CLASSES,
  type ConnectionSpec,
  type EdgeSpec,
  type JunctionSpec,
  type NetworkSpec,
} from '../../server/simulation/network-spec.ts';

export interface RoadShape {
  readonly lanes: number;
  readonly speed_mps: number;
  readonly lane_width_m?: number;
}

function edge(
  id: string,
  from: string,
  to: string,
  points: readonly (readonly [number, number])[],
  length_m: number,
  shape: RoadShape,
): EdgeSpec {
  const width = shape.lane_width_m ?? 3.2;
  const [[ax, ay], [bx, by]] = [points[0]!, points[points.length - 1]!];
  const norm = Math.hypot(bx - ax, by - ay);
  const [nx, ny] = [-(by - ay) / norm, (bx - ax) / norm];
  return {
    id,
    from,
    to,
    kind: 'road',
    priority: 1,
    lanes: Array.from({ length: shape.lanes }, (_, index) => {
      const offset = (index - (shape.lanes - 1) / 2) * width;
      return {
        id: `${id}_${index}`,
        length_m,
        speed_mps: shape.speed_mps,
        width_m: width,
        allowed: ALL_CLASSES,
        shape: Float64Array.from(points.flatMap(([x, y]) => [x + nx * offset, y + ny * offset, 0])),
        change_left: ALL_CLASSES,
        change_right: ALL_CLASSES,
      };
    }),
  };
}

function junction(id: string, x: number, y: number, kind: JunctionSpec['kind'] = 'priority'): JunctionSpec {
  return { id, kind, x, y, z: 0, shape: new Float64Array(), requests: [], internal_lanes: [] };
}

function connect(from: string, to: string, lanes: number): ConnectionSpec[] {
  return Array.from({ length: lanes }, (_, index) => ({
    from_lane: `${from}_${index}`,
    to_lane: `${to}_${index}`,
    direction: 'straight' as const,
    pass: false,
    keep_clear: true,
    allowed: ALL_CLASSES,
  }));
}

function network(name: string, parts: Pick<NetworkSpec, 'junctions' | 'edges' | 'connections'>): NetworkSpec {
  return {
    name,
    origin: { lat_deg: 29.56, lon_deg: 106.55, projected: false },
    signals: [],
    stops: [],
    left_hand: false,
    ...parts,
  };
}

/** One straight edge `road` to the east. */
export function straightRoad(length_m: number, shape: RoadShape): NetworkSpec {
  return network('straight', {
    junctions: [junction('a', 0, 0, 'dead_end'), junction('b', length_m, 0, 'dead_end')],
    edges: [
      edge(
        'road',
        'a',
        'b',
        [
          [0, 0],
          [length_m, 0],
        ],
        length_m,
        shape,
      ),
    ],
    connections: [],
  });
}

/** A closed ring of `count` edges `ring0`, `ring1`, ... with the given circumference in all. */
export function ringRoad(count: number, circumference_m: number, shape: RoadShape): NetworkSpec {
  const radius = circumference_m / (2 * Math.PI);
  const at = (index: number): [number, number] => [
    radius * Math.cos((2 * Math.PI * index) / count),
    radius * Math.sin((2 * Math.PI * index) / count),
  ];
  const arc = (index: number): [number, number][] => Array.from({ length: 9 }, (_, k) => at(index + k / 8));
  const across = 0.1;
  return network('ring', {
    junctions: Array.from({ length: count }, (_, index) => junction(`n${index}`, ...at(index))),
    edges: Array.from({ length: count }, (_, index) =>
      edge(`ring${index}`, `n${index}`, `n${(index + 1) % count}`, arc(index), circumference_m / count - across, shape),
    ),
    connections: Array.from({ length: count }, (_, index) =>
      connect(`ring${index}`, `ring${(index + 1) % count}`, shape.lanes),
    ).flat(),
  });
}

/** A passenger car with an IDM of round figures; no spread of desired speeds. */
export function plainCar(change: Partial<VehicleTypeSpec> = {}): VehicleTypeSpec {
  return {
    id: 'car',
    vehicle_class: 'passenger',
    length_m: 5,
    width_m: 1.8,
    height_m: 1.5,
    max_speed_mps: 60,
    accel_mps2: 2.6,
    decel_mps2: 4.5,
    headway_s: 1,
    min_gap_m: 2.5,
    delta: 4,
    emergency_decel_mps2: 9,
    speed_factor: { mean: 1, deviation: 0, min: 0.2, max: 2 },
    shape: 'car',
    color: -1,
    ...change,
  };
}

export function departure(change: Partial<DepartureSpec> & Pick<DepartureSpec, 'id' | 'edges'>): DepartureSpec {
  return {
    type: 0,
    depart_ms: 0,
    depart_lane: 'best',
    depart_speed: 'max',
    depart_pos: 'base',
    arrival_pos: 'max',
    complete: true,
    stops: [],
    origin: 'test',
    ...change,
  };
}

export function demand(types: readonly VehicleTypeSpec[], departures: readonly DepartureSpec[]): DemandSpec {
  return { types, departures };
}
