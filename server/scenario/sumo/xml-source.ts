/**
 * Reads an XML file element by element, gzipped or not (told by content, not by name), in constant memory per element.
 * Knows nothing of what the elements mean. A broken file is the user's error, with its place.
 */
import { createReadStream, existsSync, openSync, readSync, closeSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { UserError } from '../user-error.ts';

/** An opening tag with the place where it begins (line and column from 1). */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** As shown to the user. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface XmlHandler {
  /** `path` = names of the enclosing elements, outermost first; do not keep it. */
  open(element: XmlElement, path: readonly string[]): void;
  close?(name: string, path: readonly string[]): void;
  /** Character data between two tags. */
  text?(content: string, path: readonly string[]): void;
}

const DEPTH_MAX = 64;

/** The piece of text under way and where it begins in the file. */
interface Chunk {
  text: string;
  position: number;
}

type Plain = { readonly position: true; readonly xmlns: false };

/** "file:line:column" of an element. */
export function placeOf(element: XmlElement): string {
  return `${element.file}:${element.line}:${element.column}`;
}

/** The file itself, or the one with `.gz` added, or with `.gz` taken away; undefined where none exists. */
export function findFile(path: string): string | undefined {
  const candidates = [path, `${path}.gz`];
  if (path.endsWith('.gz')) candidates.push(path.slice(0, -3));
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}

/** A path as shown in messages: relative to the working directory where it lies below it. */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') || fromHere.length >= path.length ? path : fromHere;
}

/**
 * Parses a file and calls the handler for each tag in order.
 * @throws UserError where the file cannot be read or is not well-formed XML
 */
export async function readXml(path: string, handler: XmlHandler): Promise<void> {
  const file = shownPath(path);
  const chunk: Chunk = { text: '', position: 0 };
  const parser = createParser(file, handler, chunk);
  try {
    let decoder: TextDecoder | undefined;
    for await (const part of openBytes(path)) {
      const bytes = part as Uint8Array;
      decoder ??= new TextDecoder(encodingOf(bytes), { fatal: false });
      chunk.position += chunk.text.length;
      chunk.text = decoder.decode(bytes, { stream: true });
      parser.write(chunk.text);
    }
    parser.close();
  } catch (error) {
    throw asUserError(error, file);
  }
}

function openBytes(path: string): AsyncIterable<unknown> {
  const source = createReadStream(path, { highWaterMark: 1 << 18 });
  if (!isGzip(path)) return source;
  // The callback is needed for the errors to reach the reader of the last stream; it reports them itself.
  return pipeline(source, createGunzip(), () => undefined);
}

function isGzip(path: string): boolean {
  const handle = openSync(path, 'r');
  try {
    const magic = new Uint8Array(2);
    return readSync(handle, magic, 0, 2, 0) === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
  } finally {
    closeSync(handle);
  }
}

/** Encoding by byte order mark, then by the XML declaration, else UTF-8. */
function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  const declaration = new TextDecoder('latin1').decode(head.subarray(0, 200));
  const label = /^<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']/.exec(declaration)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new UserError(`the encoding "${label}" is not known`, { hint: 'save the file as UTF-8' });
  }
}

function createParser(file: string, handler: XmlHandler, chunk: Readonly<Chunk>): SaxesParser<Plain> {
  const parser = new SaxesParser<Plain>({ position: true, xmlns: false });
  const path: string[] = [];
  let line = 1;
  let column = 1;
  parser.on('error', (error) => {
    const message = error.message.replace(/^(\S+:)?\d+:\d+: /, '').replace(/\.$/, '');
    throw new UserError(`not well-formed XML: ${message}`, {
      place: `${file}:${parser.line}:${parser.column}`,
      hint: 'the file is damaged or no XML file',
    });
  });
  parser.on('opentagstart', (tag) => {
    // The parser stands behind the name and one more character; the tag begins one before the name.
    line = parser.line;
    column = Math.max(1, parser.column - tag.name.length - 1);
    if (parser.column > 0) return;
    // That character was the end of the line, so the tag stands in the line before.
    line--;
    const start = chunk.text.lastIndexOf(`<${tag.name}`, parser.position - chunk.position);
    column = Math.max(1, start - chunk.text.lastIndexOf('\n', start));
  });
  parser.on('opentag', (tag) => {
    handler.open({ name: tag.name, attributes: tag.attributes, file, line, column }, path);
    path.push(tag.name);
    if (path.length > DEPTH_MAX) {
      throw new UserError(`elements are nested more than ${DEPTH_MAX} deep`, { place: `${file}:${line}:${column}` });
    }
  });
  parser.on('closetag', (tag) => {
    path.pop();
    handler.close?.(tag.name, path);
  });
  if (handler.text !== undefined) parser.on('text', (content) => handler.text?.(content, path));
  return parser;
}

function asUserError(error: unknown, file: string): Error {
  if (error instanceof UserError) {
    if (error.place !== '') return error;
    return new UserError(error.message, { place: file, hint: error.hint });
  }
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code.startsWith('Z_')) {
    return new UserError('the gzipped content is damaged or cut off', { place: file, hint: 'fetch the file again' });
  }
  if (code === 'ENOENT') return new UserError('no such file', { place: file });
  if (code === 'EACCES' || code === 'EPERM') return new UserError('the file may not be read', { place: file });
  if (code === 'EISDIR') return new UserError('this is a folder, not a file', { place: file });
  return error as Error;
}
