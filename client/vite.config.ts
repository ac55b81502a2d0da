/** Builds the page into client/dist; all addresses in it are relative, so that it works below any folder. */
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

/** A package of the messages begins, and a function that turns a plain object into a message, or a message into one. */
const PACKAGE = /^ {4}v2x\.(\w+) = \(function/;
const BEGIN = /^(\s*)\w+\.(fromObject|toObject) = function/;
/** Packages whose messages the page shows as JSON: an overheard entry and what may stand in it. */
const SHOWN = new Set(['frame', 'day1', 'cloud']);

/** Generated message code without conversions that the page never makes: a third of that code. */
function withoutConversion(): Plugin {
  return {
    name: 'messages-without-conversion',
    transform(code, id) {
      if (!id.endsWith('/protos/wire/generated.js')) return undefined;
      const kept: string[] = [];
      let end: string | undefined;
      let removed = 0;
      let package_name = '';
      for (const line of code.split('\n')) {
        if (end !== undefined) {
          if (line === end) end = undefined;
          continue;
        }
        package_name = PACKAGE.exec(line)?.[1] ?? package_name;
        const [, indent, name] = BEGIN.exec(line) ?? [];
        if (indent === undefined || (name === 'toObject' && SHOWN.has(package_name))) {
          kept.push(line);
          continue;
        }
        end = `${indent}};`;
        removed += 1;
      }
      if (removed === 0 || end !== undefined) this.error('the generated code is not laid out as expected');
      return { code: kept.join('\n'), map: null };
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [withoutConversion()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The broker's client is a chunk of its own, loaded while the picture is set up.
    chunkSizeWarningLimit: 1400,
  },
});
