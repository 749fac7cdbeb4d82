import { describe, expect, test } from 'vitest'
import { parseSurge, SURGE_CHANCE_MAX, SURGE_CHANCE_MIN } from '#/rules/kinds/surge/parameters.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'

const tickets = {
  of: { events: ['TicketDispatched'] },
  group_by: [{ field: 'region', prefix: 6 }, 'data.category.code'],
  window: '7 days',
  baseline: '28 days',
  at_least: 5,
  chance_at_most: 0.001,
}

function problemsOf(input: unknown): string[] {
  const problems: RuleProblem[] = []
  const parsed = parseSurge(input, CATALOGUE_FIELDS, problems)
  expect(parsed === undefined).toBe(problems.length > 0)
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('parameters of a surge', () => {
  test('are read, times in seconds', () => {
    expect(parseSurge(tickets, CATALOGUE_FIELDS, [])).toEqual({
      of: tickets.of,
      group_by: [
        { field: 'region', prefix: 6 },
        { field: 'data.category.code', prefix: null },
      ],
      window_seconds: 7 * 86_400,
      baseline_seconds: 28 * 86_400,
      at_least: 5,
      chance_at_most: 0.001,
    })
  })

  test('a group is made by fields that all of its facts have, each a text or a day, none of them personal, none twice', () => {
    expect(problemsOf({ ...tickets, group_by: ['data.colour'] })).toEqual([
      'parameters.group_by[0]: TicketDispatched has no field data.colour',
    ])
    expect(problemsOf({ ...tickets, group_by: ['data.is_repeated'] })).toEqual([
      'parameters.group_by[0]: data.is_repeated is boolean: its values make no groups',
    ])
    expect(problemsOf({ ...tickets, group_by: ['data.title'] })).toEqual([
      'parameters.group_by[0]: data.title of TicketDispatched is personal data: it makes no groups',
    ])
    expect(
      problemsOf({ ...tickets, group_by: ['region', { field: 'region', prefix: 2 }] }),
    ).toEqual(['parameters.group_by[1]: region is named twice'])
    expect(problemsOf({ ...tickets, group_by: [] })).toHaveLength(1)
    expect(problemsOf({ ...tickets, group_by: ['region', 'source', 'type'] })).toEqual([])
    expect(
      problemsOf({ ...tickets, group_by: ['region', 'source', 'type', 'department'] }),
    ).toHaveLength(1)
    expect(problemsOf({ ...tickets, group_by: [{ field: 'region', prefix: 0 }] })).toEqual([
      'parameters.group_by[0].prefix: Too small: expected number to be >=1',
    ])
    expect(problemsOf({ ...tickets, group_by: [4] })).toEqual([
      'parameters.group_by[0]: expected a field, or { field: …, prefix: n } with 1 to 100 ' +
        'characters',
    ])
  })

  test('a baseline is as long as the window at least, and both together fit into the limit', () => {
    expect(problemsOf({ ...tickets, baseline: '7 days' })).toEqual([])
    expect(problemsOf({ ...tickets, baseline: '6 days' })).toEqual([
      'parameters.baseline: a baseline is at least as long as the window',
    ])
    expect(problemsOf({ ...tickets, baseline: '24848 days' })).toEqual([])
    expect(problemsOf({ ...tickets, baseline: '24849 days' })).toEqual([
      'parameters.baseline: window and baseline together are at most 24855 days',
    ])
  })

  test('the chance has its limits', () => {
    for (const chance_at_most of [SURGE_CHANCE_MIN, SURGE_CHANCE_MAX]) {
      expect(problemsOf({ ...tickets, chance_at_most })).toEqual([])
    }
    for (const chance_at_most of [0, SURGE_CHANCE_MIN / 2, SURGE_CHANCE_MAX * 1.01]) {
      expect(problemsOf({ ...tickets, chance_at_most })).toHaveLength(1)
    }
  })
})
