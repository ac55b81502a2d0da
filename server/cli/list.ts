/** `chelu list`: the scenarios by name, with one line each. */
import type { Command } from 'commander';
import { listScenarios } from '../scenario/library.ts';
import { table } from './format.ts';

/** Adds the command. */
export function registerList(program: Command): void {
  program
    .command('list')
    .description('name the scenarios that come with Chelu')
    .option('--json', 'print them as JSON')
    .option('--paths', 'print the path of each file too')
    .action((options: { json?: true; paths?: true }) => {
      const scenarios = listScenarios();
      if (options.json) {
        process.stdout.write(`${JSON.stringify(scenarios, null, 2)}\n`);
        return;
      }
      for (const { name, title, path } of scenarios) {
        const [line] = table([[name.padEnd(24)]]);
        process.stdout.write(`${line.padEnd(26)}${title.en}\n`);
        if (title.zh !== '') process.stdout.write(`${' '.repeat(26)}${title.zh}\n`);
        if (options.paths) process.stdout.write(`${' '.repeat(26)}${path}\n`);
      }
      process.stdout.write('\nRun one: chelu run NAME   (or chelu run FILE.yaml, FILE.sumocfg, FILE.net.xml)\n');
    });
}
