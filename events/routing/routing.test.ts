import { describe, expect, test } from 'vitest'
import { stateAfter } from '#/decider.ts'
import type { RegionCode } from '#/identifiers/region-code.ts'
import type { RegionId } from '#/identifiers/region-id.ts'
import type { CivilDate } from '#/instant.ts'
import { directoryAfter } from '#/organisation/directory.ts'
import type { OrganisationEvent } from '#/organisation/events.ts'
import { routingDecider, type PublishRouting } from '#/routing/decider.ts'
import type { RoutingRow } from '#/routing/events.ts'
import { routeOf, type RoutedAlert } from '#/routing/route-of.ts'

const by = { actor: 'office-01', reason: 'because' }
const day = '2026-03-01' as CivilDate

const unit = (unit_id: string): OrganisationEvent => ({
  type: 'UnitRegistered',
  data: {
    unit_id,
    ...by,
    name: unit_id,
    code: null,
    region: null,
    parent: null,
    valid_from: '2020-01-01' as CivilDate,
    valid_to: null,
    spellings: [],
  },
})
const row = (given: Partial<RoutingRow>): RoutingRow => ({
  region: null,
  domain: null,
  rule_id: null,
  levels: null,
  unit: null,
  note: null,
  ...given,
})
const alert: RoutedAlert = {
  region: 'grid:35020300105',
  domain: 'market',
  rule_id: 'a-rule',
  level: 'orange',
}

const units = ['a', 'b', 'desk'].map(unit)
const directory = directoryAfter([
  ...units,
  {
    type: 'GridCellDefined',
    data: {
      cell_code: '35020300105',
      ...by,
      name: 'one',
      region: '350203001' as RegionCode,
      unit_id: 'b',
      valid_from: '2024-01-01' as CivilDate,
      valid_to: '2027-01-01' as CivilDate,
    },
  },
])

const routed = (rows: readonly RoutingRow[], of = alert, known = directory) =>
  routeOf({ rows: [...rows], default_unit: 'desk' }, of, { directory: known, day })

describe('where an alert goes', () => {
  test('the first row of which every condition holds decides', () => {
    const region = '350203' as RegionId
    const rows = [
      row({ region: '350205' as RegionId, unit: 'b' }),
      row({ region, levels: ['red'], unit: 'b' }),
      row({ region, domain: 'market', levels: ['orange', 'red'], unit: 'a' }),
      row({ unit: 'b' }),
    ]
    expect(routed(rows)).toEqual({
      unit: 'a',
      row: 3,
      why: 'row 3: region 350203, domain market, level orange or red',
    })
    expect(routed(rows, { ...alert, domain: null })).toMatchObject({ unit: 'b', row: 4 })
  })

  test('what no row decides goes to the default, and says so', () => {
    expect(routed([row({ rule_id: 'other', unit: 'a' })])).toEqual({
      unit: 'desk',
      row: null,
      why: 'no row decides',
    })
  })

  test('without a region only rows without one are about it', () => {
    const rows = [row({ region: '350203' as RegionId, unit: 'a' })]
    expect(routed(rows, { ...alert, region: null })).toMatchObject({ row: null })
  })

  test('a row may leave it to the unit of the cell, while the cell is there', () => {
    expect(routed([row({})])).toMatchObject({ unit: 'b', row: 1 })
    expect(routed([row({})], { ...alert, region: 'grid:35020300106' })).toMatchObject({ row: null })
  })

  test('a unit that has ended is followed, and passed over where nobody has its work', () => {
    const succeeded: OrganisationEvent = {
      type: 'UnitSucceeded',
      data: {
        unit_id: 'a',
        ...by,
        successors: ['b'],
        work_goes_to: 'b',
        from: '2026-01-01' as CivilDate,
      },
    }
    const dissolved: OrganisationEvent = {
      type: 'UnitDissolved',
      data: { unit_id: 'a', ...by, from: '2026-01-01' as CivilDate },
    }
    const rows = [row({ unit: 'a' })]
    expect(routed(rows, alert, directoryAfter([...units, succeeded]))).toEqual({
      unit: 'b',
      row: 1,
      why: 'row 1: every alert; a was succeeded by b',
    })
    expect(routed(rows, alert, directoryAfter([...units, dissolved]))).toEqual({
      unit: 'desk',
      row: null,
      why: 'no row decides; row 1 names a, which is not there',
    })
  })
})

describe('a table', () => {
  const publish = (default_unit: string, seen: number): PublishRouting => ({
    type: 'PublishRouting',
    data: { rows: [row({ unit: 'a' })], default_unit, ...by },
    seen,
  })
  const first = stateAfter(routingDecider, routingDecider.decide(publish('desk', 0), null))

  test('is published over the one that was seen', () => {
    expect(first).toMatchObject({ version: 1, default_unit: 'desk' })
    expect(routingDecider.decide(publish('b', 1), first)).toMatchObject([{ data: { version: 2 } }])
    expect(() => routingDecider.decide(publish('b', 0), first)).toThrow('version 1 holds')
    expect(() => routingDecider.decide(publish('b', 1), null)).toThrow('no table was published')
  })

  test('that is the same again is nothing new', () => {
    expect(routingDecider.decide(publish('desk', 0), first)).toEqual([])
  })
})
