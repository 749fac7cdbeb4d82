import { expect, test } from 'vitest'
import type { RegionRow } from '#/overview/overview-queries.ts'
import { placed } from '#/overview/places.ts'

const none = { count: 0, list: '/v1/alerts' as const, filter: {} }
const row = (region: string | null, itself = false): RegionRow => ({
  region,
  itself,
  name: null,
  open_alerts: none,
  new_warnings: none,
  overdue_duties: none,
})
const square = { code: '330000', zh: '浙江', en: 'Zhejiang', row: 1, column: 1 }
const empty = { ...square, code: '340000', column: 2 }

test('each region is on its square or in the list', () => {
  const zhejiang = row('330000')
  const others = [row('330000', true), row('tw-epa:臺中市'), row('330200'), row(null)]
  const found = placed({ squares: [square, empty], regions: [zhejiang, ...others] })
  expect(found.squares).toEqual([
    { square, row: zhejiang },
    { square: empty, row: undefined },
  ])
  expect(found.others).toEqual(others)
})
