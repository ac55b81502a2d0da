/** What differs between the two variants of a comparison, read from its flags. */
import { parseOverride } from '../scenario/settings.ts';
import { UserError } from '../scenario/user-error.ts';

export interface CompareFlags {
  readonly seeds?: readonly number[];
  readonly vary?: string;
  readonly set: readonly string[];
  readonly setA: readonly string[];
  readonly setB: readonly string[];
  readonly until?: number;
  readonly all?: true;
  readonly json?: string;
  readonly out?: string;
}

export interface Variant {
  readonly letter: 'A' | 'B';
  /** Name or path. */
  readonly scenario: string;
  readonly sets: readonly string[];
  /** What is special about it, in words. */
  readonly label: string;
}

/** What is compared where the flags name no difference. */
const WITHOUT_AND_WITH = 'v2x.enabled=false,true';

/** @throws UserError where both would be the same, or a flag says nothing */
export function readVariants(a: string, b: string | undefined, flags: CompareFlags): [Variant, Variant] {
  const other = b !== undefined || flags.setA.length > 0 || flags.setB.length > 0;
  const vary = flags.vary ?? (other ? undefined : WITHOUT_AND_WITH);
  const [vary_a, vary_b] = vary === undefined ? [[], []] : readVary(vary);
  const own_a = [...vary_a, ...flags.setA];
  const own_b = [...vary_b, ...flags.setB];
  for (const set of [...flags.set, ...own_a, ...own_b]) checkSet(set);
  if ((b === undefined || b === a) && own_a.join('\n') === own_b.join('\n')) {
    throw new UserError('A and B are the same', {
      place: flags.vary === undefined ? '--set-a, --set-b' : `--vary ${flags.vary}`,
      hint: 'for instance --vary v2x.penetration=0.1,0.5',
    });
  }
  return [variant('A', a, flags.set, own_a, b), variant('B', b ?? a, flags.set, own_b, a)];
}

function variant(
  letter: 'A' | 'B',
  scenario: string,
  both: readonly string[],
  own: readonly string[],
  other: string | undefined,
): Variant {
  const named = other !== undefined && other !== scenario ? [scenario, ...own] : own;
  return { letter, scenario, sets: [...both, ...own], label: named.join(' ') || 'as it is' };
}

/** `path=x,y` as the --set of A and that of B. A comma inside brackets or quotes belongs to a value. */
function readVary(text: string): [string[], string[]] {
  const place = `--vary ${text}`;
  const equals = text.indexOf('=');
  const values = equals < 1 ? [] : text.slice(equals + 1).match(/(?:\[[^\]]*\]|\{[^}]*\}|"[^"]*"|[^,])+/g);
  if (values?.length !== 2) {
    throw new UserError('expected path=x,y: one value for A and one for B', {
      place,
      hint: 'for instance --vary v2x.enabled=true,false',
    });
  }
  const path = text.slice(0, equals);
  return [[`${path}=${values[0]}`], [`${path}=${values[1]}`]];
}

/** Seeds and length are flags of the comparison: another one in a variant would break the pairs. */
function checkSet(set: string): void {
  const [first] = parseOverride(set).path;
  if (first !== 'seed') return;
  throw new UserError('the seeds of a comparison are those of --seeds', { place: `--set ${set}`, hint: 'use --seeds' });
}
