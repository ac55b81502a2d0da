/** What a map draws around its roads: ground, water, buildings, names. It has no part in the traffic. Local ENU metres. */

export interface TerrainSpec {
  /** South-western corner and distance of the grid points. */
  readonly x: number;
  readonly y: number;
  readonly step_m: number;
  readonly columns: number;
  readonly rows: number;
  /** Heights, rows from south to north, each from west to east. */
  readonly z: Float64Array;
}

export interface WaterSpec {
  readonly name?: string;
  readonly name_zh?: string;
  /** Outline, flattened x,y pairs. */
  readonly shape: Float64Array;
  readonly z: number;
}

/** A block with a flat roof on a rectangle about (x, y); yaw_rad = direction of its length, counter-clockwise from east. */
export interface BuildingSpec {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly length_m: number;
  readonly width_m: number;
  readonly height_m: number;
  readonly yaw_rad: number;
}

export interface PlaceNameSpec {
  readonly name: string;
  readonly name_zh: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly kind: 'district' | 'river' | 'bridge' | 'tunnel' | 'hill' | 'road';
}

export interface DressingSpec {
  readonly terrain?: TerrainSpec;
  readonly water: readonly WaterSpec[];
  readonly buildings: readonly BuildingSpec[];
  readonly names: readonly PlaceNameSpec[];
  /** x, y, z of the eye, then of what it looks at. */
  readonly opening_shot?: readonly number[];
}
