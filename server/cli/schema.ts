/** `chelu schema`: the JSON Schema of scenario files, for editors. */
import type { Command } from 'commander';
import { scenarioJsonSchema } from '../scenario/schema.ts';

/** Adds the command. */
export function registerSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of scenario files (every setting with its meaning and default)')
    .action(() => {
      process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
    });
}
