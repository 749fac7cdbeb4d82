import { expect, test } from 'vitest'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { dependencyProblems } from '#/rules/depends-on.ts'

const silent = {
  id: 'monitor-silent',
  kind: 'silence',
  parameters: {
    of: { events: ['ReadingReported'] },
    key: ['data.device_id'],
    regular: { at_least: 1, within: '1 day' },
    silent_after: '1 day',
  },
}
const counting = {
  id: 'readings',
  kind: 'count',
  parameters: { of: { events: ['ReadingReported'] }, at_least: 2, window: '1 day' },
}

function problemsOf(...given: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return dependencyProblems(given.map(ruleWith)).map(
    ({ rule, path, message }) => `${rule.id}: ${path}: ${message}`,
  )
}

test('a rule depends on silence rules that are there, and not on itself', () => {
  expect(problemsOf(counting, silent)).toEqual([])
  expect(problemsOf({ ...counting, depends_on: ['monitor-silent'] }, silent)).toEqual([])
  expect(
    problemsOf({ ...counting, depends_on: ['monitor-silent', 'monitor-lost'] }, silent),
  ).toEqual(['readings: depends_on[1]: there is no rule with the id monitor-lost'])
  expect(problemsOf({ ...silent, depends_on: ['readings'] }, counting)).toEqual([
    'monitor-silent: depends_on[0]: readings is no silence rule, so nothing can be silent',
  ])
  expect(problemsOf({ ...silent, depends_on: ['monitor-silent'] })).toEqual([
    'monitor-silent: depends_on[0]: a rule cannot depend on itself',
  ])
})
