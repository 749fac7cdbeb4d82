import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RunningTests } from '#/support/runner/running-tests.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('every fifteen seconds it is said which files run, for how long, and at what', () => {
  const lines: string[] = []
  const reporter = new RunningTests((line) => lines.push(line))
  const [quick, long] = ['a.test.ts', 'b.test.ts'].map((relativeModuleId) => ({ relativeModuleId }))
  reporter.onTestRunStart([quick, long])
  reporter.onTestModuleQueued(quick!)
  reporter.onTestModuleQueued(long!)
  reporter.onTestModuleEnd(quick!)
  reporter.onTestCaseReady({ fullName: 'a log > is copied', module: long! })
  vi.advanceTimersByTime(14_999)
  expect(lines).toEqual([])
  vi.advanceTimersByTime(15_001)
  const running = (seconds: number): string[] => [
    '… 1 of 2 test files are done; running:',
    `    b.test.ts, for ${seconds} s, at: a log > is copied`,
  ]
  expect(lines).toEqual([...running(15), ...running(30)])
  reporter.onTestRunEnd()
  vi.advanceTimersByTime(60_000)
  expect(lines).toHaveLength(4)
})
