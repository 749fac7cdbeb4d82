import { describe, expect, test } from 'vitest'
import { DEADLINE_DAYS_MAX } from '#/rules/kinds/deadline/parameters.ts'
import { parseOutcome } from '#/backtest/parse-outcome.ts'
import { parseRule } from '#/rules/parse-rule.ts'
import type { Rule } from '#/rules/rule.ts'
import { WINDOW_SECONDS_MAX } from '#/rules/language/window.ts'

const header = {
  id: 'two-penalties',
  version: 1,
  title: { en: 'Two penalties', zh: '两次处罚' },
  text: { en: 'Two penalties in a year.', zh: '一年内两次处罚。' },
  level: 'yellow',
  legal_basis: [{ law: '示例法', article: '第一条', source: 'a test' }],
  class: 'template',
  jurisdiction: 'CN',
  owner: 'tests',
  review_by: '2027-12-31',
  false_positives: { en: 'None known.', zh: '暂无。' },
  playbook: { en: 'Look at the evidence.', zh: '核对证据。' },
  tests: [],
}
const count = { of: { events: ['PenaltyDecided'] }, at_least: 2, window: '365 days' }
const deadline = {
  duty: { events: ['RectificationOrdered'] },
  answer: { events: ['RectificationChecked'], where: { field: 'data.outcome', eq: 'rectified' } },
  match: ['data.order_number'],
  due: 'data.due_date',
}

function within(days: number): unknown {
  const parameters = { ...deadline, due: undefined, within: { days, counted: 'working' } }
  return { ...header, kind: 'deadline', parameters }
}

function problemsOf(input: unknown): string[] {
  const parsed = parseRule(input)
  if (parsed.ok) return []
  return parsed.problems.map(({ path, message }) => `${path}: ${message}`)
}

function loaded(input: unknown): Rule {
  const parsed = parseRule(input)
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems))
  return parsed.rule
}

describe('a rule that loads', () => {
  test('has its defaults', () => {
    const rule = loaded({ ...header, kind: 'count', parameters: count })
    expect(rule).toMatchObject({
      alert_anchor_age_days: 90,
      utc_offset_seconds: 8 * 3_600,
      seconds_in_force: { first: null, last: null },
      parameters: { window_seconds: 365 * 86_400, distinct: null },
    })
  })

  test('has a content hash that its tests do not change, and anything else does', () => {
    const hash = loaded({ ...header, kind: 'count', parameters: count }).content_hash
    const again = {
      kind: 'count',
      parameters: { window: '365 days', at_least: 2, of: count.of },
      ...header,
    }
    const given = { name: 'nothing', given: [], at: '2026-01-01T00:00:00Z', expect: [] }
    expect(loaded(again).content_hash).toBe(hash)
    expect(loaded({ ...again, tests: [given] }).content_hash).toBe(hash)
    expect(loaded({ ...again, level: 'red' }).content_hash).not.toBe(hash)
  })

  test('is in force from the first second of a day to the last of another, in its own time zone', () => {
    const in_force = { from: '2026-02-01', to: '2026-02-01' }
    const rule = loaded({ ...header, in_force, kind: 'deadline', parameters: deadline })
    const first = Date.parse('2026-02-01T00:00:00+08:00') / 1_000
    expect(rule.seconds_in_force).toEqual({ first, last: first + 86_399 })
  })
})

describe('a rule that does not load says where and why', () => {
  test('all problems at once, of its header and of its parameters', () => {
    const where = {
      all: [
        { field: 'data.fine', gte: 1 },
        { field: 'data.fine_cents', gte: 'much' },
      ],
    }
    const input = {
      ...header,
      id: 'Two Penalties',
      level: 'pink',
      colour: 'pink',
      kind: 'count',
      parameters: {
        of: { events: ['PenaltyDecided', 'PenaltyDreamt'], where },
        at_least: 0,
        window: '1 year',
      },
    }
    expect(problemsOf(input).map((problem) => problem.split(':')[0])).toEqual([
      'id',
      'level',
      'colour',
      'parameters.at_least',
      'parameters.window',
      'parameters.of.events[1]',
      'parameters.of.where.all[0].field',
      'parameters.of.where.all[1].gte',
    ])
    expect(problemsOf(input)).toContain(
      'parameters.of.where.all[0].field: PenaltyDecided has no field data.fine',
    )
  })

  test('a comparison that says nothing of a field is refused', () => {
    const of = { events: ['PenaltyDecided'], where: { field: 'data.penalty_types', eq: '02' } }
    expect(problemsOf({ ...header, kind: 'count', parameters: { ...count, of } })).toEqual([
      'parameters.of.where.eq: data.penalty_types is texts: eq says nothing of it',
    ])
  })

  test('a part is looked for in texts alone, and is some text', () => {
    const problemsWith = (where: object): readonly string[] => {
      const of = { events: ['PenaltyDecided'], where }
      return problemsOf({ ...header, kind: 'count', parameters: { ...count, of } })
    }
    expect(problemsWith({ field: 'data.legal_basis', includes: '食品安全法' })).toEqual([])
    expect(problemsWith({ field: 'data.penalty_types', includes: '02' })).toEqual([
      'parameters.of.where.includes: data.penalty_types is texts: includes says nothing of it',
    ])
    expect(problemsWith({ field: 'data.legal_basis', includes: '' })).toHaveLength(1)
  })

  test('an answer of the type that opens the duty is refused', () => {
    const answer = { events: ['RectificationOrdered'] }
    expect(
      problemsOf({ ...header, kind: 'deadline', parameters: { ...deadline, answer } }),
    ).toEqual([
      'parameters.answer.events: RectificationOrdered opens the duty; the answer must be of ' +
        'other types',
    ])
  })

  test('a field that only one side has, or that is no time, is refused', () => {
    const parameters = { ...deadline, match: ['data.result.code'], due: 'data.order_number' }
    expect(
      problemsOf({ ...header, kind: 'deadline', parameters }).map(
        (problem) => problem.split(':')[0],
      ),
    ).toEqual(['parameters.match[0]', 'parameters.due'])
  })

  test.each([
    ['an unknown kind', { kind: 'guess', parameters: {} }, 'kind: expected one of count, deadline'],
    [
      'neither a time nor a due field',
      { kind: 'deadline', parameters: { ...deadline, due: undefined } },
      'either `within` or `due`',
    ],
  ])('%s is refused', (_, specific, problem) => {
    expect(problemsOf({ ...header, ...specific }).join('\n')).toContain(problem)
  })

  test.each([null, [], 'rule', 7])('%j is no rule', (input) => {
    expect(problemsOf(input)).toEqual([': expected the fields of a rule'])
  })
})

describe('limits, at the limit and one past it', () => {
  test('a window fits the engine: 24,855 days do, 24,856 do not', () => {
    const days = Math.floor(WINDOW_SECONDS_MAX / 86_400)
    expect(
      problemsOf({ ...header, kind: 'count', parameters: { ...count, window: `${days} days` } }),
    ).toEqual([])
    expect(
      problemsOf({
        ...header,
        kind: 'count',
        parameters: { ...count, window: `${days + 1} days` },
      }),
    ).toEqual([`parameters.window: a window is at most ${days} days`])
  })

  test('a deadline is at most ten years', () => {
    expect(problemsOf(within(DEADLINE_DAYS_MAX))).toEqual([])
    expect(problemsOf(within(DEADLINE_DAYS_MAX + 1))).toHaveLength(1)
  })
})

test('a rule that nests too deep is refused before anything recurses over it', () => {
  let where: unknown = { field: 'data.fine_cents', gte: 1 }
  for (let level = 0; level < 20_000; level++) where = { not: where }
  const parsed = parseRule({
    kind: 'count',
    parameters: { of: { events: ['PenaltyDecided'], where } },
  })
  expect(parsed).toMatchObject({
    ok: false,
    problems: [{ path: '', message: expect.stringContaining('nest deeper') }],
  })
  expect(parseOutcome({ events: ['PenaltyDecided'], where, within: '1 days' })).toMatchObject({
    ok: false,
  })
})
