import { defineConfig } from 'vitest/config'
import { HANG_MS } from './tests/support/hang.ts'
import { testReporters } from './tests/support/runner/test-reporters.ts'
import { temporaryFolder } from './tests/support/runner/temporary-folder.ts'

// Every chDB query holds a libuv thread until it ends; the forks inherit this
// (infra/warehouse/thread-pool.ts).
process.env['UV_THREADPOOL_SIZE'] ??= '16'
process.env['TMPDIR'] ??= temporaryFolder()

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/data/**'],
    // chDB allows one data folder per process and must never run in a worker thread.
    pool: 'forks',
    // One more than the smallest machine has cores: much of the time a test waits for a process, a
    // disk or a clock.
    maxWorkers: 3,
    // Only a hang ends a test: no test measures how fast a machine is.
    reporters: testReporters(),
    testTimeout: HANG_MS,
    hookTimeout: HANG_MS,
    expect: { poll: { timeout: HANG_MS } },
  },
})
