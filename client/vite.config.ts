/** Builds the page into client/dist; all addresses in it are relative, so that it works below any folder. */
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The broker's client is a chunk of its own, loaded while the picture is set up.
    chunkSizeWarningLimit: 1400,
  },
});
