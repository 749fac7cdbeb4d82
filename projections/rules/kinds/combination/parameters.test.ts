import { describe, expect, test } from 'vitest'
import {
  COMBINATION_AT_LEAST_MAX,
  COMBINATION_CONDITIONS_MAX,
  parseCombination,
} from '#/rules/kinds/combination/parameters.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'

const complaints = { of: { events: ['ComplaintReceived'] }, at_least: 2 }
const penalty = { of: { events: ['PenaltyDecided'] }, at_least: 1 }

function problemsOf(input: unknown): string[] {
  const problems: RuleProblem[] = []
  const parsed = parseCombination(input, CATALOGUE_FIELDS, problems)
  expect(parsed === undefined).toBe(problems.length > 0)
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('parameters of a combination', () => {
  test('are read in the order in which they stand', () => {
    const parameters = { conditions: [complaints, penalty], window: '12 hours' }
    expect(parseCombination(parameters, CATALOGUE_FIELDS, [])).toEqual({
      conditions: [complaints, penalty],
      window_seconds: 12 * 3_600,
    })
  })

  test('all problems come at once, with the path of the condition', () => {
    const where = { field: 'data.fine', gte: 1 }
    const conditions = [
      { of: { events: ['PenaltyDreamt'] }, at_least: 0 },
      { of: { events: ['PenaltyDecided'], where } },
    ]
    expect(
      problemsOf({ conditions, window: '0 days' }).map((problem) => problem.split(':')[0]),
    ).toEqual([
      'parameters.conditions[0].at_least',
      'parameters.conditions[1].at_least',
      'parameters.window',
      'parameters.conditions[0].of.events[0]',
      'parameters.conditions[1].of.where.field',
    ])
    expect(problemsOf(undefined)).not.toEqual([])
  })

  test('there are two conditions at least and not more than the limit', () => {
    const many = (count: number): unknown => ({
      conditions: Array.from({ length: count }, () => penalty),
      window: '1 day',
    })
    expect(problemsOf(many(1))).toHaveLength(1)
    expect(problemsOf(many(2))).toEqual([])
    expect(problemsOf(many(COMBINATION_CONDITIONS_MAX))).toEqual([])
    expect(problemsOf(many(COMBINATION_CONDITIONS_MAX + 1))).toHaveLength(1)
  })

  test('a condition asks for at most the limit', () => {
    const asks = (at_least: number): unknown => ({
      conditions: [penalty, { ...complaints, at_least }],
      window: '1 day',
    })
    expect(problemsOf(asks(COMBINATION_AT_LEAST_MAX))).toEqual([])
    expect(problemsOf(asks(COMBINATION_AT_LEAST_MAX + 1))).toHaveLength(1)
  })
})
