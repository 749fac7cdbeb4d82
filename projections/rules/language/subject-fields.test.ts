import { expect, test } from 'vitest'
import type { FactContent } from '@jianwei/events/fact.ts'
import { PLAIN_HEADER } from '@jianwei/tests/support/rules/rule-with.ts'
import { attributesOf } from '#/subject-facts/attributes.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { parseSelection } from '#/rules/language/parse-filter.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'
import { parseRule } from '#/rules/parse-rule.ts'
import { SUBJECT_COMPARISONS_MAX, typesStatingOf } from '#/rules/language/subject-comparisons.ts'
import { subjectFields } from '#/rules/language/subject-fields.ts'
import { GivenFacts } from '#/rules/facts/series/given-facts.ts'
import { SubjectStates } from '#/rules/facts/subject-states.ts'

const KNOWN = { by: 'platform' } as const

function fact(
  fact_id: string,
  second: number,
  content: Pick<FactContent, 'type'> & Partial<FactContent>,
): KnownFact {
  const occurred_at = '2026-01-01T00:00:00.000Z' as FactContent['occurred_at']
  const full = { occurred_at, region: null, department: null, data: {}, ...content }
  return {
    fact_id,
    subject_id: 'test:a',
    source: 'test',
    second,
    content: full,
    subject_value: () => undefined,
    rank_for: () => 0,
  }
}

function problemsOf(where: unknown): readonly RuleProblem[] {
  const problems: RuleProblem[] = []
  parseSelection({ events: ['PenaltyDecided'], where }, 'of', CATALOGUE_FIELDS, problems)
  return problems
}

test('the fields follow from what facts say and from the catalogue', () => {
  const fields = subjectFields(CATALOGUE_FIELDS)
  expect(Object.fromEntries(fields)).toMatchObject({
    'subject.region': 'text',
    'subject.industry_code': 'text',
    'subject.subject_type': 'text',
    'subject.category.code': 'text',
    'subject.registration': 'text',
    'subject.registration_state.code': 'text',
    'subject.credit_class': 'text',
    'subject.abnormal_operation': 'text',
    'subject.serious_violation': 'text',
    'subject.capital_cents': 'number',
    'subject.established_on': 'date',
  })
  expect([...fields.keys()].filter((field) => field.includes('licence'))).toEqual([])
})

test('a field that no fact says of a subject is refused where it stands, with those that there are', () => {
  const problems = problemsOf({ all: [{ field: 'subject.colour', eq: 'red' }] })
  expect(problems).toEqual([
    {
      path: 'of.where.all[0].field',
      message: expect.stringMatching(
        /^no fact says subject\.colour of a subject; there are subject\.\w+, .*subject\.region/,
      ),
    },
  ])
  expect(problemsOf({ field: 'subject.capital_cents', eq: 'much' })).toHaveLength(1)
  expect(problemsOf({ field: 'subject.credit_class', gte: 'C' })).toEqual([
    { path: 'of.where.gte', message: 'subject.credit_class is text: gte says nothing of it' },
  ])
})

test('a field of the subject stands only in filters', () => {
  const problems: RuleProblem[] = []
  const parsed = parseRule({
    kind: 'count',
    parameters: {
      of: { events: ['PenaltyDecided'] },
      at_least: 1,
      window: '1 day',
      distinct: 'subject.region',
    },
  })
  if (!parsed.ok) problems.push(...parsed.problems)
  expect(problems).toContainEqual({
    path: 'parameters.distinct',
    message: 'PenaltyDecided has no field subject.region',
  })
})

test('comparisons with the subject are counted: at the limit, and one past it', () => {
  const withComparisons = (count: number): readonly RuleProblem[] => {
    const any = Array.from({ length: count }, (_, index) => ({
      field: 'subject.credit_class',
      eq: String(index),
    }))
    // The first once more: equal comparisons are one.
    const of = { events: ['PenaltyDecided'], where: { any: [...any, any[0]] } }
    const parsed = parseRule({
      ...PLAIN_HEADER,
      kind: 'count',
      parameters: { of, at_least: 1, window: '1 day' },
    })
    return parsed.ok ? [] : parsed.problems
  }
  expect(withComparisons(SUBJECT_COMPARISONS_MAX)).toEqual([])
  expect(withComparisons(SUBJECT_COMPARISONS_MAX + 1)).toEqual([
    { path: '', message: expect.stringContaining('at most 60 different comparisons') },
  ])
})

test('the latest statement up to and including the second counts, within one second that of the greatest id', () => {
  const facts = [
    fact('b', 10, {
      type: 'SubjectRegistered',
      region: '330100',
      data: { industry_code: 'C13@2017' },
    }),
    fact('a', 20, { type: 'SubjectChanged', data: { industry_code: 'C14@2017' } }),
    fact('c', 20, { type: 'SubjectChanged', data: { industry_code: 'N77@2017' } }),
    fact('d', 30, { type: 'SubjectChanged', region: '330200', data: { industry_code: null } }),
    fact('e', 40, {
      type: 'PenaltyDecided',
      region: '110100',
      data: { industry_code: 'A01@2017' },
    }),
  ]
  const states = new SubjectStates(new GivenFacts(facts), KNOWN)
  const industry = [9, 10, 19, 20, 29, 30, 50].map((second) =>
    states.valueAt(second, 'subject.industry_code'),
  )
  expect(industry).toEqual([
    undefined,
    'C13@2017',
    'C13@2017',
    'N77@2017',
    'N77@2017',
    undefined,
    undefined,
  ])
  const region = [9, 10, 20, 30, 50].map((second) => states.valueAt(second, 'subject.region'))
  expect(region).toEqual([undefined, '330100', '330100', '330200', '330200'])
  expect(states.valueAt(50, 'subject.registration')).toBe('registered')
})

test('a comparison watches the types that say something of its attribute, and no others', () => {
  expect(typesStatingOf([{ field: 'subject.credit_class', eq: 'D' }])).toEqual([
    'CreditClassAssigned',
  ])
  expect(typesStatingOf([{ field: 'subject.registration', exists: true }])).toEqual([
    'SubjectRegistered',
    'SubjectDeregistered',
  ])
})

test('what a filter sees is what the dossier shows', () => {
  const content = fact('a', 1, {
    type: 'SubjectRegistered',
    region: '330100',
    data: { name: '某某', subject_type: 'enterprise', capital_cents: 100, uscc: null },
  })
  const shown = Object.fromEntries(
    attributesOf(content.content).map(({ attribute, value }) => [attribute, value]),
  )
  const states = new SubjectStates(new GivenFacts([content]), KNOWN)
  const seen = Object.keys(shown).map((attribute) => {
    const value = states.valueAt(1, `subject.${attribute}`) ?? ''
    return [attribute, typeof value === 'string' ? value : JSON.stringify(value)]
  })
  expect(Object.fromEntries(seen)).toEqual(shown)
})
