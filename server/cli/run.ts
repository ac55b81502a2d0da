/** `chelu run` and `chelu start`: their flags and their help. What they do is loaded when they are called. */
import type { Command } from 'commander';
import { addRunFlags } from './run-flags.ts';
import type { RunFlags } from './run-flags.ts';

/** What `npm start` shows. */
const DEFAULT_SCENARIO = 'chongqing-riverside';
const RUN_HELP = `
SCENARIO is a name of chelu list, a .yaml file, a .sumocfg or a .net.xml (also .gz).
A .sumocfg keeps its own step, end and seed unless a flag says otherwise; a bare network gets a modest random demand.

Examples:
  chelu run junction                                   as fast as it can, summary at the end
  chelu run junction --until 120 --json -              the result as JSON
  chelu run junction --set v2x.enabled=false           the same traffic without messages
  chelu run junction --set v2x.penetration=0.3 --seed 7 --out results/p30-s7
  chelu run my-city.sumocfg --until 1200 --check       exit 1 on collisions, red entries, stuck vehicles
  chelu run my-test.yaml --junit results/junit.xml     exit 1 where an expect: line of it does not hold
  chelu run junction --serve --pace 10                 look at it, ten times as fast
  chelu run junction --broker mqtt://127.0.0.1:1883    through a broker elsewhere
  chelu run junction --hash-log a.txt                  then chelu diff a.txt b.txt

Every setting of --set with its meaning: chelu schema. Exit codes: 0 well, 1 --check or an expectation failed, 2 wrong input, 130 interrupted.`;

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

async function execute(scenario: string, flags: RunFlags, serve: boolean): Promise<void> {
  const { executeRun } = await import('./run-session.ts');
  await executeRun(scenario, flags, serve);
}
