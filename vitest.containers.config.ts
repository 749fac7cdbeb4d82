import { defineConfig } from 'vitest/config'
import { HANG_MS } from './tests/support/hang.ts'
import { testReporters, WORKER_SETUP } from './tests/support/runner/test-reporters.ts'

/**
 * Tests in real containers: `npm run test:containers`. DOCKER_HOST or an engine of the machine is
 * used where one answers; else one is started and ended with the run, which needs root and `dockerd`
 * (tests/support/containers/engine-for-tests.ts). CONTAINER_TESTS=required fails where none can be
 * had instead of skipping.
 */
export default defineConfig({
  test: {
    include: ['tests/containers/**/*.containers.ts'],
    globalSetup: ['tests/support/containers/engine-for-tests.ts'],
    disableConsoleIntercept: true,
    pool: 'forks',
    maxWorkers: 1,
    reporters: testReporters(),
    setupFiles: WORKER_SETUP,
    testTimeout: 2 * HANG_MS,
    hookTimeout: 2 * HANG_MS,
    expect: { poll: { timeout: HANG_MS } },
    teardownTimeout: HANG_MS,
  },
})
