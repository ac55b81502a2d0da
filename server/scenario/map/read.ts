/** Reads a *.map.yaml: text, checks, compilation; every complaint names file, line and column. */
import { readFileSync } from 'node:fs';
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import type { DressingSpec } from '../dressing.ts';
import { checkAgainst, parseSettings } from '../settings.ts';
import type { SettingsSource } from '../settings.ts';
import { UserError } from '../user-error.ts';
import { compileMap } from './compile.ts';
import { dressingOf } from './dress.ts';
import { gradeNotes } from './grades.ts';
import { roadMapSchema } from './schema.ts';

export interface ReadMap {
  readonly network: NetworkSpec;
  readonly dressing: DressingSpec;
  readonly notes: readonly string[];
}

/** `shown` is the file as messages name it. */
export function readMap(path: string, shown: string, name: string): ReadMap {
  return compileText(readFileSync(path, 'utf8'), shown, name);
}

export function compileText(text: string, shown: string, name: string): ReadMap {
  const source = parseSettings(text, shown);
  const map = checkAgainst(roadMapSchema, source.raw, source, []);
  try {
    const network = compileMap(name, map);
    return { network, dressing: dressingOf(map, network), notes: gradeNotes(network) };
  } catch (error) {
    throw error instanceof UserError ? placed(error, source) : error;
  }
}

/** Errors of the compiler name a path of the map; here it gets the file's line. */
function placed(error: UserError, source: SettingsSource): UserError {
  const path = error.place.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return new UserError(`${error.place}: ${error.message}`, { place: source.place(path), hint: error.hint });
}
