/** Engines and generators: how much fuel a power takes. Efficiency over load as in FASTSim (NREL, Apache-2.0), which measured them on test benches. */

/** Lower heating value of petrol, kWh per litre (common figure). */
export const PETROL_KWH_PER_L = 8.9;
/** Lower heating value of hydrogen, kWh per kilogram. */
export const HYDROGEN_KWH_PER_KG = 33.3;

/** Efficiency by load, both as shares; between two points the line. */
export interface EfficiencyMap {
  readonly load: readonly number[];
  readonly efficiency: readonly number[];
}

const LOAD = [0, 0.005, 0.015, 0.04, 0.06, 0.1, 0.14, 0.2, 0.4, 0.6, 0.8, 1];

/** Spark ignition. */
export const PETROL_MAP: EfficiencyMap = {
  load: LOAD,
  efficiency: [0.1, 0.12, 0.16, 0.22, 0.28, 0.33, 0.35, 0.36, 0.35, 0.34, 0.32, 0.3],
};
/** Atkinson cycle, as hybrids have it. */
export const ATKINSON_MAP: EfficiencyMap = {
  load: LOAD,
  efficiency: [0.1, 0.12, 0.28, 0.35, 0.375, 0.39, 0.4, 0.4, 0.38, 0.37, 0.36, 0.35],
};
/**
 * Generator behind the engine. With the petrol map's best 0.36 it makes 2.8 kWh of a litre; ratings of range-extended cars in
 * depleted mode say 2.1 to 2.9 (8.29 L/100 km in a road test of a Li L8, 5.8 L/100 km rated of an Avatr 12).
 */
export const GENERATOR_EFFICIENCY = 0.88;
/** Gearbox and final drive of a car with an engine (common figure). */
export const GEARBOX_EFFICIENCY = 0.9;
/** A warm petrol engine that turns without load, litres an hour and kilowatt of its size (0.8 L/h at 100 kW; common figure). */
export const IDLE_L_PER_H_KW = 0.008;
/**
 * Fuel cell system from hydrogen to the bus, blowers and pumps counted. The stack's best is 0.60; 0.50 gives 0.92 kg/100 km for
 * a Nexo on the WLTC, rated 0.95.
 */
export const FUEL_CELL_EFFICIENCY = 0.5;
/** From idle to full power, s (FASTSim: 5 to 7). */
export const FUEL_CELL_RAMP_S = 6;

export function efficiencyAt(map: EfficiencyMap, load: number): number {
  const { load: loads, efficiency } = map;
  const last = loads.length - 1;
  if (load >= loads[last]!) return efficiency[last]!;
  let i = 0;
  while (i < last - 1 && loads[i + 1]! < load) i += 1;
  const share = (Math.max(0, load) - loads[i]!) / (loads[i + 1]! - loads[i]!);
  return efficiency[i]! + share * (efficiency[i + 1]! - efficiency[i]!);
}

/** Litres an hour for a power at the engine's shaft, kW; the map speaks of shares of `engine_kw`. */
export function petrolRate(map: EfficiencyMap, engine_kw: number, shaft_kw: number): number {
  return shaft_kw / (efficiencyAt(map, shaft_kw / engine_kw) * PETROL_KWH_PER_L);
}
