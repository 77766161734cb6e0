// End to end: real server, real desktops, real browsers; one test file at a time on small machines.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: '../harness/global.ts',
  outputDir: '../../test-results',
  fullyParallel: false,
  workers: 1,
  // On a shared machine one more attempt, and npm test names whatever needed it.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: !!process.env.CI,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: process.env.BARAZA_E2E_REPORT
    ? [['list'], ['json', { outputFile: process.env.BARAZA_E2E_REPORT }]]
    : [['list']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
