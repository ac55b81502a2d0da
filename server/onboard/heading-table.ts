/** Direction vectors of all headings that a message can carry (0.0125 degrees), made once: a million received objects a second need them. */
import { HEADING, headingOf } from '../../protos/messages/units.ts';
import { cos, sin } from '../simulation/maths.ts';

const COUNT = HEADING.max + 1;

function table(component: (angle_rad: number) => number): Float64Array {
  const values = new Float64Array(COUNT);
  for (let wire = 0; wire < COUNT; wire++) values[wire] = component(headingOf(wire));
  return values;
}

/** East component by the wire's heading, 0..28799. */
export const HEADING_COS = table(cos);
/** North component. */
export const HEADING_SIN = table(sin);
