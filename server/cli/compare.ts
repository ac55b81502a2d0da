/** `chelu compare A [B]`: two variants over the same seeds, side by side. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { collect } from './check.ts';
import type { CompareFlags } from './compare-variants.ts';
import { readSeconds } from './run-flags.ts';

/** Adds the command. */
export function registerCompare(program: Command): void {
  program
    .command('compare <a> [b]')
    .description('run two variants over the same seeds and print their differences with intervals')
    .option('--seeds <list>', 'seeds, such as 1-5 or 1,2,9 (default: 1-5)', readSeeds)
    .option('--vary <path=x,y>', 'the setting that differs: x in A, y in B')
    .option('--set <path=value>', 'change a setting in both (may be repeated)', collect, [])
    .option('--set-a <path=value>', 'change a setting in A alone', collect, [])
    .option('--set-b <path=value>', 'change a setting in B alone', collect, [])
    .option('--until <s>', 'end every run after this many simulated seconds', readSeconds)
    .option('--all', 'print every number that differs, not only those with a better way')
    .option('--json <file>', 'write the comparison as JSON, to a file or to standard output (-)')
    .option('--out <dir>', 'write comparison.json, comparison.csv and runs.csv into this folder')
    .addHelpText(
      'after',
      `
A and B are scenarios; without B both variants are of A. Where nothing else differs, A runs without messages and B with
them (--vary v2x.enabled=false,true). Both runs of a pair have the same seed: the same departures, drivers and equipment.
Differences are B - A with a 95 % interval (paired t) over the seeds; three seeds are few, ten are better.

Examples:
  chelu compare junction --seeds 1-5 --vary v2x.enabled=true,false
  chelu compare junction --seeds 1-10 --vary v2x.penetration=0.1,0.5 --out results
  chelu compare today.yaml tomorrow.yaml --seeds 1,2,3 --set until_s=1200`,
    )
    .action(async (a: string, b: string | undefined, flags: CompareFlags) => {
      const { executeCompare } = await import('./compare-session.ts');
      await executeCompare(a, b, flags);
    });
}

const MOST_SEEDS = 1000;

/** `1-5`, `1,2,9` or both mixed; each seed once. */
export function readSeeds(text: string): number[] {
  const seeds = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last = first] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part) ?? [];
    const begin = Number(first);
    const end = Number(last);
    if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(end) || end < begin) {
      throw new InvalidArgumentError('Expected seeds such as 1-5 or 1,2,9.');
    }
    if (end - begin >= MOST_SEEDS || seeds.size + end - begin >= MOST_SEEDS) {
      throw new InvalidArgumentError(`Expected at most ${MOST_SEEDS} seeds.`);
    }
    for (let seed = begin; seed <= end; seed++) seeds.add(seed);
  }
  return [...seeds];
}
