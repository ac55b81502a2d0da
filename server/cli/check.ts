/** `chelu check FILE`: reads a scenario or SUMO file without running it, and says what of it is not as it seems. */
import type { Command } from 'commander';
import type { CheckFlags } from './check-report.ts';

/** Adds the command; exit code 1 where something of the demand cannot drive. */
export function registerCheck(program: Command): void {
  program
    .command('check <file>')
    .description(
      'read a scenario, .map.yaml, .sumocfg or .net.xml without running it and report what is not understood',
    )
    .option('--set <path=value>', 'change a setting', collect, [])
    .option('--all', 'print every line, not the first 20 of a kind')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Prints what was not understood (with file and line and how often), lanes across junctions that the map lays closer than
two bodies are wide, and trips that no connection allows.
Exit code 1 where a trip cannot be driven, 2 where the file itself is wrong.

Examples:
  chelu check my-city.sumocfg
  chelu check my-scenario.yaml --all`,
    )
    .action(async (file: string, options: CheckFlags) => {
      const { executeCheck } = await import('./check-report.ts');
      await executeCheck(file, options);
    });
}

/** For options that may be given several times. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
