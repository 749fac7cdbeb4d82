import { describe, expect, test } from 'vitest'
import { parsePeer, PEER_WINDOW_PERIODS_MAX } from '#/rules/kinds/peer/parameters.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'

const complaints = {
  of: { events: ['ComplaintReceived'] },
  every: 'month',
  window_periods: 12,
  group_by: [{ attribute: 'industry_code', prefix: 3 }, { attribute: 'region' }],
  peers_at_least: 10,
  at_least: 3,
  z_at_least: 3.5,
  scale_floor: 0.5,
}

function problemsOf(input: unknown): string[] {
  const problems: RuleProblem[] = []
  const parsed = parsePeer(input, CATALOGUE_FIELDS, problems)
  expect(parsed === undefined).toBe(problems.length > 0)
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('parameters of a peer rule', () => {
  test('are read to whole numbers', () => {
    expect(parsePeer(complaints, CATALOGUE_FIELDS, [])).toEqual({
      of: { events: ['ComplaintReceived'] },
      amount: null,
      every: 'month',
      window_periods: 12,
      group_by: [
        { attribute: 'industry_code', prefix: 3 },
        { attribute: 'region', prefix: null },
      ],
      peers_at_least: 10,
      at_least: 3,
      z_at_least_e4: 35_000,
      scale_floor_e4: 5_000,
    })
  })

  test('four decimal places are kept, a fifth is refused', () => {
    expect(problemsOf({ ...complaints, z_at_least: 0.6745, scale_floor: 12_345_678.0001 })).toEqual(
      [],
    )
    expect(problemsOf({ ...complaints, z_at_least: 0.67451 })).toEqual([
      'parameters.z_at_least: expected at most four decimal places',
    ])
    expect(problemsOf({ ...complaints, scale_floor: 0 })).toHaveLength(1)
  })

  test('an amount must be a number', () => {
    const penalties = { ...complaints, of: { events: ['PenaltyDecided'] } }
    expect(problemsOf({ ...penalties, amount: 'data.fine_cents' })).toEqual([])
    expect(problemsOf({ ...penalties, amount: 'data.decision_number' })).toEqual([
      'parameters.amount: data.decision_number is text: an amount is a number',
    ])
  })

  test('an attribute is named once, and only codes have a prefix', () => {
    const group_by = [
      { attribute: 'category', prefix: 2 },
      { attribute: 'region' },
      { attribute: 'region', prefix: 4 },
    ]
    expect(problemsOf({ ...complaints, group_by })).toEqual([
      'parameters.group_by[0].prefix: the first characters of category mean nothing',
      'parameters.group_by[2]: region is there twice',
    ])
    expect(problemsOf({ ...complaints, group_by: [] })).toHaveLength(1)
    expect(problemsOf({ ...complaints, group_by: [{ attribute: 'name' }] })).toHaveLength(1)
  })

  test('the limits are met exactly', () => {
    expect(
      problemsOf({ ...complaints, window_periods: PEER_WINDOW_PERIODS_MAX, peers_at_least: 2 }),
    ).toEqual([])
    expect(problemsOf({ ...complaints, window_periods: PEER_WINDOW_PERIODS_MAX + 1 })).toHaveLength(
      1,
    )
    expect(problemsOf({ ...complaints, peers_at_least: 1 })).toHaveLength(1)
    expect(problemsOf({ ...complaints, at_least: 0 })).toHaveLength(1)
    expect(problemsOf({ ...complaints, every: 'decade' })).toHaveLength(1)
  })

  test('all problems come at once, with their paths', () => {
    const input = {
      ...complaints,
      of: { events: ['PenaltyDreamt'] },
      window: '30 days',
      every: 'moon',
    }
    expect(problemsOf(input).map((problem) => problem.split(':')[0])).toEqual([
      'parameters.every',
      'parameters.window',
      'parameters.of.events[0]',
    ])
    expect(problemsOf(undefined)).not.toEqual([])
  })
})
