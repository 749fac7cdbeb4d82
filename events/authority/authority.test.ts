import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authorityDecider, type SetAuthority } from '#/authority/decider.ts'
import { decidingStatement, rankOf, type Statement } from '#/authority/decision.ts'
import type { AuthoritySource } from '#/authority/events.ts'
import { stateAfter } from '#/decider.ts'
import type { RegionId } from '#/identifiers/region-id.ts'

const region = (id: string): RegionId => id as RegionId

const ORDER: readonly AuthoritySource[] = [
  { source: 'market' },
  { source: 'fire', regions: [region('350200'), region('grid:x')] },
  { source: 'tax' },
  { source: 'fire' },
]

describe('how high a statement stands', () => {
  test.each([
    ['market', null, 4],
    ['market', '110000', 4],
    ['fire', '350203', 3],
    ['fire', '350100', 1],
    ['fire', null, 1],
    ['tax', '350203', 2],
    ['nobody', '350203', 0],
  ])('%s in %s: %i', (source, of, rank) => {
    expect(rankOf(ORDER, { source, region: of })).toBe(rank)
  })

  test('is the same for all where there is no order', () => {
    expect(rankOf([], { source: 'market', region: null })).toBe(0)
  })
})

const says = (source: string, second: number, fact_id: string): Statement => ({
  source,
  region: null,
  second,
  fact_id,
})

describe('the statement that decides', () => {
  test('is of the highest source, whatever lower ones say later', () => {
    const said = [says('tax', 9, 'c'), says('market', 1, 'a'), says('nobody', 20, 'd')]
    expect(decidingStatement(ORDER, said)?.source).toBe('market')
  })

  test('is of the next source where the highest says nothing any more', () => {
    const said = [says('tax', 9, 'c'), says('nobody', 20, 'd')]
    expect(decidingStatement(ORDER, said)?.source).toBe('tax')
  })

  test('is the latest of its source, and of one second that with the greatest id', () => {
    const said = [says('tax', 9, 'b'), says('tax', 9, 'c'), says('tax', 8, 'z')]
    expect(decidingStatement(ORDER, said)?.fact_id).toBe('c')
  })

  test('is the newest of all where there is no order', () => {
    const said = [says('market', 1, 'a'), says('nobody', 2, 'b')]
    expect(decidingStatement([], said)?.source).toBe('nobody')
    expect(decidingStatement([], [])).toBeUndefined()
  })

  test('is the same in every order of arrival, and however often it is repeated', () => {
    const statement = fc.record({
      source: fc.constantFrom('market', 'fire', 'tax', 'nobody'),
      region: fc.constantFrom(null, '350203', '110000', 'test:x'),
      second: fc.integer({ min: 0, max: 4 }),
      fact_id: fc.constantFrom('a', 'b', 'c', 'd'),
    })
    const entry: fc.Arbitrary<AuthoritySource> = fc.oneof(
      fc.record({ source: fc.constantFrom('market', 'fire', 'tax') }),
      fc.record({
        source: fc.constantFrom('market', 'fire', 'tax'),
        regions: fc.constantFrom('350200', '100000', 'test:x').map((one) => [region(one)]),
      }),
    )
    // A fact is told once, whatever arrives: two that differ have different ids.
    const facts = fc.uniqueArray(statement, { selector: ({ fact_id }) => fact_id })
    const cases = fc.record({ sources: fc.array(entry, { maxLength: 4 }), facts })
    const seed = Number(process.env['AUTHORITY_SEED'] ?? Date.now() % 2 ** 31)
    console.log(`AUTHORITY_SEED=${seed}`)
    fc.assert(
      fc.property(
        cases.chain(({ sources, facts: said }) =>
          fc.record({
            sources: fc.constant(sources),
            said: fc.constant(said),
            arrived: fc.shuffledSubarray([...said, ...said], {
              minLength: said.length * 2,
              maxLength: said.length * 2,
            }),
          }),
        ),
        ({ sources, said, arrived }) => {
          const decided = decidingStatement(sources, said)
          expect(decidingStatement(sources, arrived)).toEqual(decided)
          if (decided === undefined) return
          for (const one of said)
            expect(rankOf(sources, one)).toBeLessThanOrEqual(rankOf(sources, decided))
        },
      ),
      { seed },
    )
  })
})

describe('an authority', () => {
  const set = (sources: AuthoritySource[], seen: number): SetAuthority => ({
    type: 'SetAuthority',
    data: { attribute: 'name', sources, actor: 'office-01', reason: 'because' },
    seen,
  })
  const first = stateAfter(
    authorityDecider,
    authorityDecider.decide(set([{ source: 'market' }], 0), null),
  )

  test('is set over the one that was seen', () => {
    expect(first).toMatchObject({ version: 1, sources: [{ source: 'market' }] })
    expect(authorityDecider.decide(set([], 1), first)).toMatchObject([{ data: { version: 2 } }])
    expect(() => authorityDecider.decide(set([], 0), first)).toThrow('version 1 holds')
    expect(() => authorityDecider.decide(set([{ source: 'tax' }], 1), null)).toThrow(
      'no authority was set',
    )
  })

  test('that is the same again is nothing new', () => {
    expect(authorityDecider.decide(set([{ source: 'market' }], 0), first)).toEqual([])
    expect(authorityDecider.decide(set([], 0), null)).toEqual([])
  })

  test('under another law is new', () => {
    const command = set([{ source: 'market' }], 1)
    const under = { ...command, data: { ...command.data, law: 'a list' } }
    expect(authorityDecider.decide(under, first)).toHaveLength(1)
  })

  test('has no entry that leaves nothing to decide', () => {
    const twice = set([{ source: 'tax' }, { source: 'tax', regions: [region('350200')] }], 1)
    expect(() => authorityDecider.decide(twice, first)).toThrow('all regions')
  })
})
