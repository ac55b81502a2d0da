/** `chelu decode FILE|-`: one payload as JSON, with units. */
import type { Command } from 'commander';

export interface DecodeFlags {
  readonly topic?: string;
  readonly type?: string;
  readonly hex?: true;
}

/** Adds the command. */
export function registerDecode(program: Command): void {
  program
    .command('decode <file>')
    .description('print one payload as JSON, with units; - reads standard input')
    .option('--topic <topic>', 'topic that it came on, or a filter that only one type of payload matches')
    .option('--type <type>', 'its protobuf message: v2x.frame.Entry, Entry, or a kind such as bsm')
    .option('--hex', 'the file holds hexadecimal digits, as mosquitto_sub -F %x prints them')
    .addHelpText(
      'after',
      `
An integer of the standard is shown as it is on the wire (raw), as a value with its unit (null: not available), or with
its meaning; units in a name, such as sim_time_ms, are those of its number. All of that stands in the .proto files.

Examples:
  mosquitto_sub -N -C 1 -t 'v2x/v1/main/veh/+/up/bsm/#' | chelu decode - --topic 'v2x/v1/main/veh/+/up/bsm/#'
  chelu decode frame.bin --type TileFrame`,
    )
    .action(async (file: string, flags: DecodeFlags) => {
      const { executeDecode } = await import('./decode-payload.ts');
      await executeDecode(file, flags);
    });
}
