import { defineConfig } from 'vitest/config'
import { HANG_MS } from '../../hang.ts'
import { testReporters, WORKER_SETUP } from '../test-reporters.ts'

/** A run that another test starts: its files bring their worker to stand. */
export default defineConfig({
  test: {
    include: ['tests/support/runner/standing/*-worker.ts'],
    pool: 'forks',
    maxWorkers: 3,
    reporters: testReporters(),
    setupFiles: WORKER_SETUP,
    testTimeout: HANG_MS,
    hookTimeout: HANG_MS,
  },
})
