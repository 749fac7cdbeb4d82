import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { HANG_MS, TEST_HANG_MS } from './tests/support/hang.ts'
import { testReporters, WORKER_SETUP } from './tests/support/runner/test-reporters.ts'
import { temporaryFolder } from './tests/support/runner/temporary-folder.ts'

// Every chDB query holds a libuv thread until it ends; the forks inherit this
// (infra/warehouse/thread-pool.ts).
process.env['UV_THREADPOOL_SIZE'] ??= '16'
process.env['TMPDIR'] ??= temporaryFolder()

/**
 * Flows that `npm test` runs a second time, over the log of an event store (a stand-in), where
 * positions have large gaps. `TEST_LOG=kurrent-stand-in npm test -- tests/flows` runs all of them so.
 */
const FLOWS_ON_EVENT_STORE = [
  'audit/readings',
  'audit/three-duties',
  'evaluation/sentinel',
  'intake/reused-ids',
  'links/linked-facts',
  'notices/view-digest-told',
  'projector/rebuild',
  'rules/draft-packs',
  'whole-program/clock-repair',
  'whole-program/clock-start',
].map((name) => `tests/flows/${name}.test.ts`)

const onEventStoreOnly = process.env['TEST_LOG'] === 'kurrent-stand-in'

const asTheyAre: TestProjectConfiguration = {
  extends: true,
  test: { name: 'files', include: ['**/*.test.ts'] },
}
const onEventStore: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'event store',
    include: onEventStoreOnly ? ['tests/flows/**/*.test.ts'] : FLOWS_ON_EVENT_STORE,
    setupFiles: ['tests/support/log/event-store-for-flows.ts'],
  },
}

export default defineConfig({
  test: {
    projects: onEventStoreOnly ? [onEventStore] : [asTheyAre, onEventStore],
    exclude: ['**/node_modules/**', '**/data/**'],
    // chDB allows one data folder per process and must never run in a worker thread.
    pool: 'forks',
    // One more than the smallest machine has cores: much of the time a test waits for a process, a
    // disk or a clock.
    maxWorkers: 3,
    // Only a hang ends a test: no test measures how fast a machine is.
    reporters: testReporters(),
    setupFiles: WORKER_SETUP,
    testTimeout: TEST_HANG_MS,
    hookTimeout: HANG_MS,
    expect: { poll: { timeout: HANG_MS } },
  },
})
