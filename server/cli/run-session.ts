/** One run of `chelu run` or `chelu start`, from its start to its summary. */
import { launchRun } from '../main.ts';
import type { FinishedRun, LaunchOptions, LiveRun } from '../main.ts';
import { judge, needsOracle, resolveExpectations } from '../runner/expectations.ts';
import type { ResolvedExpectation } from '../runner/expectations.ts';
import type { RunResult } from '../runner/result.ts';
import { loadScenario } from '../scenario/loader.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { startExecAgents, type ExecAgents } from './exec-agents.ts';
import { INTERRUPTED_EXIT, onInterrupt } from './interrupt.ts';
import { junitXml } from './junit.ts';
import { prepareOutput, resultJson, writeOutput, writeText } from './output-files.ts';
import { packageVersion } from './package-version.ts';
import { createProgress } from './progress.ts';
import { expectationLines, failuresOf, runChecks } from './run-checks.ts';
import { DEFAULT_MQTT_PORT, DEFAULT_PORT, awaitedAgents, checkFlags, runId } from './run-flags.ts';
import type { RunFlags } from './run-flags.ts';
import { summaryLines } from './summary.ts';
import { createTerminalLine } from './terminal-line.ts';
import type { TerminalLine } from './terminal-line.ts';
import { welcomeLines } from './welcome.ts';

/** How often the progress line changes. */
const PROGRESS_MS = 250;

type Say = (lines: readonly string[]) => void;

/** Runs a scenario as the flags say; sets the exit code where a check failed or the run was interrupted. */
export async function executeRun(name: string, flags: RunFlags, serve: boolean): Promise<void> {
  checkFlags(flags, serve);
  prepareOutput(flags);
  const line = createTerminalLine();
  let live: LiveRun | undefined;
  let programs: ExecAgents | undefined;
  // From the first moment on: Ctrl-C while a city is read must end as cleanly as later.
  const interrupt = onInterrupt(() => live?.stop());
  try {
    const scenario = await loadScenario(name, {
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      ...(flags.until === undefined ? {} : { until_s: flags.until }),
      sets: flags.set,
      endless: serve,
    });
    const expectations = resolveExpectations(scenario.expectations);
    // Who asks for what only the oracle counts has it counted.
    const judged = flags.check === true || flags.junit !== undefined || needsOracle(expectations);
    const options = launchOptions(flags, serve);
    live = await launchRun(scenario, {
      ...options,
      check: judged,
      onNotice: (text) => line.print(text),
    });
    const broker_url = typeof flags.broker === 'object' ? flags.broker.url : live.mqtt_url;
    if (flags.exec.length > 0 && broker_url !== undefined) {
      programs = startExecAgents(flags.exec, { broker_url, run_id: options.run_id }, (text) => line.print(text));
    }
    if (interrupt.interrupted) live.stop();
    // With --json - standard output belongs to the JSON alone.
    const say: Say = (lines) =>
      void (flags.json === '-' ? process.stderr : process.stdout).write(`${lines.join('\n')}\n`);
    if (live.served !== undefined) say([...welcomeLines(scenario, live.served, packageVersion()), '']);
    else if (flags.mqttPort !== undefined || (flags.awaitAgents ?? []).length > 0)
      say([`listen      npx chelu watch --broker ${live.mqtt_url ?? ''}`, '']);
    report({ scenario, expectations, judged, flags, finished: await follow(live, serve, line) }, say);
  } finally {
    await programs?.stop();
    interrupt.release();
  }
  if (interrupt.interrupted && !serve) process.exitCode = INTERRUPTED_EXIT;
}

function launchOptions(flags: RunFlags, serve: boolean): Omit<LaunchOptions, 'check'> {
  const awaited = awaitedAgents(flags);
  const opened = flags.mqttPort ?? (flags.exec.length > 0 || awaited.length > 0 ? 0 : undefined);
  return {
    run_id: runId(flags, serve),
    broker: flags.broker,
    pace: flags.pace ?? (serve ? 1 : 'max'),
    ...(serve ? { port: flags.port ?? DEFAULT_PORT, mqtt_port: flags.mqttPort ?? DEFAULT_MQTT_PORT } : {}),
    // Agents need a way in: any free port, where no other was named.
    ...(!serve && opened !== undefined && typeof flags.broker !== 'object' ? { mqtt_port: opened } : {}),
    await_agents: awaited,
    ...(flags.timeout === undefined ? {} : { await_s: flags.timeout }),
    ...(flags.hashLog === undefined ? {} : { hash_log: flags.hashLog }),
  };
}

/** Shows progress until the run ends. */
async function follow(live: LiveRun, serve: boolean, line: TerminalLine): Promise<FinishedRun> {
  const progress = createProgress(serve);
  const timer = setInterval(() => line.show(progress(live.status())), PROGRESS_MS);
  try {
    return await live.finished;
  } finally {
    clearInterval(timer);
    line.clear();
  }
}

interface Ended {
  readonly scenario: Scenario;
  readonly expectations: readonly ResolvedExpectation[];
  /** The oracle looked on. */
  readonly judged: boolean;
  readonly flags: RunFlags;
  readonly finished: FinishedRun;
}

function report(ended: Ended, say: Say): void {
  const { scenario, flags, finished, judged } = ended;
  const { result } = finished;
  const written: string[] = [];
  if (flags.json === '-') process.stdout.write(resultJson(result));
  else say(summaryLines(result, scenario.notes, judged));
  if (flags.json !== undefined && flags.json !== '-') written.push(writeText(flags.json, resultJson(result), '--json'));
  if (flags.out !== undefined) written.push(...writeOutput(flags.out, result, finished.trips()));
  if (flags.hashLog !== undefined) written.push(flags.hashLog);
  const failed = judgeRun(ended, say, written);
  if (written.length > 0) say(['', `written     ${written.join('\n            ')}`]);
  if (failed) process.exitCode = 1;
}

/** Says what the run is held against and how it stands, and writes --junit; true where something failed. */
function judgeRun({ expectations, flags, finished }: Ended, say: Say, written: string[]): boolean {
  const { result } = finished;
  const judgements = judge(expectations, result);
  const unjudged = endedEarly(result) ? 'the run was ended early' : undefined;
  if (unjudged !== undefined && expectations.length > 0) say(['', `expected    not judged: ${unjudged}`]);
  if (unjudged === undefined && expectations.length > 0) say(['', ...expectationLines(judgements)]);
  const all = runChecks(result, finished.broken);
  const checks =
    flags.check === true ? all : flags.junit === undefined ? [] : all.filter(({ kind }) => kind !== 'check');
  const failures = failuresOf(checks);
  if (flags.junit !== undefined) {
    const xml = junitXml({ result, checks, judgements, ...(unjudged === undefined ? {} : { unjudged }) });
    written.push(writeText(flags.junit, xml, '--junit'));
  }
  if (flags.check === true && failures.length === 0) say(['', 'check       passed']);
  if (failures.length > 0) say(['', `check       failed: ${failures.join('; ')}`]);
  const failed = failures.length > 0 || (unjudged === undefined && judgements.some(({ met }) => !met));
  if (failed && finished.accounts.length > 0) say(finished.accounts.map((line) => `            ${line}`));
  return failed;
}

function endedEarly({ sim_time_s, window }: RunResult): boolean {
  return sim_time_s < window.until_s - 1e-9;
}
