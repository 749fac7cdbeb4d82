import { expect, test } from 'vitest'
import { withinRegionSql } from '#/region-sql.ts'

test.each([
  ['330000', "startsWith(region, '33')"],
  ['330200', "startsWith(region, '3302')"],
  ['330203', "startsWith(region, '330203')"],
  ['330203001', "startsWith(region, '330203001')"],
  ['100000', "startsWith(region, '')"],
  ['3302', "startsWith(region, '3302')"],
  ['chicago:60609', "region = 'chicago:60609'"],
])('what lies in %s', (region, sql) => {
  expect(withinRegionSql('region', region)).toBe(sql)
})
