import { defineConfig } from 'vitest/config'
import { HANG_MS, TEST_HANG_MS } from './tests/support/hang.ts'
import { testReporters, WORKER_SETUP } from './tests/support/runner/test-reporters.ts'

/**
 * Tests that drive real browsers: `npm run test:browser`. They need Chromium (Debian package
 * `chromium`, or CHROMIUM_PATH) and, for what old office browsers must do too, Chromium 86 and 92
 * (`npm run browsers`). BROWSER_TESTS=required fails where one is missing instead of skipping. They
 * share one program with its example data (tests/support/browser/console-server.ts).
 */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.browser.ts'],
    globalSetup: ['tests/support/browser/console-for-tests.ts'],
    pool: 'forks',
    maxWorkers: 1,
    reporters: testReporters(),
    setupFiles: WORKER_SETUP,
    testTimeout: TEST_HANG_MS,
    hookTimeout: HANG_MS,
    expect: { poll: { timeout: HANG_MS } },
  },
})
