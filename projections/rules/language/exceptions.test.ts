import { describe, expect, test } from 'vitest'
import { PLAIN_HEADER } from '@jianwei/tests/support/rules/rule-with.ts'
import { EXCEPTIONS_MAX } from '#/rules/language/exceptions.ts'
import { parseRule } from '#/rules/parse-rule.ts'
import { watchedTypes } from '#/rules/rule.ts'

const count = {
  ...PLAIN_HEADER,
  kind: 'count',
  parameters: { of: { events: ['PenaltyDecided'] }, at_least: 2, window: '365 days' },
}
const said = {
  title: { en: 'Gone', zh: '已注销' },
  reason: { en: 'Nobody is left.', zh: '主体已不存在。' },
}
const gone = {
  name: 'gone',
  ...said,
  subject: { field: 'subject.registration', eq: 'deregistered' },
}
const inspected = {
  name: 'inspected',
  ...said,
  law: { law: '示例法', article: '第一条', source: 'a test' },
  while: { of: { events: ['InspectionConducted'] }, within: '30 days' },
}

function problemsOf(input: unknown): readonly string[] {
  const parsed = parseRule(input)
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('exceptions', () => {
  test('are read in their order, and what they look at is watched', () => {
    const parsed = parseRule({ ...count, exceptions: [gone, inspected] })
    if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems))
    const { exceptions } = parsed.rule
    expect(exceptions.map(({ name, law }) => [name, law?.law ?? null])).toEqual([
      ['gone', null],
      ['inspected', '示例法'],
    ])
    expect(exceptions.map(({ when }) => when.by)).toEqual(['subject', 'fact'])
    expect(exceptions[1]?.when).toMatchObject({ within_seconds: 30 * 86_400 })
    expect(watchedTypes(parsed.rule)).toEqual([
      'PenaltyDecided',
      'InspectionConducted',
      'SubjectRegistered',
      'SubjectDeregistered',
    ])
  })

  test('are part of the rule: another exception is another content', () => {
    const hashes = [[], [gone], [inspected]].map((exceptions) => {
      const parsed = parseRule({ ...count, exceptions })
      return parsed.ok ? parsed.rule.content_hash : ''
    })
    expect(new Set(hashes).size).toBe(3)
  })

  test('that cannot be read say where and why, all at once', () => {
    const exceptions = [
      { ...gone, subject: { field: 'data.fine_cents', gte: 1 } },
      { ...gone, name: 'Gone' },
      { ...gone, ...inspected, name: 'both' },
      { name: 'neither', ...said },
      {
        ...inspected,
        name: 'unknown',
        while: { of: { events: ['PenaltyDreamt'] }, within: 'long' },
      },
    ]
    const problems = problemsOf({ ...count, exceptions })
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'exceptions[0].subject.field',
      'exceptions[1].name',
      'exceptions[2]',
      'exceptions[3]',
      'exceptions[4].while.within',
      'exceptions[4].while.of.events[0]',
    ])
    expect(problems[0]).toContain(
      'no fact says data.fine_cents of a subject; there are subject.registration',
    )
    expect(problems[2]).toContain('expected either `subject` or `while`')
  })

  test('have a name each', () => {
    expect(problemsOf({ ...count, exceptions: [gone, gone] })).toEqual([
      'exceptions[1].name: another exception is called gone',
    ])
  })

  test('are counted: at the limit, and one past it', () => {
    const many = (length: number): unknown[] =>
      Array.from({ length }, (_, index) => ({ ...gone, name: `gone-${index}` }))
    expect(problemsOf({ ...count, exceptions: many(EXCEPTIONS_MAX) })).toEqual([])
    expect(problemsOf({ ...count, exceptions: many(EXCEPTIONS_MAX + 1) })).toEqual([
      'exceptions: a rule has at most 20 exceptions',
    ])
  })
})

describe('a change of law in the middle of a window', () => {
  const in_force = { from: '2024-01-01' }
  const deadline = {
    ...PLAIN_HEADER,
    kind: 'deadline',
    parameters: {
      duty: { events: ['RectificationOrdered'] },
      answer: { events: ['RectificationChecked'] },
      within: { hours: 1 },
    },
  }

  test('must be chosen for, where a window can reach back over it', () => {
    expect(problemsOf({ ...count, in_force })).toEqual([
      'facts_before_in_force: the rule applies from 2024-01-01 and looks back over 365 days: ' +
        'say whether facts before that day are counted or not_counted',
    ])
    for (const choice of ['counted', 'not_counted']) {
      expect(problemsOf({ ...count, in_force, facts_before_in_force: choice })).toEqual([])
    }
    expect(problemsOf({ ...count, in_force, facts_before_in_force: 'some' })).toHaveLength(1)
  })

  test('is nothing to choose where the rule has no beginning, or no window', () => {
    expect(
      problemsOf({ ...count, in_force: { to: '2024-01-01' }, facts_before_in_force: 'counted' }),
    ).toEqual(['facts_before_in_force: without `in_force.from` no fact lies before it'])
    expect(problemsOf({ ...deadline, in_force })).toEqual([])
    expect(problemsOf({ ...deadline, in_force, facts_before_in_force: 'counted' })).toEqual([
      'facts_before_in_force: a rule of the kind deadline looks back over no window, so ' +
        'there is nothing to choose',
    ])
  })
})
