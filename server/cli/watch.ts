/** `chelu watch [FILTER]`: the messages of a running simulation, decoded, with units. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { WatchFlags } from './watch-session.ts';

/** Kinds of messages, for the help; the table is protos/messages/body.ts. */
const KINDS = 'bsm, map, spat, rsm, rsi, report, advice';

/** Adds the command. */
export function registerWatch(program: Command): void {
  program
    .command('watch [filter...]')
    .description('print the messages of a running simulation, decoded, with units')
    .option('--broker <url>', 'MQTT broker (default: the first on mqtt://127.0.0.1:1883 to 1892 where a run is)')
    .option('--run <id>', 'id of the run (default: any)')
    .option('--count <n>', 'end after this many messages', readCount)
    .option('--json', 'one JSON object a line, SI units')
    .addHelpText(
      'after',
      `
FILTER: kinds of messages (${KINDS}) and ids of vehicles or RSUs; both may be given.
Shown is what reached the cloud and what the cloud sent: that is what the run publishes for everybody.
Positions are metres east and north of the map's origin, headings clockwise from north.

Examples:
  chelu watch                       everything
  chelu watch spat advice           two kinds
  chelu watch bsm car-17            one vehicle
  chelu watch bsm --count 100 --json > bsm.jsonl
  chelu watch --broker mqtt://127.0.0.1:1884 --run main`,
    )
    .action(async (filter: string[], flags: WatchFlags) => {
      const { executeWatch } = await import('./watch-session.ts');
      await executeWatch(filter, flags);
    });
}

function readCount(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1) throw new InvalidArgumentError('Expected a whole number from 1 on.');
  return value;
}
