/** `--exec`: starts the user's own programs beside a run and ends them with it. No shell is in between, so that the end reaches the program itself. */
import { spawn, type ChildProcess } from 'node:child_process';
import { UserError } from '../scenario/user-error.ts';

/** How long a program has to end by itself after it was asked to, ms. */
const FAREWELL_MS = 2000;

export interface ExecPlace {
  readonly broker_url: string;
  readonly run_id: string;
}

export interface ExecAgents {
  /** Ends those that still run. */
  stop(): Promise<void>;
}

/** Id of the n-th program's agent, from 0, where the user names none. */
export function execAgentId(index: number): string {
  return `exec-${index + 1}`;
}

/** The words of a command line: blanks separate, single and double quotes keep together, nothing else is special. */
export function commandWords(text: string): string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:"([^"]*)"|'([^']*)'|([^\s"']+))+/g)) {
    words.push(
      match[0].replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
    );
  }
  if (words.length === 0)
    throw new UserError('no program to start', { place: '--exec', hint: `--exec "python3 agent.py"` });
  return words;
}

/**
 * Starts each command with CHELU_BROKER, CHELU_RUN and CHELU_AGENT in its environment. What they print goes to standard error.
 * @param say told of a program that ends with an error or cannot be started
 */
export function startExecAgents(
  commands: readonly string[],
  { broker_url, run_id }: ExecPlace,
  say: (line: string) => void,
): ExecAgents {
  let ending = false;
  const children = commands.map((command, index) => {
    const [program, ...args] = commandWords(command);
    const child = spawn(program, args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, CHELU_BROKER: broker_url, CHELU_RUN: run_id, CHELU_AGENT: execAgentId(index) },
    });
    child.on('error', (error) => say(`--exec: ${program} could not be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      if (!ending && code !== 0) say(`--exec: ${program} ended with ${signal ?? `code ${code}`}`);
    });
    return child;
  });
  return {
    stop: async () => {
      ending = true;
      await Promise.all(children.map(end));
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
  await gone;
  clearTimeout(timer);
}
