/**
 * Grades against the greatest that are usual for city roads in China by design speed (the limit values of CJJ 37, as commonly cited;
 * not checked against the text of the code): 80 km/h 5 %, 60 and 50 km/h 6 %, 40 km/h 7 %, below 8 %.
 */
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import { steepest } from './line.ts';

const LIMITS: readonly (readonly [kmh: number, share: number])[] = [
  [80, 0.05],
  [60, 0.06],
  [40, 0.07],
  [0, 0.08],
];
const TOLERANCE = 0.0005;

/** The greatest grade for a speed limit, rise over run. */
export function greatestGrade(speed_mps: number): number {
  const kmh = speed_mps * 3.6 + 0.5;
  return (LIMITS.find(([from]) => kmh >= from) ?? LIMITS[LIMITS.length - 1])[1];
}

/** One line for every road that is steeper than its speed allows. */
export function gradeNotes(network: NetworkSpec): string[] {
  return network.edges.flatMap((edge) => {
    if (edge.kind !== 'road' || edge.lanes.length === 0) return [];
    const grade = steepest(edge.lanes[0].shape);
    const limit = greatestGrade(edge.lanes[0].speed_mps);
    if (grade <= limit + TOLERANCE) return [];
    return [`${edge.id}: grade ${(grade * 100).toFixed(1)} %, more than ${(limit * 100).toFixed(1)} % for its speed`];
  });
}
