import { expect, test } from 'vitest'
import { raisedForTest, stepForTest } from '@jianwei/tests/support/log/desk-events.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import { openWarehouse, project } from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { sql } from '#/sql.ts'
import { tableDisagreements } from '#/table-agreement/queries.ts'

const ask = { purpose: 'test:agreement' }

test('alerts as they stand agree with their events, unless rows of theirs are gone', async () => {
  await using opened = await openWarehouse()
  const { warehouse } = opened
  const log = recordedLog([
    raisedForTest('a'),
    raisedForTest('b'),
    stepForTest('a', 'AlertViewed'),
    stepForTest('a', 'AlertSignedFor'),
  ])
  const range = { committed: log.length, isWhole: true }
  await project(warehouse, log.slice(0, 2))
  await warehouse.execute(sql`CREATE TABLE older ENGINE = Memory AS SELECT * FROM alerts_v1`, ask)
  await project(warehouse, log.slice(2))
  expect(await tableDisagreements(warehouse, range)).toEqual([])
  // The rows with the last steps are gone: older ones of the same alerts stand there still.
  await warehouse.execute(sql`TRUNCATE TABLE alerts_v1`, ask)
  await warehouse.execute(sql`INSERT INTO alerts_v1 SELECT * FROM older`, ask)
  const [lacksSteps] = await tableDisagreements(warehouse, range)
  expect(lacksSteps).toEqual({ table: 'alerts_v1', expected: 4, found: 2 })
  await warehouse.execute(sql`TRUNCATE TABLE alerts_v1`, ask)
  // Also where an insert may have been cut short behind it.
  const [lacksAlerts] = await tableDisagreements(warehouse, { ...range, isWhole: false })
  expect(lacksAlerts).toEqual({ table: 'alerts_v1', expected: 2, found: 0 })
})
