import { afterAll, describe, expect, test } from 'vitest'
import {
  firstSecondOfPeriod,
  firstSecondOfPeriodSql,
  periodOfSecond,
  periodOfSecondSql,
  PERIODS,
} from '@jianwei/projections/rules/kinds/peer/civil-periods.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'
import { sql } from '@jianwei/projections/sql.ts'

const folder = await openWarehouse()
afterAll(() => folder[Symbol.asyncDispose]())

const START = Date.parse('1899-12-31T00:00:00Z') / 1_000
/**
 * Beside the hours of a day, so that borders are met from both sides in the course of the years.
 */
const STEP = 2 * 86_400 + 3_599
const STEPS = 72_000

describe('periods in SQL', () => {
  test.each(PERIODS)(
    'a %s has the same number and the same first second as in TypeScript',
    async (period) => {
      for (const offset of [8 * 3_600, -12_600]) {
        const numbered = periodOfSecondSql(period, sql`second`, offset)
        const rows = await folder.warehouse.query<{
          second: number
          number: number
          first: number
        }>(
          sql`
SELECT toFloat64(second) AS second, toFloat64(period) AS number,
  toFloat64(${firstSecondOfPeriodSql(period, sql`period`, offset)}) AS first
FROM (SELECT second, ${numbered} AS period FROM (
  SELECT arrayJoin([exact, exact - 1, within]) AS second FROM (
    SELECT ${START} + toInt64(number) * ${STEP} AS within,
      intDiv(within + ${100 * 365 * 86_400}, 86400) * 86400 - ${100 * 365 * 86_400} - ${offset}
        AS exact
    FROM numbers(${STEPS}))))`,
          { purpose: 'test:civil-periods' },
        )
        expect(rows.length).toBe(3 * STEPS)
        const wrong = rows.filter(
          (row) =>
            row.number !== periodOfSecond(period, row.second, offset) ||
            row.first !== firstSecondOfPeriod(period, row.number, offset),
        )
        expect(wrong.slice(0, 3)).toEqual([])
      }
    },
  )
})
