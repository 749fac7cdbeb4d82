import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { logForEachTest } from '@jianwei/tests/support/log/log-each-test.ts'
import { newSqliteLog } from '@jianwei/tests/support/log/sqlite-place.ts'
import {
  limitTables,
  LimitTableRefused,
  publishLimitTable,
  publishShippedLimits,
} from '#/duties/limit-book.ts'

const NOW = '2026-03-20T02:00:00.000Z' as Instant
const OWN = `
limits:
  - id: sign
    title: { en: Sign, zh: 签收 }
    class: template
    alert: sign_for
    within: { hours: 1 }
`
let log: EventLog
logForEachTest(newSqliteLog, (opened) => void (log = opened))

const publish = (text: string) =>
  publishLimitTable(log, { text, actor: 'li', reason: '本地规定' }, NOW)

test('the table of the program is published once, and never over one of an office', async () => {
  expect(await publishShippedLimits(log, NOW)).toBe(1)
  expect(await publishShippedLimits(log, NOW)).toBe(1)
  expect([await publish(OWN), await publish(OWN)]).toEqual([2, 2])
  expect(await publishShippedLimits(log, NOW)).toBe(2)
  const versions = await limitTables(log)
  expect(versions.map(({ version, actor }) => [version, actor])).toEqual([
    [1, 'jianwei:duties'],
    [2, 'li'],
  ])
  expect(versions[1]?.table?.limits).toHaveLength(1)
})

test('a table that does not load is not published', async () => {
  await expect(publish('limits: [{ id: a }]')).rejects.toThrow(LimitTableRefused)
  expect(await limitTables(log)).toEqual([])
})
