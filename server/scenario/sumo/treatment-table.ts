/**
 * The tables of README.md: what happens to each element, attribute and option of SUMO's files.
 */
import { CONFIG_OPTIONS, HONOURED_OPTIONS } from './option-treatment.ts';
import { IGNORED_ELEMENTS, TREATMENTS, UNSUPPORTED_ELEMENTS } from './treatment.ts';

/** Names with the same reason in one bracket: `a`, `b` (why). */
function grouped(reasons: Readonly<Record<string, string>>): string {
  const byReason = new Map<string, string[]>();
  for (const [name, why] of Object.entries(reasons)) byReason.set(why, [...(byReason.get(why) ?? []), name]);
  return [...byReason].map(([why, names]) => `${code(names)} (${why})`).join('; ');
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' ');
}

/** Markdown of all tables, one row an element. */
export function treatmentTables(): string {
  const rows = Object.entries(TREATMENTS)
    .filter(([name]) => name !== 'tlLogics')
    .map(([name, table]) => {
      const cells = [code(table.honoured), grouped(table.approximated), grouped(table.ignored)];
      return `| \`<${name}>\` | ${cells.join(' | ')} |`;
    });
  const options = [
    `| honoured | ${code(HONOURED_OPTIONS)} |`,
    `| approximated | ${grouped(CONFIG_OPTIONS.approximated)} |`,
    `| ignored | ${grouped(CONFIG_OPTIONS.ignored)}; every \`*-output\` (steers outputs only) |`,
    `| ignored, by the beginning of the name | ${grouped(CONFIG_OPTIONS.families)} |`,
  ];
  return [
    '| element | honoured | approximated | ignored |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '| whole elements | |',
    '| --- | --- |',
    `| approximated | ${grouped(UNSUPPORTED_ELEMENTS)} |`,
    `| ignored | ${grouped(IGNORED_ELEMENTS)} |`,
    '',
    '| options of a .sumocfg | |',
    '| --- | --- |',
    ...options,
  ].join('\n');
}
