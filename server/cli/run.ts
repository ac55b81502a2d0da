/** `chelu run` and `chelu start`: one run from its start to its summary. */
import type { Command } from 'commander';
import { launchRun } from '../main.ts';
import type { FinishedRun, LiveRun } from '../main.ts';
import { loadScenario } from '../scenario/loader.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { INTERRUPTED_EXIT, onInterrupt } from './interrupt.ts';
import { prepareOutput, resultJson, writeOutput, writeText } from './output-files.ts';
import { packageVersion } from './package-version.ts';
import { createProgress } from './progress.ts';
import { DEFAULT_MQTT_PORT, DEFAULT_PORT, addRunFlags, checkFlags, runId } from './run-flags.ts';
import type { RunFlags } from './run-flags.ts';
import { checkFailures, summaryLines } from './summary.ts';
import { createTerminalLine } from './terminal-line.ts';
import { welcomeLines } from './welcome.ts';

/** What `npm start` shows. */
const DEFAULT_SCENARIO = 'junction';
/** How often the progress line changes. */
const PROGRESS_MS = 250;

const RUN_HELP = `
SCENARIO is a name of chelu list, a .yaml file, a .sumocfg or a .net.xml (also .gz).
A .sumocfg keeps its own step, end and seed unless a flag says otherwise; a bare network gets a modest random demand.

Examples:
  chelu run junction                                   as fast as it can, summary at the end
  chelu run junction --until 120 --json -              the result as JSON
  chelu run junction --set v2x.enabled=false           the same traffic without messages
  chelu run junction --set v2x.penetration=0.3 --seed 7 --out results/p30-s7
  chelu run my-city.sumocfg --until 1200 --check       exit 1 on collisions, red entries, stuck vehicles
  chelu run junction --serve --pace 10                 look at it, ten times as fast
  chelu run junction --broker mqtt://127.0.0.1:1883    through a broker elsewhere
  chelu run junction --hash-log a.txt                  then chelu diff a.txt b.txt

Every setting of --set with its meaning: chelu schema. Exit codes: 0 well, 1 --check failed, 2 wrong input, 130 interrupted.`;

const START_HELP = `
The same as chelu run ${DEFAULT_SCENARIO} --serve --pace 1: page, MQTT and MQTT over WebSocket on this machine, in real time.
It goes on until Ctrl-C, with a summary at the end. Ports that are taken move on to the next.

Examples:
  chelu start
  chelu start my-scenario.yaml --pace 5
  chelu start --port 9000 --mqtt-port 1884`;

/** Adds both commands. */
export function registerRun(program: Command): void {
  const run = program.command('run <scenario>').description('run a scenario, headless as fast as possible or served');
  addRunFlags(run, false)
    .addHelpText('after', RUN_HELP)
    .action((scenario: string, flags: RunFlags) => execute(scenario, flags, flags.serve === true));
  const start = program.command('start [scenario]').description('serve a scenario in real time: page and MQTT');
  addRunFlags(start, true)
    .addHelpText('after', START_HELP)
    .action((scenario: string | undefined, flags: RunFlags) => execute(scenario ?? DEFAULT_SCENARIO, flags, true));
}

async function execute(name: string, flags: RunFlags, serve: boolean): Promise<void> {
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
