// Unit and integration tests: every *.test.ts, in at most two processes at once.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    // A library asks Electron's npm package for a path, which would begin to fetch the engine.
    env: { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' },
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules/**', 'out/**', 'test/e2e/**'],
    globalSetup: ['test/harness/global.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Real parts on a small, busy machine: tests check behaviour, never elapsed time.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
