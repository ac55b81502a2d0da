/** Builds the page into client/dist; all addresses in it are relative, so that it works below any folder. */
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const BEGIN = /^(\s*)\w+\.fromObject = function/;

/** Generated message code without what makes messages from plain objects: the page never does, and it is a quarter of that code. */
function withoutConversion(): Plugin {
  return {
    name: 'messages-without-conversion',
    transform(code, id) {
      if (!id.endsWith('/protos/wire/generated.js')) return undefined;
      const kept: string[] = [];
      let end: string | undefined;
      let removed = 0;
      for (const line of code.split('\n')) {
        if (end === undefined) {
          const indent = BEGIN.exec(line)?.[1];
          if (indent === undefined) kept.push(line);
          else end = `${indent}};`;
          if (indent !== undefined) removed += 1;
        } else if (line === end) end = undefined;
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
