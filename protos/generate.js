/**
 * Makes protos/wire/generated.js and generated.d.ts from the .proto files: the code that packs and unpacks messages.
 * Both carry a fingerprint of their sources, so that they are made again exactly when a .proto, this script or the compiler changed.
 * `npm run protos` runs it; start and tests call ensureGenerated(). Plain JavaScript, because it runs before anything else does.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  closeSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const FOLDER = path.dirname(fileURLToPath(import.meta.url));
const TARGETS = ['generated.js', 'generated.d.ts'].map((name) => path.join(FOLDER, 'wire', name));
const MARK = '// sources: ';

/** File names of all .proto files, sorted. */
function sourceNames() {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.proto'))
    .sort();
}

/** Fingerprint of everything that the output depends on. */
function fingerprint() {
  const hash = createHash('sha256');
  hash.update(require('protobufjs-cli/package.json').version).update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of sourceNames()) {
    // Line ends differ between checkouts, the meaning does not.
    hash.update(`\n${name}\n`).update(readFileSync(path.join(FOLDER, name), 'utf8').replaceAll('\r\n', '\n'));
  }
  return hash.digest('hex');
}

/** First line of a file without reading the rest; '' where it is missing. */
function firstLine(file) {
  if (!existsSync(file)) return '';
  const start = Buffer.alloc(128);
  const handle = openSync(file, 'r');
  try {
    const length = readSync(handle, start, 0, start.length, 0);
    return start.toString('utf8', 0, length).split('\n')[0];
  } finally {
    closeSync(handle);
  }
}

/** All .proto files as one reflected root. */
function loadRoot() {
  const protobuf = require('protobufjs');
  const root = new protobuf.Root();
  // Imports name files of this folder.
  root.resolvePath = (_origin, target) => path.join(FOLDER, path.basename(target));
  root.loadSync(sourceNames(), { alternateCommentMode: true });
  return root.resolveAll();
}

const OPTIONS = {
  target: 'static-module',
  wrap: 'esm',
  es6: true,
  'force-number': true,
  'null-semantics': true,
  // Only what is used: the code is half its size without these. Ranges are checked by protos/wire.
  verify: false,
  delimited: false,
  typeurl: false,
  service: false,
  root: 'chelu',
  // The ESM resolver wants the file's name.
  dependency: 'protobufjs/minimal.js',
};

/** One run of the compiler: JavaScript and, if asked for, declarations. */
function compile(options) {
  return new Promise((resolve, reject) => {
    require('protobufjs-cli/pbjs').generate(loadRoot(), { ...OPTIONS, ...options }, (error, code, declarations) => {
      if (error) reject(error);
      else resolve([code, declarations]);
    });
  });
}

/** Declarations are made from the code's comments, which the code itself can do without. */
async function compileBoth() {
  const [, declarations] = await compile({ dts: true });
  const [code] = await compile({ comments: false });
  return [withNumbers(code), declarations];
}

/**
 * 64-bit fields as plain numbers also at run time: the runtime would make objects of them wherever it finds the package `long`, which
 * it brings itself, whatever the declarations say. All of ours stay below 2^53, and the codec refuses what does not.
 */
function withNumbers(code) {
  const line = /^import \$protobuf from .*$/m;
  if (!line.test(code)) throw new Error('protos: the generated code does not import its runtime as expected');
  return code.replace(line, (found) => `${found}\n$protobuf.util.Long = null;\n$protobuf.configure();`);
}

/** Replaces a file at once, so that a second process never sees half of it. */
function replace(file, content) {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, content);
  try {
    renameSync(fresh, file);
  } catch (error) {
    // Windows refuses while somebody reads the old file; whoever got there first wrote the same content.
    rmSync(fresh, { force: true });
    if (!existsSync(file)) throw error;
  }
}

let running;

/**
 * Generates where missing or stale. Resolves to true if it did. Rejects with the parser's error, which names file and line.
 * @returns {Promise<boolean>}
 */
export function ensureGenerated() {
  running ??= generate().finally(() => {
    running = undefined;
  });
  return running;
}

async function generate() {
  const mark = MARK + fingerprint();
  if (TARGETS.every((file) => firstLine(file) === mark)) return false;
  const texts = await compileBoth();
  for (const [i, file] of TARGETS.entries()) replace(file, `${mark}\n${texts[i]}`);
  return true;
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const made = await ensureGenerated();
  console.log(made ? 'protos: generated' : 'protos: up to date');
}
