import { describe, expect, test } from 'vitest'
import { SUM_AT_LEAST_MAX, parseSum } from '#/rules/kinds/sum/parameters.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'

const fines = {
  of: { events: ['PenaltyDecided'] },
  amount: 'data.fine_cents',
  at_least: 100,
  window: '30 days',
}

function problemsOf(input: unknown): string[] {
  const problems: RuleProblem[] = []
  const parsed = parseSum(input, CATALOGUE_FIELDS, problems)
  expect(parsed === undefined).toBe(problems.length > 0)
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('parameters of a sum', () => {
  test('are read to seconds', () => {
    expect(parseSum(fines, CATALOGUE_FIELDS, [])).toEqual({
      of: { events: ['PenaltyDecided'] },
      amount: 'data.fine_cents',
      at_least: 100,
      window_seconds: 30 * 86_400,
    })
  })

  test('a field that is no number, or that not every event type has, is refused', () => {
    expect(problemsOf({ ...fines, amount: 'data.decision_number' })).toEqual([
      'parameters.amount: data.decision_number is text: an amount is a number',
    ])
    expect(
      problemsOf({ ...fines, of: { events: ['PenaltyDecided', 'ComplaintReceived'] } }),
    ).toEqual(['parameters.amount: ComplaintReceived has no field data.fine_cents'])
  })

  test('all problems come at once, with their paths', () => {
    const input = {
      of: { events: ['PenaltyDreamt'] },
      amount: 7,
      at_least: 1.5,
      window: '1 year',
      distinct: 'region',
    }
    expect(problemsOf(input).map((problem) => problem.split(':')[0])).toEqual([
      'parameters.amount',
      'parameters.at_least',
      'parameters.window',
      'parameters.distinct',
      'parameters.of.events[0]',
    ])
    expect(problemsOf(undefined)).not.toEqual([])
  })

  test('the least sum is from 1 up to its limit', () => {
    expect(problemsOf({ ...fines, at_least: SUM_AT_LEAST_MAX })).toEqual([])
    expect(problemsOf({ ...fines, at_least: SUM_AT_LEAST_MAX + 1 })).toHaveLength(1)
    expect(problemsOf({ ...fines, at_least: 0 })).toHaveLength(1)
  })
})
