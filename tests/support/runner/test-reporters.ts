import type { TestUserConfig } from 'vitest/node'
import { RunningTests } from './running-tests.ts'

/**
 * What a run says: each file as it ends, which files run meanwhile, and with `TEST_REPORT` a JSON
 * report in that file.
 */
export function testReporters(): NonNullable<TestUserConfig['reporters']> {
  const file = process.env['TEST_REPORT']
  const report =
    file === undefined ? [] : [['json', { outputFile: file }] satisfies [string, object]]
  return ['default', new RunningTests(), ...report]
}
