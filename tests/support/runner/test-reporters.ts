import type { TestUserConfig } from 'vitest/node'
import { RunningTests, type Watch } from './running-tests.ts'
import { SignsOfLife, SILENCE_MS_MAX } from './signs-of-life.ts'
import { SilentWorkers } from './silent-workers.ts'

/**
 * What a run says: each file as it ends, which files run meanwhile, why a worker was ended, and
 * with `TEST_REPORT` a JSON report in that file. Workers give their signs by `WORKER_SETUP`.
 */
export function testReporters(): NonNullable<TestUserConfig['reporters']> {
  const file = process.env['TEST_REPORT']
  const report =
    file === undefined ? [] : [['json', { outputFile: file }] satisfies [string, object]]
  return ['default', new RunningTests(undefined, watchOfWorkers()), ...report]
}

/** What every worker runs before its test file, from the root. */
export const WORKER_SETUP = [
  'tests/support/runner/give-signs.ts',
  'tests/support/runner/property-seed.ts',
]

function watchOfWorkers(): Watch {
  const signs = new SignsOfLife(process.pid)
  process.once('exit', () => signs.forgetAll())
  const workers = new SilentWorkers(signs, SILENCE_MS_MAX)
  return {
    look_ms: SILENCE_MS_MAX / 50,
    silent: (since_ms) => workers.look(since_ms),
    end,
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself while its threads were looked at.
  }
}
