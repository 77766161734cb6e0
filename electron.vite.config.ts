// Builds main and preload to CommonJS without anything left to resolve at run time, and the renderer to a static site.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import manifest from './package.json' with { type: 'json' };

// The test build runs in the oldest engine the tests have: Electron 22 (Node 16, Chromium 108).
const forTests = process.env.BARAZA_TEST_BUILD === '1';
const out = forTests ? 'out/test' : 'out';
const node = forTests ? 'node16' : 'node24';
const chrome = forTests ? 'chrome108' : 'chrome140';
// The product's renderer also runs in a colleague's browser, so its style sheets are compiled down as far as the tests'.
const cssTargets = { chrome: 108 << 16, firefox: 128 << 16, safari: 17 << 16 };

// What a library takes for granted and the tests' older Node lacks.
const olderNode =
  "globalThis.structuredClone ??= value => require('node:v8').deserialize(require('node:v8').serialize(value));";

function commonJs(name: string, entry: string) {
  return {
    build: {
      target: node,
      outDir: `${out}/${name}`,
      emptyOutDir: true,
      externalizeDeps: false,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: { [name]: join(import.meta.dirname, entry) },
        external: ['electron'],
        output: {
          format: 'cjs' as const,
          entryFileNames: '[name].cjs',
          codeSplitting: false,
          ...(forTests && name === 'main' ? { banner: olderNode } : {}),
        },
      },
    },
  };
}

export default defineConfig({
  main: commonJs('main', 'desktop/main/main.ts'),
  preload: commonJs('preload', 'desktop/preload/preload.ts'),
  renderer: {
    root: 'desktop/renderer',
    // Relative, because the same files are served by the server at / and read by the desktop from disk.
    base: './',
    define: { __BARAZA_VERSION__: JSON.stringify(manifest.version) },
    plugins: [react()],
    css: { transformer: 'lightningcss', lightningcss: { targets: cssTargets } },
    build: {
      target: chrome,
      cssTarget: 'chrome108',
      minify: 'oxc',
      cssMinify: 'lightningcss',
      outDir: join(import.meta.dirname, out, 'renderer'),
      emptyOutDir: true,
      sourcemap: forTests,
      chunkSizeWarningLimit: 800,
      rolldownOptions: { input: join(import.meta.dirname, 'desktop/renderer/index.html') },
    },
  },
});
