/** The flags of `run` and `start`, read and checked. */
import { randomBytes } from 'node:crypto';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { PortWish } from '../broker/listen-port.ts';
import type { BrokerChoice } from '../main.ts';
import type { Pace } from '../runner/pacing.ts';
import { UserError } from '../scenario/user-error.ts';
import { collect } from './check.ts';
import { execAgentId } from './exec-agents.ts';

/** What commander hands over. */
export interface RunFlags {
  readonly until?: number;
  readonly seed?: number;
  readonly pace?: Pace;
  readonly set: readonly string[];
  readonly broker: BrokerChoice;
  readonly run?: string;
  readonly json?: string;
  readonly out?: string;
  readonly check?: true;
  readonly junit?: string;
  readonly hashLog?: string;
  readonly serve?: true;
  readonly port?: number;
  readonly mqttPort?: number;
  readonly exec: readonly string[];
  readonly awaitAgents?: readonly string[];
  readonly timeout?: number;
}

/** Default ports; taken ones move on to the next. */
export const DEFAULT_PORT: PortWish = { from: 8080 };
export const DEFAULT_MQTT_PORT: PortWish = { from: 1883 };

/** Adds the flags. `serving` = the command serves anyway. */
export function addRunFlags(command: Command, serving: boolean): Command {
  command
    .option('--until <s>', 'end after this many simulated seconds', readSeconds)
    .option('--seed <n>', 'seed of everything random', readSeed)
    .addOption(new Option('--pace <x>', 'simulated seconds per second, or max').argParser(readPace))
    .option('--set <path=value>', 'change a setting of the scenario (may be repeated)', collect, [])
    .addOption(
      new Option('--broker <broker>', 'embedded, embedded+tcp or the URL of an MQTT 3.1.1 broker')
        .argParser(readBroker)
        .default('embedded'),
    )
    .option(
      '--run <id>',
      'id of the run in every topic (default: main when served, else r- and 8 hex digits)',
      readRunId,
    )
    .option('--json <file>', 'write the result as JSON, to a file or to standard output (-)')
    .option('--out <dir>', 'write summary.json, trips.csv and messages.csv into this folder')
    .option('--check', 'exit with 1 on a collision, an avoidable red entry, a stuck vehicle or a broken invariant')
    .option('--junit <file>', 'write expectations and invariants as JUnit XML; exit with 1 where one fails')
    .option('--hash-log <file>', 'write the hash of every tick and part, for chelu diff')
    .option('--exec <cmd>', "start an agent of one's own with CHELU_BROKER, CHELU_RUN and CHELU_AGENT set", collect, [])
    .option('--await-agents <ids>', 'agents that tick 0 waits for, with commas; none: no one', readAgents)
    .option('--timeout <s>', 'how long to wait for them, seconds of wall time (default: 30)', readSeconds);
  if (!serving) command.option('--serve', 'serve the page and MQTT; pace 1 unless --pace says otherwise');
  return command
    .option('--port <n>', 'port of the page (default: 8080 or the next free one)', readPort)
    .option('--mqtt-port <n>', 'port of the embedded MQTT broker (default: 1883 or the next free one)', readPort);
}

export function readSeconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('Expected seconds, such as 600.');
  return value;
}

function readAgents(text: string): readonly string[] {
  if (text === 'none') return [];
  return text.split(',').map(readRunId);
}

function readSeed(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Expected a whole number from 0 on.');
  return value;
}

function readPace(text: string): Pace {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > 1000) {
    throw new InvalidArgumentError('Expected max, or a factor such as 1 or 10.');
  }
  return value;
}

function readPort(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535; 0 takes any free one.');
  return value;
}

function readBroker(text: string): BrokerChoice {
  if (text === 'embedded' || text === 'embedded+tcp') return text;
  if (/^(mqtts?|tcp|tls|wss?):\/\//.test(text)) return { url: text };
  throw new InvalidArgumentError('Expected embedded, embedded+tcp or a URL such as mqtt://127.0.0.1:1883.');
}

function readRunId(text: string): string {
  if (!/^[A-Za-z0-9_.:-]{1,64}$/.test(text)) throw new InvalidArgumentError('Expected 1 to 64 of A-Z a-z 0-9 _ . : -');
  return text;
}

/** The id of a run nobody named. */
export function runId(flags: RunFlags, serve: boolean): string {
  return flags.run ?? (serve ? 'main' : `r-${randomBytes(4).toString('hex')}`);
}

/** Whom tick 0 waits for: those named, else one agent for each `--exec`. */
export function awaitedAgents(flags: RunFlags): readonly string[] {
  return flags.awaitAgents ?? flags.exec.map((_, index) => execAgentId(index));
}

/** Refuses flags that contradict each other. */
export function checkFlags(flags: RunFlags, serve: boolean): void {
  const external = typeof flags.broker === 'object';
  if (flags.port !== undefined && !serve) {
    throw new UserError('nothing is served', { place: '--port', hint: 'add --serve' });
  }
  if (flags.mqttPort !== undefined && external) {
    throw new UserError('the broker is elsewhere', { place: '--mqtt-port', hint: 'it belongs to the embedded broker' });
  }
  if (serve && external) {
    throw new UserError('the page needs the embedded broker', {
      place: '--broker',
      hint: 'serve with embedded or embedded+tcp, or run headless on the other broker and listen with chelu watch',
    });
  }
}
