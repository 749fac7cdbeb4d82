import { defineConfig } from 'vitest/config'

/**
 * The contracts of the log against a real EventStoreDB or KurrentDB: `npm run test:kurrent`. KURRENTDB_URL or Docker gives them one
 * (tests/support/kurrent-server/server-for-tests.ts). KURRENTDB_TESTS=required fails where none can be had instead of skipping.
 */
export default defineConfig({
  test: {
    include: ['tests/kurrent/**/*.kurrent.ts'],
    globalSetup: ['tests/support/kurrent-server/server-for-tests.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
})
