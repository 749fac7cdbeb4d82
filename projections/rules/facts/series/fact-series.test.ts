import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { TEXTS } from '@jianwei/tests/support/rules/random-log.ts'
import { anySelection, EVENT_TYPES } from '@jianwei/tests/support/rules/random-parts.ts'
import { fieldValue, selects } from '#/rules/facts/filter-predicate.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { compareFacts } from '#/rules/facts/series/given-facts.ts'
import { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { Selection } from '#/rules/language/filter.ts'

/** SERIES_SEED and SERIES_RUNS repeat a run or make it longer. */
const RUNS = Number(process.env['SERIES_RUNS'] ?? 300)
const SEED =
  process.env['SERIES_SEED'] === undefined ? {} : { seed: Number(process.env['SERIES_SEED']) }

const anyValue = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS, 0, 1, 2.5, -1, 12, true, false, null, [], {}, '2026-01-01'),
  fc.array(fc.constantFrom<unknown>(...TEXTS, 1, null, true), { maxLength: 3 }),
)
const anyFact = fc.record({
  second: fc.nat({ max: 5 }),
  type: fc.constantFrom(...EVENT_TYPES, 'SubjectChanged'),
  region: fc.constantFrom(null, '330100', '见'),
  department: fc.constantFrom(null, 'd'),
  data: fc.dictionary(
    fc.constantFrom('word', 'amount', 'flag', 'tags', 'deep', 'ticket'),
    fc.oneof(anyValue, fc.record({ code: anyValue }, { requiredKeys: [] })),
    { noNullPrototype: true },
  ),
  subject: fc.constantFrom<unknown>('registered', 'listed', '330100', 'C13', undefined),
})
const anyFacts = fc.array(anyFact, { maxLength: 20 }).map((facts) =>
  facts.map(({ second, subject, ...content }, index): KnownFact => ({
    fact_id: `fact-${(index * 7) % 10}-${index}`,
    subject_id: 'test:a',
    source: 'test',
    second,
    content: {
      // Rules see whole seconds.
      occurred_at: '2026-01-01T00:00:00.000Z' as Instant,
      ...content,
    } as KnownFact['content'],
    subject_value: () => subject,
    rank_for: () => 0,
  })),
)
// What files say of selections is what rules hold of them.
const anySelections = fc.array(anySelection as fc.Arbitrary<Selection>, { maxLength: 4 })

test('a series selects what `selects` takes, in canonical order, as a whole and from a second on', () => {
  let selected = 0
  fc.assert(
    fc.property(anyFacts, anySelections, fc.nat({ max: 6 }), (facts, selections, second) => {
      const inOrder = facts.toSorted(compareFacts)
      const series = FactSeries.of(facts)
      const later = series.within({ from: second, up_to: Number.POSITIVE_INFINITY })
      const between = later.within({ from: 0, up_to: second + 1 })
      for (const selection of [...selections, ...structuredClone(selections)]) {
        const taken = inOrder.filter((fact) => selects(selection, fact))
        selected += taken.length
        expect(series.factsAt(series.selected(selection))).toEqual(taken)
        expect([...series.secondsOf(selection)]).toEqual(taken.map((fact) => fact.second))
        const since = taken.filter((fact) => fact.second >= second)
        expect(later.factsAt(later.selected(selection))).toEqual(since)
        const inBoth = since.filter((fact) => fact.second <= second + 1)
        expect(between.factsAt(between.selected(selection))).toEqual(inBoth)
      }
    }),
    { numRuns: RUNS, ...SEED, endOnFailure: true },
  )
  // Where nothing is selected, nothing is compared.
  expect(selected).toBeGreaterThan(RUNS)
})

test('a value at a place is the value of the field', () => {
  const paths = ['type', 'region', 'department', 'source', 'subject_id', 'data', 'nothing']
  const ofData = ['data.word', 'data.deep.code', 'data.tags.length', 'data.toString', 'data.deep.x']
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const series = FactSeries.of(facts)
      for (const [place, fact] of facts.toSorted(compareFacts).entries())
        for (const path of [...paths, ...ofData, 'subject.region'])
          expect(series.valueAt(place, path)).toEqual(fieldValue(fact, path))
    }),
    { numRuns: RUNS, ...SEED, endOnFailure: true },
  )
})

test('what lies in an object by its prototype is no field', () => {
  const [fact] = [{ data: { deep: {} } }].map(({ data }) => ({
    subject_id: 'test:a',
    source: 'test',
    content: { type: 'T', region: null, department: null, data },
  }))
  const of = (path: string): unknown =>
    fact === undefined ? 'no fact' : fieldValue(fact as unknown as KnownFact, path)
  expect(of('data.toString')).toBeUndefined()
  expect(of('data.deep.constructor')).toBeUndefined()
  expect(of('data.deep')).toEqual({})
  expect(of('content')).toBeUndefined()
})
