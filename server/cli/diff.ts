/** `chelu diff A B`: where two hash logs part. */
import type { Command } from 'commander';
import { diffHashLogs } from '../runner/hash-log.ts';

/** Adds the command; exit code 1 where the logs differ. */
export function registerDiff(program: Command): void {
  program
    .command('diff <a> <b>')
    .description('compare two files of --hash-log: the first tick and part that differ')
    .addHelpText(
      'after',
      '\nExample:\n  chelu run junction --hash-log a.txt\n  chelu run junction --seed 2 --hash-log b.txt\n  chelu diff a.txt b.txt',
    )
    .action(async (a: string, b: string) => {
      const difference = await diffHashLogs(a, b);
      if (difference === undefined) {
        process.stdout.write('equal\n');
        return;
      }
      const ended = (digest: string): string => (digest === '' ? '(not there)' : digest);
      process.stdout.write(`first difference: tick ${difference.tick}, ${difference.part}\n`);
      process.stdout.write(`  ${a}: ${ended(difference.a)}\n  ${b}: ${ended(difference.b)}\n`);
      process.exitCode = 1;
    });
}
