/**
 * What became of the messages of one tick: who was addressed, who gets it and when, who does not and why.
 * Columns that are written once and read by the hash, the inboxes and the statistics. A receiver and its outcome are one
 * 32-bit word, because a city makes a million of them a second.
 */

/** Why a receiver gets a message or does not; the upper four bits of a word. */
export const OUTCOME = {
  delivered: 0,
  /** The addressed receiver is not there (any more). */
  range: 1,
  /** The channel lost it. */
  loss: 2,
  /** The scenario's `faults` lost it. */
  fault: 3,
} as const;

export const OUTCOME_SHIFT = 28;
/** The receiver's node number in a word. */
export const RECEIVER_MASK = (1 << OUTCOME_SHIFT) - 1;

/** Outcomes in a tick at most; more is an error that names the bound (a million vehicles with 60 neighbours each stay below). */
const MOST_WORDS = 1 << 26;

/**
 * A run is one message with one due time: its receivers are words[run_first[r] .. run_first[r + 1]).
 * A message whose delay differs by receiver has several runs.
 */
export interface Outcomes {
  words: Int32Array;
  word_count: number;
  /** Index of the message in the tick's outbox. */
  run_message: Int32Array;
  /** Of `due_ms - sent_ms`: integer milliseconds. */
  run_delay_ms: Int32Array;
  /** One more entry than runs. */
  run_first: Int32Array;
  run_count: number;
}

export function createOutcomes(): Outcomes {
  return {
    words: new Int32Array(1024),
    word_count: 0,
    run_message: new Int32Array(256),
    run_delay_ms: new Int32Array(256),
    run_first: new Int32Array(257),
    run_count: 0,
  };
}

export function clearOutcomes(outcomes: Outcomes): void {
  outcomes.word_count = 0;
  outcomes.run_count = 0;
}

/** Begins a run; what the channel appends until the next one belongs to it. */
export function beginRun(outcomes: Outcomes, message: number, delay_ms: number): void {
  if (outcomes.run_count === outcomes.run_message.length) growRuns(outcomes);
  outcomes.run_message[outcomes.run_count] = message;
  outcomes.run_delay_ms[outcomes.run_count] = delay_ms;
  outcomes.run_first[outcomes.run_count] = outcomes.word_count;
  outcomes.run_count++;
  outcomes.run_first[outcomes.run_count] = outcomes.word_count;
}

/** Appends one receiver to the run that was begun last. */
export function pushOutcome(outcomes: Outcomes, receiver: number, outcome: number): void {
  if (outcomes.word_count === outcomes.words.length) reserveWords(outcomes, 1);
  outcomes.words[outcomes.word_count++] = receiver | (outcome << OUTCOME_SHIFT);
  outcomes.run_first[outcomes.run_count] = outcomes.word_count;
}

/**
 * Makes room for `more` words, by powers of two.
 * @throws RangeError beyond the bound of a tick
 */
export function reserveWords(outcomes: Outcomes, more: number): void {
  const needed = outcomes.word_count + more;
  if (needed <= outcomes.words.length) return;
  if (needed > MOST_WORDS) throw new RangeError(`more than ${MOST_WORDS} outcomes in one tick`);
  let capacity = outcomes.words.length;
  while (capacity < needed) capacity *= 2;
  const words = new Int32Array(capacity);
  words.set(outcomes.words.subarray(0, outcomes.word_count));
  outcomes.words = words;
}

function growRuns(outcomes: Outcomes): void {
  const capacity = outcomes.run_message.length * 2;
  outcomes.run_message = grown(outcomes.run_message, capacity);
  outcomes.run_delay_ms = grown(outcomes.run_delay_ms, capacity);
  outcomes.run_first = grown(outcomes.run_first, capacity + 1);
}

function grown(column: Int32Array, capacity: number): Int32Array {
  const wider = new Int32Array(capacity);
  wider.set(column);
  return wider;
}
