/**
 * The command line: commands, their help, and how errors reach the user.
 * Exit codes: 0 well, 1 a check or comparison failed, 2 the user's error (one line that names the place), 3 a fault of the program.
 */
import { Command, CommanderError } from 'commander';
import { registerCheck } from './cli/check.ts';
import { registerCompare } from './cli/compare.ts';
import { registerDecode } from './cli/decode.ts';
import { registerDiff } from './cli/diff.ts';
import { registerList } from './cli/list.ts';
import { registerMetrics } from './cli/metrics.ts';
import { registerNew } from './cli/new.ts';
import { packageVersion } from './cli/package-version.ts';
import { registerRun } from './cli/run.ts';
import { registerSchema } from './cli/schema.ts';
import { registerWatch } from './cli/watch.ts';
import { UserError } from './scenario/user-error.ts';

export const EXIT = { ok: 0, failed: 1, user_error: 2, fault: 3 } as const;

/** How long output has to be written after an error. */
const GRACE_MS = 200;

/** Runs one command to its end and sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', endWithoutReader);
  const program = createProgram();
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const code = reportError(error);
    process.exitCode = code;
    // A client library may still wait for a broker that never answered; nobody waits for that.
    setTimeout(() => process.exit(code), GRACE_MS).unref();
  }
}

/** `chelu watch | head`: once nobody reads what is printed, there is nothing left to do, and nothing went wrong. */
function endWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}

function createProgram(): Command {
  const program = new Command('chelu');
  program
    .description('Chelu (车路): vehicles, roadside units and a cloud that talk over MQTT, on simulated roads.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .exitOverride()
    // Errors are printed by reportError, in one line.
    .configureOutput({ writeErr: () => {} })
    .addHelpText(
      'after',
      `
Examples:
  chelu start                                  serve the riverside district: page, MQTT, real time
  chelu run junction                           the same as fast as it can, with a summary
  chelu run my-city.sumocfg --until 1200       a SUMO scenario with everybody connected
  chelu run junction --set v2x.penetration=0.3 --json -
  chelu new my-corner --blank                  a commented scenario of your own
  chelu compare junction --seeds 1-5           without and with messages, same seeds, with intervals
  chelu watch bsm                              read the messages of a running simulation
  chelu check my-city.sumocfg                  what of a file is not understood

chelu COMMAND --help explains a command.`,
    );
  registerRun(program);
  registerNew(program);
  registerList(program);
  registerMetrics(program);
  registerCheck(program);
  registerCompare(program);
  registerWatch(program);
  registerDecode(program);
  registerDiff(program);
  registerSchema(program);
  return program;
}

/** Prints an error as it deserves and says which exit code it means. */
export function reportError(error: unknown): number {
  if (error instanceof UserError) {
    process.stderr.write(`error: ${error.line()}\n`);
    return EXIT.user_error;
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    process.stderr.write(`error: ${flagError(error.message)}\n`);
    return EXIT.user_error;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`chelu has a fault; please report it with these lines:\n${text}\n`);
  return EXIT.fault;
}

/** Commander's message in one line: "unknown option '--sed' (did you mean --seed?)". */
function flagError(message: string): string {
  const [first, ...rest] = message.replace(/^error: /, '').split('\n');
  const hint = rest.join(' ').replace(/^\(Did you mean/, '(did you mean');
  return hint === '' ? `${first} (--help explains the flags)` : `${first} ${hint}`;
}
