/** `chelu new NAME`: a scenario of one's own, commented, to begin with. */
import type { Command } from 'commander';

export interface NewFlags {
  readonly from?: string;
  readonly blank?: true;
  readonly output?: string;
  readonly force?: true;
}

/** Adds the command. */
export function registerNew(program: Command): void {
  program
    .command('new <name>')
    .description('write a commented scenario of your own, from a map or blank')
    .option('--from <file>', 'a .sumocfg, .net.xml (or .gz) or .map.yaml to drive on')
    .option('--blank', 'a signalised crossing drawn from numbers')
    .option('-o, --output <file>', 'where to write it (default: NAME.yaml here)')
    .option('--force', 'write over a file that is there')
    .addHelpText(
      'after',
      `
The file holds what one changes most, each with its unit and meaning as a comment; chelu list --paths FILE names the rest.
It runs as it is: chelu run NAME.yaml, chelu start NAME.yaml.

Examples:
  chelu new my-corner --blank
  chelu new my-city --from maps/city.sumocfg
  chelu new my-net --from city.net.xml -o scenarios/my-net.yaml`,
    )
    .action(async (name: string, flags: NewFlags) => {
      const { executeNew } = await import('./new-session.ts');
      await executeNew(name, flags);
    });
}
