import { expect, test } from 'vitest'
import { openWarehouse } from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { formattedStatement } from '#/rule-statements/queries.ts'
import { sql, sqlOfFile, stepSql } from '#/sql.ts'

test('each step stands by its name where its SELECT begins, and all that is shown can be run', async () => {
  await using opened = await openWarehouse()
  const ones = stepSql('ones', 'one row', sql`SELECT 1 AS a`)
  const named = stepSql(
    'named',
    'with a head',
    sql`WITH 2 AS two SELECT a + two AS a FROM (${ones})`,
  )
  const whole = stepSql(
    'whole',
    'all rows',
    stepSql(
      'outer',
      'both',
      sql`
SELECT a FROM (${named} UNION ALL ${ones}) WHERE a IN (${ones}) OR a = 3`,
    ),
  )
  const shown = await formattedStatement(opened.warehouse, whole)
  expect(shown).toBe(`-- whole
-- outer
SELECT a
FROM
(
    -- named
    WITH
        2 AS two
    SELECT a + two AS a
    FROM
    (
        -- ones
        SELECT 1 AS a
    )
    UNION ALL
    -- ones
    SELECT 1 AS a
)
WHERE (a IN (
    -- ones
    SELECT 1 AS a
)) OR (a = 3)`)
  const rows = await opened.warehouse.query(sqlOfFile(shown), { purpose: 'test' })
  expect(rows).toHaveLength(2)
})
