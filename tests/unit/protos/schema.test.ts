/**
 * The .proto files as such: what the code believes about them, whether protoc takes them, and that no number is ever used for something else.
 * CHELU_UPDATE_GOLDEN=1 adds new fields to the golden table; it never takes one out.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { BODY, layoutOf, LINK, MESSAGE_NAMES } from '../../../protos/messages/body.ts';
import type { AnyRecord, FieldLayout } from '../../../protos/messages/layout.ts';
import { findProtoc } from '../../support/executable.ts';

const FOLDER = fileURLToPath(new URL('../../../protos/', import.meta.url));
const GOLDEN = new URL('../../golden/messages/fields.json', import.meta.url);
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.proto'))
  .sort();
/** Packages whose numbers are frozen; those of the page and of the network follow once they have been used outside. */
const FROZEN = ['v2x.day1', 'v2x.cloud', 'v2x.swap', 'v2x.frame', 'v2x.agent', 'v2x.server'];

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => path.join(FOLDER, path.basename(target));
root.loadSync(FILES, { keepCase: true }).resolveAll();

const PARTS: Record<FieldLayout['kind'], string> = {
  scalar: 'int32 uint32 sint32',
  place: 'Position3D PositionOffset',
  octets: 'bytes',
  text: 'string',
  time: 'uint64',
  group: '',
  list: '',
  numbers: 'uint32',
};

function expectSame(layout: AnyRecord, type: protobuf.Type): void {
  const names = layout.keys.map((key) => layout.fields[key].wire);
  expect([...names].sort(), type.fullName).toEqual(type.fieldsArray.map((field) => field.name).sort());
  for (const key of layout.keys) {
    const field = layout.fields[key];
    const found = type.fields[field.wire];
    const where = found.fullName;
    const many = field.kind === 'list' || field.kind === 'numbers';
    expect(found.repeated, where).toBe(many);
    if (!many && !layout.choice.includes(key)) expect(found.partOf !== null, where).toBe(field.optional);
    if (field.kind === 'group' || field.kind === 'list') expectSame(field.record, found.resolvedType as protobuf.Type);
    else expect(PARTS[field.kind].split(' '), where).toContain(found.type.split('.').pop());
  }
}

/** Message -> number -> "name type". */
type FieldTable = Record<string, Record<string, string>>;

function typesOf(namespace: protobuf.NamespaceBase): protobuf.Type[] {
  return namespace.nestedArray.flatMap((inner) =>
    inner instanceof protobuf.Type
      ? [inner, ...typesOf(inner)]
      : inner instanceof protobuf.Namespace
        ? typesOf(inner)
        : [],
  );
}

function fieldsOf(type: protobuf.Type): Record<string, string> {
  const rows = type.fieldsArray.map((field) => {
    const many = field.repeated ? 'repeated ' : field.options?.['proto3_optional'] === true ? 'optional ' : '';
    const kind = field instanceof protobuf.MapField ? `map<${field.keyType}, ${field.type}>` : field.type;
    return [String(field.id), `${many}${kind} ${field.name}`] as const;
  });
  return Object.fromEntries(rows);
}

describe('the .proto files', () => {
  it('are taken by protoc as by protobufjs', (context) => {
    const protoc = findProtoc();
    if (protoc === undefined) return context.skip();
    const folder = mkdtempSync(path.join(tmpdir(), 'chelu-protoc-'));
    try {
      const out = path.join(folder, 'set.bin');
      execFileSync(protoc, ['-I', FOLDER, `--descriptor_set_out=${out}`, ...FILES], { stdio: 'pipe' });
      expect(statSync(out).size).toBeGreaterThan(1000);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('number the bodies as the canonical order does', () => {
    const entry = root.lookupType('v2x.frame.Entry');
    const bodies = entry.oneofs['body'].fieldsArray.map((field) => [field.name, field.id]);
    expect(Object.fromEntries(bodies)).toEqual(BODY);
    const numbers = MESSAGE_NAMES.map((name) => BODY[name]);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    const { values } = root.lookupEnum('v2x.frame.Link');
    expect(values).toEqual({ LINK_UNSPECIFIED: 0, LINK_PC5: LINK.pc5, LINK_UU: LINK.uu, LINK_WIRED: LINK.wired });
  });

  for (const name of MESSAGE_NAMES) {
    it(`have exactly the elements that the layout of ${name} names`, () => {
      const field = root.lookupType('v2x.frame.Entry').fields[name];
      expectSame(layoutOf(BODY[name]), field.resolvedType as protobuf.Type);
    });
  }

  it('give every error of the codec its code', () => {
    const codes = Object.keys(root.lookupEnum('v2x.agent.ErrorCode').values);
    for (const code of ['BAD_PROTO', 'UNSUPPORTED_VERSION', 'UNKNOWN_FIELD_RANGE', 'TOO_LARGE'])
      expect(codes).toContain(code);
  });

  it('start every frame with version, tick, time, count and entries', () => {
    for (const name of ['UplinkFrame', 'CloudFrame', 'TileFrame', 'TickInput', 'TickOutput']) {
      const { fieldsArray } = root.lookupType(`v2x.frame.${name}`);
      const first = fieldsArray.slice(0, 4).map((field) => [field.name, field.id, field.type]);
      expect(first).toEqual([
        ['schema_version', 1, 'uint32'],
        ['tick', 2, 'uint32'],
        ['sim_time_ms', 3, 'uint64'],
        ['entry_count', 4, 'uint32'],
      ]);
      expect(fieldsArray[4]).toMatchObject({ id: 5, type: 'Entry', repeated: true });
    }
  });

  it('never use the number of a removed field for something else', () => {
    const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as FieldTable;
    const types = FROZEN.flatMap((name) => typesOf(root.lookup(name) as protobuf.Namespace));
    for (const type of types) {
      const name = type.fullName.slice(1);
      const now = fieldsOf(type);
      const before = golden[name] ?? {};
      for (const [id, field] of Object.entries(before)) {
        if (now[id] === undefined) expect(type.isReservedId(Number(id)), `${name} = ${id} must be reserved`).toBe(true);
        else expect(now[id], `${name} = ${id}`).toBe(field);
      }
      golden[name] = { ...before, ...now };
    }
    const text = `${JSON.stringify(golden, null, 1)}\n`;
    if (process.env['CHELU_UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
    expect(text, 'new fields: run with CHELU_UPDATE_GOLDEN=1').toBe(
      readFileSync(GOLDEN, 'utf8').replaceAll('\r\n', '\n'),
    );
  });
});
