/** Decoding of `chelu decode`: type from the topic, bytes from a file, meaning from the .proto files. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { TOPICS, TOPIC_NAMES, TOPIC_ROOT, parseTopic } from '../../protos/topics.ts';
import { nearest } from '../scenario/suggestion.ts';
import { UserError } from '../scenario/user-error.ts';
import type { DecodeFlags } from './decode.ts';
import { explain, meaningOf } from './field-meaning.ts';

const PROTOS = fileURLToPath(new URL('../../protos', import.meta.url));
const NEWLINE = 0x0a;

/** Prints the payload. Throws a UserError where type or bytes are not clear. */
export async function executeDecode(file: string, flags: DecodeFlags): Promise<void> {
  const root = loadProtos();
  const type = typeOf(root, flags);
  const bytes = unwrapped(await readBytes(file), file, flags.hex === true);
  const { message, size } = decode(type, bytes, file);
  const whole = { type: type.fullName.slice(1), bytes: size, message: plain(type, message) };
  // A number with its unit reads best on one line.
  const text = JSON.stringify(whole, null, 2).replaceAll(/\{\s*"raw":[^{}]*\}/g, (part) =>
    part.replaceAll(/\s+/g, ' '),
  );
  process.stdout.write(`${text}\n`);
}

function loadProtos(): protobuf.Root {
  const root = new protobuf.Root();
  for (const name of readdirSync(PROTOS).filter((entry) => entry.endsWith('.proto'))) {
    // Names as they stand in the files; their comments say what the numbers mean.
    protobuf.parse(readFileSync(join(PROTOS, name), 'utf8'), root, { keepCase: true, alternateCommentMode: true });
  }
  root.resolveAll();
  return root;
}

function typeOf(root: protobuf.Root, { topic, type }: DecodeFlags): protobuf.Type {
  if ((topic === undefined) === (type === undefined)) {
    throw new UserError('the type of the payload is needed', {
      place: '--topic, --type',
      hint: 'give the topic it came on, or its type',
    });
  }
  return type === undefined ? typeOfTopic(root, topic ?? '') : typeNamed(root, type);
}

function typeNamed(root: protobuf.Root, wanted: string): protobuf.Type {
  const kinds = root.lookupType('v2x.frame.Entry').oneofs['body'].fieldsArray;
  const kind = kinds.find(({ name }) => name === wanted.toLowerCase());
  if (kind?.resolvedType instanceof protobuf.Type) return kind.resolvedType;
  const types = allTypes(root);
  const found = types.filter((type) => type.fullName === `.${wanted}` || type.name === wanted);
  if (found.length === 1) return found[0];
  const names = [...types.map(({ name }) => name), ...types.map((type) => type.fullName.slice(1))];
  const near = nearest(wanted, [...kinds.map(({ name }) => name), ...names]);
  throw new UserError(found.length === 0 ? `no message '${wanted}'` : `several messages are called '${wanted}'`, {
    place: `--type ${wanted}`,
    hint:
      found.length > 1
        ? found.map((type) => type.fullName.slice(1)).join(', ')
        : near === undefined
          ? 'the .proto files in protos/ name them'
          : `did you mean ${near}?`,
  });
}

function allTypes(space: protobuf.NamespaceBase): protobuf.Type[] {
  return space.nestedArray.flatMap((nested) => [
    ...(nested instanceof protobuf.Type ? [nested] : []),
    ...(nested instanceof protobuf.Namespace ? allTypes(nested) : []),
  ]);
}

function typeOfTopic(root: protobuf.Root, topic: string): protobuf.Type {
  const place = `--topic ${topic}`;
  const parsed = parseTopic(topic);
  const payloads = parsed === undefined ? payloadsBehind(topic) : [TOPICS[parsed.name].payload];
  if (payloads.length === 1) return root.lookupType(payloads[0]);
  throw payloads.length === 0
    ? new UserError('no topic of Chelu', { place, hint: `they look like ${TOPIC_ROOT}/main/clock; or give --type` })
    : new UserError(`payloads of ${payloads.length} types match, such as ${payloads[0]} and ${payloads[1]}`, {
        place,
        hint: 'give --type',
      });
}

/** Types of payload on all topics that a filter with + and # matches. */
function payloadsBehind(filter: string): string[] {
  const given = filter.split('/');
  if (!given.some((level) => level === '+' || level === '#')) return [];
  const matches = (pattern: readonly string[]): boolean => {
    for (let i = 0; i < given.length; i++) {
      if (given[i] === '#') return i === given.length - 1;
      const level = pattern[i];
      if (level === undefined || (given[i] !== '+' && !level.startsWith('{') && level !== given[i])) return false;
    }
    return given.length === pattern.length;
  };
  const found = TOPIC_NAMES.filter((name) => matches(`${TOPIC_ROOT}/{run}/${TOPICS[name].pattern}`.split('/')));
  return [...new Set(found.map((name) => TOPICS[name].payload))];
}

async function readBytes(file: string): Promise<Buffer> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^[A-Z]+: /, '') : String(error);
    throw new UserError(`cannot be read: ${reason}`, { place: file });
  }
}

function unwrapped(bytes: Buffer, file: string, hex: boolean): Buffer {
  const place = shown(file);
  if (bytes.length === 0) throw new UserError('there are no bytes', { place });
  if (!hex) return bytes;
  const digits = bytes.toString('latin1').replace(/\s+/g, '');
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) throw new UserError('not pairs of hexadecimal digits', { place });
  return Buffer.from(digits, 'hex');
}

const shown = (file: string): string => (file === '-' ? 'standard input' : file);

interface Decoded {
  readonly message: protobuf.Message;
  readonly size: number;
}

function decode(type: protobuf.Type, bytes: Buffer, file: string): Decoded {
  const whole = tryDecode(type, bytes);
  // mosquitto_sub ends every message with a line feed unless it is told not to (-N).
  const ended = bytes.at(-1) === NEWLINE ? bytes.subarray(0, -1) : undefined;
  const decoded = whole ?? (ended === undefined ? undefined : tryDecode(type, ended));
  const place = shown(file);
  const name = type.fullName.slice(1);
  if (decoded === undefined) {
    throw new UserError(`these ${bytes.length} bytes are no ${name}`, {
      place,
      hint: 'another type, a payload that was cut, or hexadecimal digits (--hex)',
    });
  }
  if (Object.keys(decoded.message).length === 0) {
    throw new UserError(`these ${bytes.length} bytes hold no field of ${name}`, { place, hint: 'another type?' });
  }
  return decoded;
}

function tryDecode(type: protobuf.Type, bytes: Buffer): Decoded | undefined {
  try {
    return { message: type.decode(bytes), size: bytes.length };
  } catch {
    return undefined;
  }
}

/** A message with what its numbers mean. Optional fields that were not sent are left out; of the others, zeros are not sent and shown. */
function plain(type: protobuf.Type, message: object): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const field of type.fieldsArray) {
    const sent = Object.hasOwn(message, field.name);
    const value = sent ? (message as Record<string, unknown>)[field.name] : field.typeDefault;
    const plain_value = typeof value === 'number' || typeof value === 'boolean' || isLong(value);
    if (!sent && (field.repeated || field.partOf !== null || !plain_value)) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    found[field.name] = Array.isArray(value)
      ? value.map((inner) => shownValue(field, inner))
      : shownValue(field, value);
  }
  return found;
}

/** 64 bits, as protobufjs holds them where the package long is there. */
function isLong(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'low' in value && 'high' in value;
}

function shownValue(field: protobuf.Field, value: unknown): unknown {
  const { resolvedType, name, comment, parent } = field;
  if (resolvedType instanceof protobuf.Type) return plain(resolvedType, value as object);
  if (resolvedType instanceof protobuf.Enum) return resolvedType.valuesById[value as number] ?? value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return explain(Number(value), meaningOf(name, comment ?? '', parent?.comment ?? ''));
}
