import { defineConfig } from 'vitest/config'
import { HANG_MS, TEST_HANG_MS } from './tests/support/hang.ts'
import { testReporters, WORKER_SETUP } from './tests/support/runner/test-reporters.ts'

/**
 * The contracts of the log against a real EventStoreDB or KurrentDB: `npm run test:kurrent`.
 * KURRENTDB_URL or Docker gives them one (tests/support/kurrent-server/server-for-tests.ts).
 * KURRENTDB_TESTS=required fails where none can be had instead of skipping.
 */
export default defineConfig({
  test: {
    include: ['tests/kurrent/**/*.kurrent.ts'],
    globalSetup: ['tests/support/kurrent-server/server-for-tests.ts'],
    pool: 'forks',
    maxWorkers: 1,
    reporters: testReporters(),
    setupFiles: WORKER_SETUP,
    testTimeout: TEST_HANG_MS,
    hookTimeout: HANG_MS,
    expect: { poll: { timeout: HANG_MS } },
  },
})
