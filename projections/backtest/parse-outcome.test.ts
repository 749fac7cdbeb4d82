import { describe, expect, test } from 'vitest'
import { parseOutcome } from '#/backtest/parse-outcome.ts'

function problemsOf(input: unknown): readonly string[] {
  const parsed = parseOutcome(input)
  return parsed.ok ? [] : parsed.problems.map(({ path }) => path)
}

describe('an outcome', () => {
  test('within a time is a selection and a length', () => {
    const where = { field: 'data.fine_cents', gte: 100 }
    expect(
      parseOutcome({
        events: ['PenaltyDecided'],
        where,
        within: '180 days',
        reported_within: '30 days',
      }),
    ).toEqual({
      ok: true,
      outcome: {
        id: null,
        title: null,
        form: 'within',
        of: { events: ['PenaltyDecided'], where },
        within_seconds: 180 * 86_400,
        seen_within_seconds: 180 * 86_400,
        reported_within_seconds: 30 * 86_400,
      },
    })
  })

  test('at the next fact is a condition on it, or a fact beside it', () => {
    const is = { field: 'data.score', lt: 80 }
    expect(parseOutcome({ next: { of: { events: ['InspectionConducted'] }, is } })).toMatchObject({
      ok: true,
      outcome: { form: 'next', answer: { is } },
    })
    const has = {
      events: ['ViolationFound'],
      where: { field: 'data.severity.text', eq: 'critical' },
    }
    const match = ['data.check_action_code']
    expect(
      parseOutcome({ next: { of: { events: ['InspectionConducted'] }, has, match } }),
    ).toMatchObject({
      ok: true,
      outcome: { form: 'next', answer: { has, match } },
    })
  })
})

describe('what is wrong is named by its path', () => {
  test.each([
    ['no object', 'a penalty', ['']],
    ['an unknown type', { events: ['Earthquake'], within: '1 day' }, ['events[0]']],
    ['no events', { within: '1 day' }, ['events']],
    ['no time', { events: ['PenaltyDecided'] }, ['within']],
    [
      'a span in which no subject was seen, with a next fact',
      {
        next: {
          of: { events: ['TicketAnswered'] },
          has: { events: ['TicketAnswered'] },
          match: ['data.ticket_number'],
        },
        seen_within: '1 day',
      },
      ['seen_within'],
    ],
    ['a time that is none', { events: ['PenaltyDecided'], within: 'soon' }, ['within']],
    [
      'a field that is none',
      { events: ['PenaltyDecided'], within: '1 day', colour: 'red' },
      ['colour'],
    ],
    [
      'a condition on a field that is none',
      { events: ['PenaltyDecided'], where: { field: 'data.colour', eq: 'red' }, within: '1 day' },
      ['where.field'],
    ],
    ['neither form of answer', { next: { of: { events: ['InspectionConducted'] } } }, ['next']],
    [
      'both forms of answer',
      {
        next: {
          of: { events: ['InspectionConducted'] },
          is: { field: 'data.score', lt: 1 },
          has: { events: ['ViolationFound'] },
        },
      },
      ['next'],
    ],
    [
      'a match beside a condition',
      {
        next: {
          of: { events: ['InspectionConducted'] },
          is: { field: 'data.score', lt: 1 },
          match: ['region'],
        },
      },
      ['next.match'],
    ],
    [
      'a condition that cannot be',
      {
        next: {
          of: { events: ['InspectionConducted'] },
          is: { field: 'data.score', starts_with: '8' },
        },
      },
      ['next.is.where.starts_with'],
    ],
    [
      'a match that one of the types has not, and two times',
      {
        within: '1 day',
        next: {
          of: { events: ['InspectionConducted'] },
          has: { events: ['ViolationFound'] },
          match: ['data.score'],
        },
      },
      ['within', 'next.match[0]'],
    ],
  ])('%s', (_, input, paths) => {
    expect(problemsOf(input)).toEqual(paths)
  })
})

test('an outcome that asks what the subject was is refused', () => {
  const gone = { field: 'subject.registration', eq: 'deregistered' }
  const outcomes = [
    { events: ['PenaltyDecided'], where: gone, within: '180 days' },
    {
      next: {
        of: { events: ['PenaltyDecided'] },
        has: { events: ['PenaltyDecided'], where: gone },
      },
    },
    { next: { of: { events: ['PenaltyDecided'] }, is: gone } },
  ]
  for (const outcome of outcomes) {
    expect(parseOutcome(outcome)).toMatchObject({
      ok: false,
      problems: [
        { path: '', message: 'an outcome does not ask what the subject was: subject.registration' },
      ],
    })
  }
})
