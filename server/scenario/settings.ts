/**
 * From the text of a scenario and from `--set path=value` to checked settings. Every complaint is a UserError that names its place:
 * file:line:column, or the flag that said it, and suggests the nearest right word.
 */
import { LineCounter, isMap, isScalar, parse, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { scenarioSchema } from './schema.ts';
import type { ScenarioFile } from './schema.ts';
import { nearest } from './suggestion.ts';
import { UserError } from './user-error.ts';

export type RawSettings = Record<string, unknown>;
type Path = readonly (string | number)[];

/** A parsed YAML file that still knows where everything stands. */
export interface SettingsSource {
  readonly raw: RawSettings;
  /** "file:line:column" of the value at a path (of the key, for `key` true), or of its nearest ancestor. */
  readonly place: (path: Path, key?: boolean) => string;
}

/** Parses YAML. `file` is the name to print. */
export function parseSettings(text: string, file: string): SettingsSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const problem = document.errors[0];
  if (problem !== undefined) {
    throw new UserError(`not valid YAML: ${firstLine(problem.message)}`, { place: at(problem.pos[0]) });
  }
  const raw: unknown = document.toJS();
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new UserError('a scenario is a list of settings, such as name: junction', { place: `${file}:1:1` });
  }
  return { raw: { ...raw }, place: (path, key = false) => at(offsetOf(document, path, key)) };
}

function offsetOf(document: Document, path: Path, key: boolean): number {
  if (key) {
    const parent = document.getIn(path.slice(0, -1), true) ?? document.contents;
    const holder = path.length === 1 ? document.contents : parent;
    const pair = isMap(holder)
      ? holder.items.find((item) => isScalar(item.key) && String(item.key.value) === String(path[path.length - 1]))
      : undefined;
    if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return Number(node.range[0]);
    }
  }
  return 0;
}

const firstLine = (text: string): string => text.split('\n', 1)[0];

/** One `--set`: its path, its value as YAML reads it, and the text for messages. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly flag: string;
}

/** Reads `path=value`, such as `v2x.penetration=0.3` or `channel.pc5.range_m=150`. */
export function parseOverride(text: string): Override {
  const flag = `--set ${text}`;
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).trim().split('.');
  if (equals < 1 || path.some((part) => part === '')) {
    throw new UserError('expected path=value', { place: flag, hint: 'for instance --set v2x.penetration=0.3' });
  }
  try {
    return { path, value: parse(text.slice(equals + 1)), flag };
  } catch (error) {
    throw new UserError(`the value is not valid YAML: ${firstLine(String(error))}`, { place: flag });
  }
}

/** A copy of `raw` with the overrides in it, later ones over earlier ones. */
export function applyOverrides(raw: RawSettings, overrides: readonly Override[]): RawSettings {
  const result = structuredClone(raw);
  for (const { path, value, flag } of overrides) {
    let holder: RawSettings | unknown[] = result;
    path.forEach((part, depth) => {
      // A list takes numbers only; "length" or "__proto__" must not reach an object's own machinery.
      if (Array.isArray(holder) ? !/^\d{1,5}$/.test(part) : part === '__proto__') {
        throw new UserError(`'${part}' is no place in ${path.slice(0, depth).join('.') || 'a scenario'}`, {
          place: flag,
        });
      }
      if (Array.isArray(holder) && Number(part) > holder.length) {
        const list = path.slice(0, depth).join('.');
        throw new UserError(`${list} has ${holder.length} entries; the next one is ${list}.${holder.length}`, {
          place: flag,
        });
      }
      const slot = part as keyof typeof holder;
      if (depth === path.length - 1) {
        holder[slot] = value as never;
        return;
      }
      const inner: unknown = holder[slot];
      if (typeof inner !== 'object' || inner === null) {
        holder[slot] = (isList(path.slice(0, depth + 1)) ? [] : {}) as never;
      }
      holder = holder[slot] as RawSettings;
    });
  }
  return result;
}

function isList(path: Path): boolean {
  const found = schemaAt(scenarioSchema, path);
  return found !== undefined && bare(found.schema)._zod.def.type === 'array';
}

/** Checks settings and fills in the defaults. Throws the first complaint; says how many more there are. */
export function checkSettings(
  raw: RawSettings,
  source: SettingsSource | undefined,
  overrides: readonly Override[],
): ScenarioFile {
  return checkAgainst(scenarioSchema, raw, source, overrides);
}

/** The same for any schema of a file. */
export function checkAgainst<T>(
  schema: z.ZodType<T>,
  raw: RawSettings,
  source: SettingsSource | undefined,
  overrides: readonly Override[],
): T {
  const checked = schema.safeParse(raw);
  if (checked.success) return checked.data;
  throw settingsError(schema, checked.error.issues, source, overrides);
}

/** A UserError whose place is a path of the scenario gets the file's line (or the flag) instead. */
export function placeError(
  error: UserError,
  source: SettingsSource | undefined,
  overrides: readonly Override[],
): UserError {
  const path = error.place.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  if (!(String(path[0]) in scenarioSchema.shape)) return error;
  const place = placeOf(path, false, source, overrides);
  return new UserError(`${error.place}: ${error.message}`, { place, hint: error.hint });
}

function settingsError(
  schema: AnySchema,
  issues: readonly z.core.$ZodIssue[],
  source: SettingsSource | undefined,
  overrides: readonly Override[],
): UserError {
  // A wrong name is the cause of other complaints more often than their consequence.
  const issue = issues.find((candidate) => candidate.code === 'unrecognized_keys') ?? issues[0];
  const count = issues.length - 1;
  const more = count === 0 ? '' : count === 1 ? '; 1 more problem' : `; ${count} more problems`;
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0];
    const full = [...path, key];
    return new UserError(`unknown setting '${full.join('.')}'${more}`, {
      place: placeOf(full, true, source, overrides),
      hint: settingSuggestion(schema, path, key),
    });
  }
  const message = issue.message.replace(/^(Invalid input|Invalid option|Invalid string|Too big|Too small): ?/, '');
  const subject = path.length === 0 ? '' : `${path.join('.')}: `;
  const hint = expectedUnit(schema, path);
  return new UserError(`${subject}${message}${more}`, { place: placeOf(path, false, source, overrides), hint });
}

/** Where a setting was said: "file:line:column", or the flag that came last. */
export function placeOf(
  path: Path,
  key: boolean,
  source: SettingsSource | undefined,
  overrides: readonly Override[],
): string {
  const text = path.join('.');
  const flag = overrides.findLast((override) => {
    const set = override.path.join('.');
    return text === set || text.startsWith(`${set}.`) || set.startsWith(`${text}.`);
  });
  if (flag !== undefined) return flag.flag;
  return source?.place(path, key) ?? text;
}

/** What a setting says about itself, as a hint. */
function expectedUnit(root: AnySchema, path: Path): string {
  return (schemaAt(root, path)?.description ?? '').replace(/\.$/, '');
}

/** The nearest setting beside the wrong one, or one of the same name elsewhere; whole paths, ready for --set. */
function settingSuggestion(root: AnySchema, path: Path, key: string): string {
  const siblings = keysAt(path, root);
  const beside = nearest(key, siblings);
  if (beside !== undefined) return `did you mean ${[...path, beside].join('.')}?`;
  const everywhere = allPaths(root, []);
  const elsewhere =
    everywhere.find((other) => other.at(-1) === key) ?? everywhere.find((other) => nearest(key, [other.at(-1) ?? '']));
  if (elsewhere !== undefined) return `did you mean ${elsewhere.join('.')}?`;
  return siblings.length > 0 ? `here one may set ${siblings.join(', ')}` : '';
}

function allPaths(schema: AnySchema, path: readonly string[]): string[][] {
  const def = bare(schema)._zod.def as { shape?: Record<string, AnySchema> };
  return Object.entries(def.shape ?? {}).flatMap(([key, inner]) => [
    [...path, key],
    ...allPaths(inner, [...path, key]),
  ]);
}

type AnySchema = z.core.$ZodType;

/** The schema behind defaults, optionals and refinements. */
function bare(schema: AnySchema): AnySchema {
  const def = schema._zod.def as { type: string; innerType?: AnySchema };
  return def.innerType === undefined ? schema : bare(def.innerType);
}

function schemaAt(
  root: AnySchema,
  path: Path,
): { readonly schema: AnySchema; readonly description: string } | undefined {
  let schema: AnySchema = root;
  for (const part of path) {
    const def = bare(schema)._zod.def as {
      type: string;
      shape?: Record<string, AnySchema>;
      element?: AnySchema;
      valueType?: AnySchema;
    };
    const next =
      def.valueType ?? (typeof part === 'number' || def.element !== undefined ? def.element : def.shape?.[part]);
    if (next === undefined) return undefined;
    schema = next;
  }
  const described = schema as { description?: string };
  return { schema, description: described.description ?? (bare(schema) as { description?: string }).description ?? '' };
}

/** Names of the settings that exist at a path. */
export function keysAt(path: Path, root: AnySchema = scenarioSchema): string[] {
  const found = schemaAt(root, path);
  if (found === undefined) return [];
  const def = bare(found.schema)._zod.def as { shape?: Record<string, AnySchema> };
  return Object.keys(def.shape ?? {});
}
