import { defineConfig } from 'vitest/config'
import { HANG_MS } from './tests/support/hang.ts'
import { testReporters } from './tests/support/runner/test-reporters.ts'

/**
 * Tests that drive a real browser: `npm run test:browser`. They need Chromium (Debian package
 * `chromium`, or CHROMIUM_PATH).
 */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.browser.ts'],
    pool: 'forks',
    maxWorkers: 1,
    reporters: testReporters(),
    testTimeout: HANG_MS,
    hookTimeout: HANG_MS,
    expect: { poll: { timeout: HANG_MS } },
  },
})
