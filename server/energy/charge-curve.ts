/** How much power a pack takes at which charge. A curve is kept as steps of one percent, so that a pack's charge is a chain of exact events. */

export interface ChargeCurve {
  /** Power of each percent, kW: the curve in its middle. */
  readonly kw: Float64Array;
  /** By percent: the charge at which the power changes next; equal steps are one. */
  readonly until_soc: Float64Array;
}

const STEPS = 100;

/** From points (charge in percent, kW), linear between them. */
export function chargeCurve(points: readonly (readonly [percent: number, kw: number])[]): ChargeCurve {
  const kw = Float64Array.from({ length: STEPS }, (_, step) => interpolate(points, step + 0.5));
  const until_soc = new Float64Array(STEPS);
  for (let step = STEPS - 1; step >= 0; step--) {
    const same = step < STEPS - 1 && kw[step] === kw[step + 1];
    until_soc[step] = same ? until_soc[step + 1]! : (step + 1) / STEPS;
  }
  return { kw, until_soc };
}

function interpolate(points: readonly (readonly [number, number])[], percent: number): number {
  const after = points.findIndex(([at]) => at >= percent);
  if (after === 0) return points[0]![1];
  if (after === -1) return points.at(-1)![1];
  const [x0, y0] = points[after - 1]!;
  const [x1, y1] = points[after]!;
  return y0 + ((y1 - y0) * (percent - x0)) / (x1 - x0);
}

/** Number of the step in which a charge lies; at an edge, the one above. */
export function stepOf(soc: number): number {
  return Math.min(STEPS - 1, Math.max(0, Math.floor(soc * STEPS + 1e-9)));
}

/**
 * Time from one charge to another, ms, when nothing but curve and limit bounds the power.
 * @param capacity_kwh usable, with ageing
 * @param share of the wanted power that the site can give, 0..1
 */
export function chargeTime_ms(
  curve: ChargeCurve,
  from_soc: number,
  to_soc: number,
  capacity_kwh: number,
  limit_kw: number,
  efficiency: number,
  share = 1,
): number {
  let time_h = 0;
  let soc = from_soc;
  while (soc < to_soc - 1e-12) {
    const step = stepOf(soc);
    const end = Math.min(to_soc, curve.until_soc[step]!);
    time_h += ((end - soc) * capacity_kwh) / (Math.min(curve.kw[step]!, limit_kw) * share * efficiency);
    soc = end;
  }
  return time_h * 3_600_000;
}

/** Pack types by name. The two of the NIO ET5 are measured direct-current curves of those packs; usable capacity. */
export interface PackType {
  readonly id: string;
  readonly capacity_kwh: number;
  readonly curve: ChargeCurve;
}

const ET5_100 = chargeCurve([
  [0, 50],
  [1, 100],
  [5, 120],
  [18, 127],
  [20, 125],
  [25, 115],
  [30, 108],
  [40, 94],
  [50, 86],
  [60, 88],
  [70, 87],
  [75, 83],
  [80, 77],
  [85, 70],
  [90, 59],
  [93, 43],
  [95, 33],
  [97, 22],
  [98, 17],
  [100, 15],
]);
const ET5_75 = chargeCurve([
  [0, 30],
  [5, 67],
  [10, 103],
  [20, 108],
  [27, 109],
  [28, 90],
  [57, 90],
  [58, 94],
  [65, 88],
  [70, 84],
  [75, 79],
  [80, 73],
  [85, 66],
  [90, 56],
  [93, 41],
  [95, 32],
  [97, 22],
  [100, 15],
]);
/** Constant to 80 %, then falling, as ACN-Sim has it; rate of a lithium iron phosphate taxi pack assumed at 1.5 C. */
const plain = (kw: number): ChargeCurve =>
  chargeCurve([
    [0, kw],
    [80, kw],
    [100, 0.15 * kw],
  ]);

export const PACK_TYPES: readonly PackType[] = [
  { id: 'et5_75', capacity_kwh: 70.5, curve: ET5_75 },
  { id: 'et5_100', capacity_kwh: 90, curve: ET5_100 },
  { id: 'choco_25', capacity_kwh: 56, curve: plain(84) },
  { id: 'truck_282', capacity_kwh: 282, curve: plain(300) },
];
