/** `chelu schema`: the JSON Schema of scenario and map files, for editors. */
import type { Command } from 'commander';
import { mapJsonSchema } from '../scenario/map/schema.ts';
import { scenarioJsonSchema } from '../scenario/schema.ts';

/** Adds the command. */
export function registerSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of scenario files (every setting with its meaning and default)')
    .option('--map', 'that of road-level maps (*.map.yaml) instead')
    .action((options: { map?: true }) => {
      const schema = options.map ? mapJsonSchema() : scenarioJsonSchema();
      process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
}
