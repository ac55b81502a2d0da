/**
 * Car following for agents: the Intelligent Driver Model (Treiber, Hennecke, Helbing, Phys. Rev. E 62, 1805, 2000) in the same operations and
 * order as the built-in driver's, so that on one lane both drive alike to the last bit.
 */
import type { Turn } from './agent.ts';

/** Acceleration behind the leader that the sensors see, m/s2. */
export function idmAcceleration({ state, leader, driver }: Turn): number {
  const speed = state.speedMps;
  const { maxAccelMps2, comfortableDecelMps2, headwayS, minGapM, emergencyDecelMps2 } = driver;
  const free = freeAcceleration(speed, state.desiredSpeedMps, driver);
  if (leader?.gapM == null) return Math.max(free, -emergencyDecelMps2);
  if (leader.gapM <= 0.01) return -emergencyDecelMps2;
  const closing = speed - leader.speedMps;
  const dynamic = speed * headwayS + (speed * closing) / (2 * Math.sqrt(maxAccelMps2 * comfortableDecelMps2));
  const ratio = (minGapM + (dynamic > 0 ? dynamic : 0)) / leader.gapM;
  return Math.max(free - maxAccelMps2 * ratio * ratio, -emergencyDecelMps2);
}

/** On a free road, m/s2; above the desired speed it brakes no harder than is comfortable. */
function freeAcceleration(speed: number, desired: number, driver: Turn['driver']): number {
  const { maxAccelMps2, comfortableDecelMps2, delta } = driver;
  if (desired <= 0) return speed > 0 ? -comfortableDecelMps2 : 0;
  if (speed > desired) return -comfortableDecelMps2 * (1 - (desired / speed) * (desired / speed));
  const ratio = speed / desired;
  const square = ratio * ratio;
  return maxAccelMps2 * (1 - (delta === 4 ? square * square : ratio ** delta));
}
