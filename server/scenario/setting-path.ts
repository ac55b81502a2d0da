/**
 * Every setting of a scenario that `--set` takes, made from the schema and a scenario's present settings: the elements of its lists by
 * index, what its blocks may hold though they are absent, and the members of a table by their ids.
 */
import { scenarioJsonSchema } from './schema.ts';
import { unitOfName } from './unit-of-name.ts';

export interface SettingPath {
  /** As `--set` wants it; `N` stands for a number in an empty list, `ID` for an id in an empty table. */
  readonly path: string;
  readonly type: 'number' | 'integer' | 'boolean' | 'text' | 'list' | 'any';
  /** From the name; empty where it says none. */
  readonly unit: string;
  readonly description: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The words or values that it may be, where they are few. */
  readonly choices?: readonly unknown[];
  /** Absent: it has none; what then holds, the description says. */
  readonly default?: unknown;
  /** Of this scenario; absent: not set. */
  readonly value?: unknown;
  /** The path holds `N` or `ID`: nothing of the kind is there yet. */
  readonly pattern?: true;
}

/** What is used of JSON Schema. */
interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/**
 * @param settings of a scenario, as it runs
 * @param schema JSON Schema of what they may be
 */
export function settingPaths(settings: unknown, schema: unknown = scenarioJsonSchema()): SettingPath[] {
  const found = new Map<string, SettingPath>();
  walk(schema as JsonSchema, { path: '', name: '', about: '' }, settings, found);
  return [...found.values()];
}

/** Where a walk stands, and what it brings along. */
interface Place {
  readonly path: string;
  /** Name of the setting, which holds its unit; ids and indices below it are no names. */
  readonly name: string;
  /** Description of the nearest block that has one. */
  readonly about: string;
}

function walk(schema: JsonSchema, place: Place, value: unknown, found: Map<string, SettingPath>): void {
  const { path } = place;
  const about = schema.description ?? place.about;
  const at = (key: string | number, name = place.name): Place => ({
    path: path === '' ? String(key) : `${path}.${key}`,
    name,
    about,
  });
  const variants = schema.anyOf ?? schema.oneOf;
  const { properties, additionalProperties: members, items } = schema;
  if (variants !== undefined && variants.some(isBlock)) {
    for (const variant of variants) walk(variant, { ...place, about }, value, found);
  } else if (properties !== undefined) {
    for (const [key, inner] of Object.entries(properties)) walk(inner, at(key, key), member(value, key), found);
  } else if (typeof members === 'object') {
    const ids = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    for (const id of ids.length > 0 ? ids : ['ID']) walk(members, at(id), member(value, id), found);
  } else if (items !== undefined && isBlock(items)) {
    const count = Array.isArray(value) ? value.length : 0;
    if (count === 0) walk(items, at('N'), undefined, found);
    for (let index = 0; index < count; index++) walk(items, at(index), member(value, index), found);
  } else if (!found.has(path)) {
    found.set(path, leaf(schema, { ...place, about }, value));
  }
}

/** Something with settings inside; lists of plain values are set as a whole. */
function isBlock({ properties, additionalProperties, anyOf, oneOf, items }: JsonSchema): boolean {
  if (properties !== undefined || typeof additionalProperties === 'object') return true;
  return (anyOf ?? oneOf)?.some(isBlock) === true || (items !== undefined && isBlock(items));
}

function member(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined;
}

/** Bounds that only say "a number that a computer holds exactly". */
const LARGEST = Number.MAX_SAFE_INTEGER;

function leaf(schema: JsonSchema, { path, name, about }: Place, value: unknown): SettingPath {
  const variants = schema.anyOf ?? schema.oneOf ?? [];
  const choices =
    schema.enum ?? (schema.const === undefined ? variants.flatMap(({ enum: words = [] }) => words) : [schema.const]);
  const type = typeOf(schema.type ?? variants.find((variant) => variant.type !== undefined)?.type);
  const { minimum, maximum } = schema;
  return {
    path,
    type,
    unit: type === 'number' || type === 'integer' ? unitOfName(name) : '',
    description: about,
    ...(minimum === undefined || minimum <= -LARGEST ? {} : { minimum }),
    ...(maximum === undefined || maximum >= LARGEST ? {} : { maximum }),
    ...(choices.length === 0 ? {} : { choices }),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...(value === undefined ? {} : { value }),
    ...(/(^|\.)(N|ID)(\.|$)/.test(path) ? { pattern: true as const } : {}),
  };
}

function typeOf(type: string | undefined): SettingPath['type'] {
  switch (type) {
    case 'number':
    case 'integer':
    case 'boolean':
      return type;
    case 'string':
      return 'text';
    case 'array':
      return 'list';
    default:
      return 'any';
  }
}
