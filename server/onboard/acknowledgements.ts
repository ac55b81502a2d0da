/** Advice numbers that a unit has received since its last report: the report acknowledges them. Bounded: the oldest are dropped, as the cloud repeats. */

/** Numbers that one report can carry. */
const MOST = 32;

export interface Acknowledgements {
  readonly numbers: Int32Array;
  readonly count: Int32Array;
}

export function createAcknowledgements(capacity: number): Acknowledgements {
  return { numbers: new Int32Array(capacity * MOST), count: new Int32Array(capacity) };
}

export function forgetAdvice(acknowledgements: Acknowledgements, unit: number): void {
  acknowledgements.count[unit] = 0;
}

export function noteAdvice(acknowledgements: Acknowledgements, unit: number, number: number): void {
  const { numbers, count } = acknowledgements;
  const first = unit * MOST;
  for (let at = first; at < first + count[unit]; at++) if (numbers[at] === number) return;
  if (count[unit] === MOST) {
    numbers.copyWithin(first, first + 1, first + MOST);
    count[unit]--;
  }
  numbers[first + count[unit]] = number;
  count[unit]++;
}

/** The numbers for a report; they are forgotten with it. */
export function takeAdvice(acknowledgements: Acknowledgements, unit: number): number[] {
  const first = unit * MOST;
  const taken = Array.from(acknowledgements.numbers.subarray(first, first + acknowledgements.count[unit]));
  acknowledgements.count[unit] = 0;
  return taken;
}
