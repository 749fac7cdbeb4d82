import { expect, test } from 'vitest'
import { PLAIN_HEADER } from '@jianwei/tests/support/rules/rule-with.ts'
import { parseRule } from '#/rules/parse-rule.ts'

const COUNTING = {
  ...PLAIN_HEADER,
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
}

function problemsOf(alerting: unknown): readonly string[] {
  const parsed = parseRule({ ...COUNTING, alerting })
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`)
}

test('a rule that says nothing of its alerts has one for each subject, as it always had', () => {
  const [plain, empty] = [parseRule(COUNTING), parseRule({ ...COUNTING, alerting: {} })]
  if (!plain.ok || !empty.ok) throw new TypeError('both load')
  expect(plain.rule.alerting).toEqual({
    record_only: false,
    group_by: 'subject',
    window_seconds: null,
    storm: { more_than: 1_000, within_seconds: 3_600 },
    needs_second_person_above: 1_000,
  })
  expect(empty.rule.alerting).toEqual(plain.rule.alerting)
})

test('groups are made of fields that every selected fact has and that name no person', () => {
  expect(problemsOf({ group_by: [{ field: 'region', prefix: 4 }], window: '12 hours' })).toEqual([])
  expect(problemsOf({ group_by: ['data.no_such'] })[0]).toContain('alerting.group_by[0]')
  expect(problemsOf({ group_by: [] })[0]).toContain('alerting.group_by')
  expect(problemsOf({ group_by: 'owner' })).toEqual([
    'alerting.group_by: expected `subject`, or a list of one to three fields',
  ])
})

test('what would have no meaning is refused', () => {
  expect(problemsOf({ record_only: true, window: '1 day' })).toEqual([
    'alerting.record_only: a rule that only records has no alerts that could be grouped',
  ])
  expect(problemsOf({ storm: { more_than: 0, within: '1 hour' } })[0]).toContain(
    'alerting.storm.more_than',
  )
  expect(problemsOf({ silent: true })).toEqual(['alerting.silent: there is no such field'])
})

test('a condition that selects nothing and a filter that asks nothing are refused', () => {
  const paths = (parameters: object): readonly string[] => {
    const parsed = parseRule({ ...COUNTING, parameters })
    return parsed.ok ? [] : parsed.problems.map(({ path }) => path)
  }
  const of = (selection: object): object => ({ ...COUNTING.parameters, of: selection })
  expect(paths(of({ events: [] }))).toEqual(['parameters.of.events'])
  expect(paths(of({ events: ['ComplaintReceived'], where: {} }))).toEqual(['parameters.of.where'])
  expect(paths(of({ events: ['ComplaintReceived'], where: { all: [] } }))).toEqual([
    'parameters.of.where.all',
  ])
  expect(paths({ ...COUNTING.parameters, at_least: 0 })).toEqual(['parameters.at_least'])
})
