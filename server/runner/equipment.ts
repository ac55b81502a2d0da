/** Which vehicles have an on-board unit. Drawn by key, so that who has one at 10 % also has one at 50 %. */
import { PURPOSE, random } from '../simulation/random.ts';

/**
 * 1 by vehicle key where the vehicle is equipped.
 * @param count vehicles of the demand
 * @param penetration share in [0, 1]
 */
export function drawEquipment(count: number, seed: number, penetration: number): Uint8Array {
  const equipped = new Uint8Array(count);
  for (let key = 0; key < count; key++) {
    equipped[key] = random(seed, PURPOSE.equipment, key, 0, 0) < penetration ? 1 : 0;
  }
  return equipped;
}
