import { expect, test } from 'vitest'
import { regionPeriods, regionTableCodes } from '#/identifiers/region-table.ts'
import { REGION_TILES, TILE_COLUMNS, TILE_ROWS } from '#/identifiers/region-tiles.ts'

test('each province in force has one square, and no other code has', () => {
  const inForce = [...regionTableCodes()].filter(
    (code) => code.endsWith('0000') && regionPeriods(code)?.at(-1)?.toYear === null,
  )
  expect(inForce).toHaveLength(34)
  expect(REGION_TILES.map(({ code }) => code).toSorted()).toEqual(inForce.toSorted())
})

test('no two share a square, and each lies on the grid', () => {
  const squares = new Set(REGION_TILES.map(({ row, column }) => `${row}/${column}`))
  expect(squares.size).toBe(REGION_TILES.length)
  for (const { row, column } of REGION_TILES) {
    expect(row).toBeGreaterThanOrEqual(1)
    expect(row).toBeLessThanOrEqual(TILE_ROWS)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual(TILE_COLUMNS)
  }
})

test('the short name is the beginning of the name in the table', () => {
  for (const { code, zh } of REGION_TILES)
    expect([code, regionPeriods(code)?.at(-1)?.name.startsWith(zh)]).toEqual([code, true])
})
