/** One run of `chelu run` or `chelu start`, from its start to its summary. */
import { launchRun } from '../main.ts';
import type { FinishedRun, LiveRun } from '../main.ts';
import { loadScenario } from '../scenario/loader.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { INTERRUPTED_EXIT, onInterrupt } from './interrupt.ts';
import { prepareOutput, resultJson, writeOutput, writeText } from './output-files.ts';
import { packageVersion } from './package-version.ts';
import { createProgress } from './progress.ts';
import { DEFAULT_MQTT_PORT, DEFAULT_PORT, checkFlags, runId } from './run-flags.ts';
import type { RunFlags } from './run-flags.ts';
import { checkFailures, summaryLines } from './summary.ts';
import { createTerminalLine } from './terminal-line.ts';
import { welcomeLines } from './welcome.ts';

/** How often the progress line changes. */
const PROGRESS_MS = 250;

/** Runs a scenario as the flags say; sets the exit code where a check failed or the run was interrupted. */
export async function executeRun(name: string, flags: RunFlags, serve: boolean): Promise<void> {
  checkFlags(flags, serve);
  prepareOutput(flags);
  const scenario = await loadScenario(name, {
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.until === undefined ? {} : { until_s: flags.until }),
    sets: flags.set,
    endless: serve,
  });
  const live = await launchRun(scenario, {
    run_id: runId(flags, serve),
    broker: flags.broker,
    pace: flags.pace ?? (serve ? 1 : 'max'),
    ...(serve ? { port: flags.port ?? DEFAULT_PORT, mqtt_port: flags.mqttPort ?? DEFAULT_MQTT_PORT } : {}),
    ...(!serve && flags.mqttPort !== undefined ? { mqtt_port: flags.mqttPort } : {}),
    check: flags.check === true,
    ...(flags.hashLog === undefined ? {} : { hash_log: flags.hashLog }),
  });
  const say = (lines: readonly string[]): void => {
    // With --json - standard output belongs to the JSON alone.
    (flags.json === '-' ? process.stderr : process.stdout).write(`${lines.join('\n')}\n`);
  };
  if (live.served !== undefined) say([...welcomeLines(scenario, live.served, packageVersion()), '']);
  const { finished, interrupted } = await follow(live, serve);
  report(scenario, flags, finished, say);
  if (interrupted && !serve) process.exitCode = INTERRUPTED_EXIT;
}

/** Shows progress until the run ends by itself or by Ctrl-C. */
async function follow(live: LiveRun, serve: boolean): Promise<{ finished: FinishedRun; interrupted: boolean }> {
  const interrupt = onInterrupt(() => live.stop());
  const line = createTerminalLine();
  const progress = createProgress(serve);
  const timer = setInterval(() => line.show(progress(live.status())), PROGRESS_MS);
  try {
    return { finished: await live.finished, interrupted: interrupt.interrupted };
  } finally {
    clearInterval(timer);
    line.clear();
    interrupt.release();
  }
}

function report(
  scenario: Scenario,
  flags: RunFlags,
  finished: FinishedRun,
  say: (lines: readonly string[]) => void,
): void {
  const { result } = finished;
  const written: string[] = [];
  if (flags.json === '-') process.stdout.write(resultJson(result));
  else say(summaryLines(result, scenario.notes, flags.check === true));
  if (flags.json !== undefined && flags.json !== '-') written.push(writeText(flags.json, resultJson(result), '--json'));
  if (flags.out !== undefined) written.push(...writeOutput(flags.out, result, finished.trips()));
  if (flags.hashLog !== undefined) written.push(flags.hashLog);
  if (written.length > 0) say(['', `written     ${written.join('\n            ')}`]);
  if (flags.check === undefined) return;
  const failures = checkFailures(result, finished.broken);
  say(['', failures.length === 0 ? 'check       passed' : `check       failed: ${failures.join('; ')}`]);
  if (failures.length > 0) process.exitCode = 1;
}
