import { expect, test } from 'vitest'
import { withinRegionSql } from '#/region-sql.ts'
import { sql } from '#/sql.ts'

test.each([
  ['330000', "(startsWith(region, '33') OR startsWith(region, 'grid:33'))"],
  ['330200', "(startsWith(region, '3302') OR startsWith(region, 'grid:3302'))"],
  ['330203', "(startsWith(region, '330203') OR startsWith(region, 'grid:330203'))"],
  ['330203001', "(startsWith(region, '330203001') OR startsWith(region, 'grid:330203001'))"],
  ['100000', "startsWith(region, '')"],
  ['3302', "(startsWith(region, '3302') OR startsWith(region, 'grid:3302'))"],
  ['chicago:60609', "region = 'chicago:60609'"],
])('what lies in %s', (region, expected) => {
  expect(withinRegionSql(sql`region`, region).text).toBe(expected)
})
