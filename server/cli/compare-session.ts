/** Runs both variants of a comparison, seed by seed, and reports. */
import { launchRun } from '../main.ts';
import type { LiveRun } from '../main.ts';
import type { ResultPair } from '../runner/comparison.ts';
import type { RunResult } from '../runner/result.ts';
import { loadScenario } from '../scenario/loader.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readVariants } from './compare-variants.ts';
import type { CompareFlags, Variant } from './compare-variants.ts';
import { comparisonJson, writeComparison } from './comparison-files.ts';
import { comparisonLines } from './comparison-lines.ts';
import type { Comparison } from './comparison-lines.ts';
import { number } from './format.ts';
import { INTERRUPTED_EXIT, onInterrupt } from './interrupt.ts';
import type { Interrupt } from './interrupt.ts';
import { prepareOutput, writeText } from './output-files.ts';
import { failuresOf, runChecks } from './run-checks.ts';
import { createTerminalLine } from './terminal-line.ts';
import type { TerminalLine } from './terminal-line.ts';

const PROGRESS_MS = 250;
const DEFAULT_SEEDS = [1, 2, 3, 4, 5];

/** Everything that a run of the comparison needs beside variant and seed. */
interface Session {
  readonly line: TerminalLine;
  readonly interrupt: Interrupt;
  readonly runs: number;
  /** The run that Ctrl-C ends. */
  readonly under_way: { live?: LiveRun };
  done: number;
  /** Invariants that did not hold: the engine's fault, whatever the variants are. */
  readonly broken: string[];
}

/** Prints and writes the comparison; sets exit code 1 where an invariant broke. Ctrl-C leaves the pairs that were complete. */
export async function executeCompare(a: string, b: string | undefined, flags: CompareFlags): Promise<void> {
  const variants = readVariants(a, b, flags);
  const seeds = flags.seeds ?? DEFAULT_SEEDS;
  prepareOutput(flags);
  const under_way: Session['under_way'] = {};
  const interrupt = onInterrupt(() => under_way.live?.stop());
  const session: Session = {
    under_way,
    line: createTerminalLine(),
    interrupt,
    runs: 2 * seeds.length,
    done: 0,
    broken: [],
  };
  try {
    const comparison = await runPairs(session, variants, seeds, flags);
    if (comparison !== undefined) report(comparison, flags, session.broken);
  } finally {
    session.line.clear();
    interrupt.release();
  }
  if (interrupt.interrupted) process.exitCode = INTERRUPTED_EXIT;
}

async function runPairs(
  session: Session,
  [a, b]: readonly [Variant, Variant],
  seeds: readonly number[],
  flags: CompareFlags,
): Promise<Comparison | undefined> {
  const pairs: ResultPair[] = [];
  let scenarios: [Scenario, Scenario] | undefined;
  let same_departures = true;
  for (const seed of seeds) {
    const [scenario_a, scenario_b] = [await load(a, seed, flags), await load(b, seed, flags)];
    scenarios ??= [scenario_a, scenario_b];
    same_departures &&= departuresAgree(scenario_a, scenario_b);
    const result_a = await runOne(session, a, scenario_a);
    const result_b = result_a === undefined ? undefined : await runOne(session, b, scenario_b);
    if (result_a === undefined || result_b === undefined) break;
    pairs.push({ seed, a: result_a, b: result_b });
  }
  if (scenarios === undefined || pairs.length === 0) return undefined;
  const [first_a, first_b] = scenarios;
  return {
    pairs,
    a: { label: a.label, scenario: first_a },
    b: { label: b.label, scenario: first_b },
    same_departures,
    missing: seeds.length - pairs.length,
  };
}

function load({ scenario, sets }: Variant, seed: number, flags: CompareFlags): Promise<Scenario> {
  return loadScenario(scenario, { sets, seed, ...(flags.until === undefined ? {} : { until_s: flags.until }) });
}

/** The same vehicles at the same times on the same ways. */
function departuresAgree(a: Scenario, b: Scenario): boolean {
  const one = a.demand.departures;
  const other = b.demand.departures;
  return (
    one.length === other.length &&
    one.every((departure, i) => {
      const { id, depart_ms, type, edges } = other[i];
      const same_type = a.demand.types[departure.type].id === b.demand.types[type].id;
      return departure.id === id && departure.depart_ms === depart_ms && same_type && sameEdges(departure.edges, edges);
    })
  );
}

function sameEdges(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((edge, i) => edge === other[i]);
}

/** One run from its start to its result; undefined where it was interrupted. */
async function runOne(session: Session, { letter }: Variant, scenario: Scenario): Promise<RunResult | undefined> {
  const { line, interrupt } = session;
  if (interrupt.interrupted) return undefined;
  const live = await launchRun(scenario, { run_id: 'compare', broker: 'embedded', pace: 'max', check: true });
  session.under_way.live = live;
  if (interrupt.interrupted) live.stop();
  const which = `run ${session.done + 1} of ${session.runs}   seed ${scenario.settings.seed}, ${letter}`;
  const timer = setInterval(() => {
    const { sim_time_s, until_s, vehicles } = live.status();
    line.show(`${which}   ${number(sim_time_s)} of ${number(until_s)} s   ${number(vehicles)} vehicles`);
  }, PROGRESS_MS);
  try {
    const { result, broken } = await live.finished;
    if (interrupt.interrupted) return undefined;
    session.done++;
    const invariants = runChecks(result, broken).filter(({ kind }) => kind === 'invariant');
    for (const failure of failuresOf(invariants)) session.broken.push(`seed ${result.seed}, ${letter}: ${failure}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

function report(comparison: Comparison, flags: CompareFlags, broken: readonly string[]): void {
  const json = comparisonJson(comparison);
  const say = (lines: readonly string[]): void =>
    void (flags.json === '-' ? process.stderr : process.stdout).write(`${lines.join('\n')}\n`);
  if (flags.json === '-') process.stdout.write(json);
  else say(comparisonLines(comparison, flags.all === true));
  const written: string[] = [];
  if (flags.json !== undefined && flags.json !== '-') written.push(writeText(flags.json, json, '--json'));
  if (flags.out !== undefined) written.push(...writeComparison(flags.out, comparison));
  if (written.length > 0) say(['', `written     ${written.join('\n            ')}`]);
  if (broken.length === 0) return;
  say(['', 'broken invariants', ...broken.map((text) => `  ${text}`)]);
  process.exitCode = 1;
}
