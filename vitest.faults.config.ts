import { defineConfig } from 'vitest/config'
import { HANG_MS } from './tests/support/hang.ts'
import { testReporters, WORKER_SETUP } from './tests/support/runner/test-reporters.ts'

const MINUTES = Number(process.env['FAULT_MINUTES'] ?? 0)

/**
 * Processes under faults: `npm run test:faults` (each sort of fault, about 5 minutes, of which a
 * full disk takes more than one), `npm run test:faults:long` (FAULT_MINUTES of them). They need
 * Java 17 and Maven for a broker of their own: FAULT_TESTS=required fails without them instead of
 * skipping. A full disk needs the right to mount, and is reported as left out without it.
 * FAULT_SEED repeats the plan and the load of a run, though not its timing.
 */
export default defineConfig({
  test: {
    include: ['tests/faults/**/*.faults.ts'],
    disableConsoleIntercept: true,
    pool: 'forks',
    maxWorkers: 1,
    reporters: testReporters(),
    setupFiles: WORKER_SETUP,
    testTimeout: MINUTES * 60_000 + 2 * HANG_MS,
    hookTimeout: HANG_MS,
    expect: { poll: { timeout: HANG_MS } },
    teardownTimeout: HANG_MS,
  },
})
