import { defineConfig } from 'vitest/config'
import { HANG_MS, TEST_HANG_MS } from './tests/support/hang.ts'
import { testReporters, WORKER_SETUP } from './tests/support/runner/test-reporters.ts'

/**
 * Tests against a real Apache Kafka: `npm run test:kafka`. KAFKA_BROKERS, Docker, or Java 17 with
 * Maven gives them one (tests/support/kafka/broker-for-tests.ts). KAFKA_TESTS=required fails where
 * none can be had instead of skipping.
 */
export default defineConfig({
  test: {
    include: ['tests/kafka/**/*.kafka.ts'],
    globalSetup: ['tests/support/kafka/broker-for-tests.ts'],
    pool: 'forks',
    maxWorkers: 1,
    reporters: testReporters(),
    setupFiles: WORKER_SETUP,
    testTimeout: TEST_HANG_MS,
    hookTimeout: HANG_MS,
    expect: { poll: { timeout: HANG_MS } },
  },
})
