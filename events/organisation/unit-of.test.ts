import { describe, expect, test } from 'vitest'
import type { RegionId } from '#/identifiers/region-id.ts'
import type { CivilDate } from '#/instant.ts'
import { OrganisationBook, type BookedEvent } from '#/organisation/book.ts'
import type { OrganisationEvent } from '#/organisation/events.ts'

const by = { actor: 'office-01', reason: 'because' }
const day = (text: string) => text as CivilDate

interface Given {
  readonly region?: string | null
  readonly from?: string
  readonly region_of?: Readonly<Record<string, string | null>>
}

function registered(unit_id: string, names: readonly string[], given: Given = {}) {
  const region = (given.region === undefined ? '350203' : given.region) as RegionId | null
  return {
    type: 'UnitRegistered',
    data: {
      unit_id,
      ...by,
      name: names[0] ?? unit_id,
      code: null,
      region,
      parent: null,
      valid_from: day(given.from ?? '2015-01-01'),
      valid_to: null,
      spellings: names.map((spelling) => ({ spelling, region, valid_from: null, valid_to: null })),
    },
  } as const satisfies OrganisationEvent
}

function succeeded(unit_id: string, successors: readonly string[], from: string) {
  const work_goes_to = successors[0] ?? ''
  return {
    type: 'UnitSucceeded',
    data: { unit_id, ...by, successors: [...successors], work_goes_to, from: day(from) },
  } as const satisfies OrganisationEvent
}

function book(...events: readonly OrganisationEvent[]): OrganisationBook {
  return new OrganisationBook(
    events.map((event, index): BookedEvent => ({ ...event, position: index + 1 })),
  )
}

describe('three spellings and a merger in the middle of the year', () => {
  const told = book(
    registered('quality', ['质监局', '质量技术监督局', '市质监局']),
    registered('market', ['市场监管局'], { from: '2025-01-01' }),
    succeeded('quality', ['market'], '2025-07-01'),
  )
  const march = day('2025-03-10')
  const october = day('2025-10-10')
  const december = day('2025-12-31')
  const spellings = ['质监局', '质量技术监督局', '市质监局']
  const units = (at: CivilDate, knownAt: number) =>
    new Set(
      spellings.map((spelling) => {
        const found = told.unitOf(spelling, '350203', at, knownAt, december)
        return found.unit_id === null ? found.reason : found.standing
      }),
    )

  test('give one unit before the merger is known, and one after', () => {
    expect([units(march, 2), units(october, 2)]).toEqual([
      new Set(['quality']),
      new Set(['quality']),
    ])
    expect([units(march, 3), units(october, 3)]).toEqual([new Set(['market']), new Set(['market'])])
  })

  test('and who it was on the day stays told', () => {
    expect(told.unitOf('质监局', '350203', march, 3, december)).toEqual({
      unit_id: 'quality',
      named_by: 'own',
      standing: 'market',
    })
    expect(told.unitOf('市质监局', '350203', october, 3)).toEqual({
      unit_id: 'market',
      named_by: 'succession',
      standing: 'market',
    })
  })
})

describe('a name', () => {
  test('means the narrowest region that the fact lies in, also a cell of the grid', () => {
    const told = book(
      registered('city', ['市场监管局'], { region: '350200' }),
      registered('district', ['市场监管局'], { region: '350203' }),
    )
    const of = (region: string | null) => told.unitOf('市场监管局', region, day('2020-01-01'), 9)
    expect(of('350203001')).toMatchObject({ unit_id: 'district' })
    expect(of('grid:35020300101')).toMatchObject({ unit_id: 'district' })
    expect(of('350205')).toMatchObject({ unit_id: 'city' })
    expect(of('330203')).toEqual({ unit_id: null, reason: 'elsewhere' })
    expect(of(null)).toEqual({ unit_id: null, reason: 'ambiguous' })
  })

  test('that nobody knows, or that a fact lacks, means nobody', () => {
    const told = book(registered('a', ['a']))
    const at = day('2020-01-01')
    expect(told.unitOf('b', '350203', at, 9)).toEqual({ unit_id: null, reason: 'unknown' })
    expect(told.unitOf(null, '350203', at, 9)).toEqual({ unit_id: null, reason: 'not_named' })
    expect(told.unitOf('a', '350203', at, 0)).toEqual({ unit_id: null, reason: 'unknown' })
  })

  test('of later is understood for facts of before', () => {
    const told = book(registered('a', ['a'], { from: '2020-01-01' }))
    expect(told.unitOf('a', '350203', day('2019-01-01'), 9)).toMatchObject({
      unit_id: 'a',
      named_by: 'early',
    })
  })

  test('of a unit that was dissolved means nobody from that day on', () => {
    const told = book(registered('a', ['a']), {
      type: 'UnitDissolved',
      data: { unit_id: 'a', ...by, from: day('2020-01-01') },
    })
    expect(told.unitOf('a', null, day('2020-01-01'), 9)).toEqual({ unit_id: null, reason: 'ended' })
    expect(told.unitOf('a', null, day('2019-12-31'), 9, day('2021-01-01'))).toMatchObject({
      unit_id: 'a',
      standing: 'a',
    })
  })

  test('means whoever bears it, before whom an earlier bearer left it to', () => {
    const told = book(
      registered('a', ['环保局']),
      registered('b', ['b']),
      succeeded('a', ['b'], '2018-01-01'),
      registered('c', ['环保局'], { from: '2019-01-01' }),
    )
    const of = (at: string) => told.unitOf('环保局', '350203', day(at), 9)
    expect(of('2017-01-01')).toMatchObject({ unit_id: 'a', named_by: 'own' })
    expect(of('2018-06-01')).toMatchObject({ unit_id: 'b', named_by: 'succession' })
    expect(of('2019-06-01')).toMatchObject({ unit_id: 'c', named_by: 'own' })
  })
})

test('what happened before a split stays with the unit that was split', () => {
  const told = book(
    registered('a', ['a']),
    registered('b', ['b']),
    registered('c', ['c']),
    succeeded('a', ['b', 'c'], '2020-01-01'),
  )
  const december = day('2020-12-31')
  expect(told.unitOf('a', null, day('2019-01-01'), 9, december)).toMatchObject({ standing: 'a' })
  expect(told.unitOf('a', null, day('2020-06-01'), 9, december)).toMatchObject({ standing: 'b' })
})

test('units that took over from each other in a circle keep nobody going round', () => {
  const told = book(
    registered('a', ['a']),
    registered('b', ['b']),
    succeeded('a', ['b'], '2020-01-01'),
    succeeded('b', ['a'], '2021-01-01'),
  )
  const late = day('2022-01-01')
  expect(told.unitOf('a', null, late, 9)).toMatchObject({ named_by: 'succession' })
  expect(told.unitOf('a', null, day('2019-01-01'), 9, late)).toMatchObject({ unit_id: 'a' })
})
