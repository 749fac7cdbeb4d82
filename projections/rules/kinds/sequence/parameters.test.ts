import { describe, expect, test } from 'vitest'
import { parseSequence, SEQUENCE_STEPS_MAX } from '#/rules/kinds/sequence/parameters.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'

const checked = {
  events: ['RectificationChecked'],
  where: { field: 'data.outcome', eq: 'rectified' },
}
const violation = { of: { events: ['ViolationFound'] }, within: '90 days' }

function problemsOf(input: unknown): string[] {
  const problems: RuleProblem[] = []
  const parsed = parseSequence(input, CATALOGUE_FIELDS, problems)
  expect(parsed === undefined).toBe(problems.length > 0)
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('parameters of a sequence', () => {
  test('are read in order, spans in seconds', () => {
    const parameters = {
      first: checked,
      followed_by: [violation, { ...violation, within: '1 hour' }],
    }
    expect(parseSequence(parameters, CATALOGUE_FIELDS, [])).toEqual({
      first: checked,
      followed_by: [
        { of: violation.of, within_seconds: 90 * 86_400 },
        { of: violation.of, within_seconds: 3_600 },
      ],
      match: [],
    })
  })

  test('every step must have the fields that tie', () => {
    expect(
      problemsOf({ first: checked, followed_by: [violation], match: ['data.outcome'] }),
    ).toEqual(['parameters.match[0]: ViolationFound has no field data.outcome'])
    expect(
      problemsOf({ first: checked, followed_by: [violation], match: ['region', 'department'] }),
    ).toEqual([])
  })

  test('all problems come at once, with the path of the step', () => {
    const followed_by = [{ of: { events: ['ViolationDreamt'] } }, { of: {}, within: '1 year' }]
    expect(
      problemsOf({ first: { events: [] }, followed_by, match: [] }).map(
        (problem) => problem.split(':')[0],
      ),
    ).toEqual([
      'parameters.followed_by[0].within',
      'parameters.followed_by[1].within',
      'parameters.match',
      'parameters.first.events',
      'parameters.followed_by[0].of.events[0]',
      'parameters.followed_by[1].of.events',
    ])
    expect(problemsOf(undefined)).not.toEqual([])
  })

  test('a sequence has two steps at least and not more than the limit', () => {
    const steps = (count: number): unknown => ({
      first: checked,
      followed_by: Array.from({ length: count - 1 }, () => violation),
    })
    expect(problemsOf(steps(1))).toHaveLength(1)
    expect(problemsOf(steps(2))).toEqual([])
    expect(problemsOf(steps(SEQUENCE_STEPS_MAX))).toEqual([])
    expect(problemsOf(steps(SEQUENCE_STEPS_MAX + 1))).toHaveLength(1)
  })
})
