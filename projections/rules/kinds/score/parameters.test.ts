import { describe, expect, test } from 'vitest'
import { INDICATORS_MAX, parseScore } from '#/rules/kinds/score/parameters.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'

const title = { en: 'Penalties', zh: '行政处罚' }
const penalties = { id: 'penalties', title, of: { events: ['PenaltyDecided'] }, points: 12.5 }
const bands = [
  { band: 'A', below: 20 },
  { band: 'B', from: 20 },
]
const score = { window: '365 days', indicators: [penalties], bands, warn_bands: ['B'] }

function problemsOf(input: unknown): string[] {
  const problems: RuleProblem[] = []
  const parsed = parseScore(input, CATALOGUE_FIELDS, problems)
  expect(parsed === undefined).toBe(problems.length > 0)
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

const withBands = (...line: unknown[]): string[] =>
  problemsOf({ ...score, bands: line, warn_bands: ['B'] })
const withIndicator = (more: object): string[] =>
  problemsOf({ ...score, indicators: [{ ...penalties, ...more }] })

describe('parameters of a score', () => {
  test('are read to seconds and micro-points', () => {
    const override = { id: 'listed', title, of: { events: ['SeriousViolationListed'] }, band: 'B' }
    const input = {
      ...score,
      indicators: [{ ...penalties, half_life: '30 days', cap: 50 }],
      overrides: [override],
    }
    expect(parseScore(input, CATALOGUE_FIELDS, [])).toEqual({
      window_seconds: 365 * 86_400,
      base: 0,
      indicators: [
        {
          id: 'penalties',
          title,
          of: { events: ['PenaltyDecided'] },
          points: { each: 12_500_000 },
          counted: 'every',
          half_life_seconds: 30 * 86_400,
          cap: 50_000_000,
        },
      ],
      bands: [
        { band: 'A', scores: { from: null, below: 20_000_000 } },
        { band: 'B', scores: { from: 20_000_000, below: null } },
      ],
      overrides: [{ ...override, window_seconds: 365 * 86_400 }],
      warn_bands: ['B'],
    })
  })

  test('all problems come at once, with their paths', () => {
    const indicator = {
      id: 'One',
      of: { events: ['PenaltyDreamt'] },
      points: 1,
      points_per: 2,
      cap: -1,
    }
    const input = {
      window: '1 year',
      indicators: [indicator],
      bands: [],
      overrides: [{ id: 'x' }],
      warn_bands: [],
    }
    const paths = problemsOf(input).map((problem) => problem.split(':')[0])
    expect(paths).toEqual(
      expect.arrayContaining([
        'parameters.window',
        'parameters.warn_bands',
        'parameters.bands',
        'parameters.indicators[0].id',
        'parameters.indicators[0].title',
        'parameters.indicators[0].of.events[0]',
        'parameters.overrides[0].title',
        'parameters.overrides[0].band',
      ]),
    )
    expect(problemsOf(undefined)).not.toEqual([])
  })
})

describe('bands', () => {
  test('that leave a gap do not load, and the message says where', () => {
    expect(withBands({ band: 'A', below: 20 }, { band: 'B', from: 25.5 })).toEqual([
      'parameters.bands[1].from: no band holds the scores from 20 up to 25.5: A ends before ' +
        'B begins',
    ])
    expect(withBands({ band: 'A', from: 0, below: 20 }, { band: 'B', from: 20 })).toEqual([
      'parameters.bands[0].from: no band holds the scores below 0: the first band has no `from`',
    ])
    expect(withBands({ band: 'A', below: 20 }, { band: 'B', from: 20, below: 100 })).toEqual([
      'parameters.bands[1].below: no band holds the scores from 100 on: ' +
        'the last band has no `below`',
    ])
  })

  test('that overlap, or hold nothing, do not load', () => {
    expect(withBands({ band: 'A', below: 20 }, { band: 'B', from: 15 })).toEqual([
      'parameters.bands[1].from: A and B both hold the scores from 15 up to 20',
    ])
    expect(withBands({ band: 'A' }, { band: 'B', from: 15 })).toEqual([
      'parameters.bands[1].from: A has no `below`, so it overlaps B',
    ])
    expect(
      withBands({ band: 'A', below: 1 }, { band: 'C', from: 1, below: 1 }, { band: 'B', from: 1 }),
    ).toEqual(['parameters.bands[1].below: C holds no score: it ends where it begins, or before'])
    expect(withBands({ band: 'B', below: 1 }, { band: 'B', from: 1 })).toEqual([
      'parameters.bands[1].band: B stands here for the second time',
    ])
  })

  test('that only an override gives stand beside the line', () => {
    expect(
      withBands(
        { band: 'A', below: 20 },
        { band: 'B', from: 20 },
        { band: 'E', override_only: true },
      ),
    ).toEqual([])
  })

  test('must be there where they are named, and not all of them may warn', () => {
    expect(problemsOf({ ...score, warn_bands: ['D'] })).toEqual([
      'parameters.warn_bands[0]: there is no band D',
    ])
    expect(problemsOf({ ...score, warn_bands: ['A', 'B'] })).toEqual([
      'parameters.warn_bands: a warning in every band would never begin',
    ])
    const override = { id: 'listed', title, of: { events: ['SeriousViolationListed'] }, band: 'D' }
    expect(problemsOf({ ...score, overrides: [override] })).toEqual([
      'parameters.overrides[0].band: there is no band D',
    ])
  })
})

describe('an indicator', () => {
  test('has points in one of three ways', () => {
    const per = { field: 'data.fine_cents', amount: 100, points: 1 }
    const by = { field: 'data.currency', values: { CNY: 1 } }
    expect(withIndicator({ points: undefined, points_per: per })).toEqual([])
    expect(withIndicator({ points: undefined, points_by: by })).toEqual([])
    expect(withIndicator({ points_per: per })).toHaveLength(1)
    expect(withIndicator({ points: undefined })).toHaveLength(1)
  })

  test('goes by fields that its events have, of the right kind', () => {
    expect(
      withIndicator({
        points: undefined,
        points_per: { field: 'data.currency', amount: 1, points: 1 },
      }),
    ).toEqual([
      'parameters.indicators[0].points_per.field: data.currency is text: an amount is a number',
    ])
    expect(
      withIndicator({
        points: undefined,
        points_by: { field: 'data.fine_cents', values: { 1: 1 } },
      }),
    ).toEqual([
      'parameters.indicators[0].points_by.field: data.fine_cents is number: points go by ' +
        'values of a text',
    ])
  })

  test('has at most six decimal places and a window of at most a thousand half-lives', () => {
    expect(withIndicator({ points: 0.000001 })).toEqual([])
    expect(withIndicator({ points: 0.0000001 })).toHaveLength(1)
    expect(
      problemsOf({
        ...score,
        window: '1000 hours',
        indicators: [{ ...penalties, half_life: '1 hour' }],
      }),
    ).toEqual([])
    expect(
      problemsOf({
        ...score,
        window: '1001 hours',
        indicators: [{ ...penalties, half_life: '1 hour' }],
      }),
    ).toHaveLength(1)
  })

  test('is one of at most the limit, each with an id of its own', () => {
    const many = (count: number): unknown => ({
      ...score,
      indicators: Array.from({ length: count }, (_, index) => ({
        ...penalties,
        id: `penalties-${index}`,
      })),
    })
    expect(problemsOf(many(INDICATORS_MAX))).toEqual([])
    expect(problemsOf(many(INDICATORS_MAX + 1))).toHaveLength(1)
    expect(problemsOf({ ...score, indicators: [penalties, penalties] })).toHaveLength(1)
  })
})
