import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { afterAll, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  ledgerOutcomesSql,
  ledgerSql,
  warningsSql,
} from '@jianwei/projections/rules/compiler/compile.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import {
  LEDGER_ENTRIES_PER_SUBJECT_MAX,
  LEDGER_TOO_DENSE,
} from '@jianwei/projections/rules/statements/window-pieces-sql.ts'
import type {
  LedgerRow,
  OutcomeRow,
  ComputedWarning,
} from '@jianwei/projections/rules/statements/warning-sql.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'
import { sql, type Sql } from '@jianwei/projections/sql.ts'

/**
 * How dense a group's ledger may be: at the limit it is made, one fact past it is left out and
 * counted.
 */

const folder = await openWarehouse()
afterAll(() => folder[Symbol.asyncDispose]())

const surge = ruleWith({
  id: 'dense-surge',
  kind: 'surge',
  parameters: {
    of: { events: ['TicketDispatched'] },
    group_by: ['region'],
    window: '365 days',
    baseline: '365 days',
    at_least: 2,
    chance_at_most: 0.1,
  },
})
const silence = ruleWith({
  id: 'dense-silence',
  kind: 'silence',
  parameters: {
    of: { events: ['ReadingReported'] },
    key: ['region'],
    regular: { at_least: 2, within: '730 days' },
    silent_after: '1 hour',
  },
})

/** n facts of which each lies in the windows of all that follow make 1 + 2 + … + n entries. */
const FITS = Math.floor((Math.sqrt(8 * LEDGER_ENTRIES_PER_SUBJECT_MAX + 1) - 1) / 2)
const CLOCK = '2026-01-01T00:00:00.000Z' as Instant

/**
 * Facts two hours apart of which the last is known first, so that nothing is known before what
 * comes later.
 */
async function insert(type: string, facts: number, region: string): Promise<void> {
  const id = sql`UUIDNumToString(toFixedString(
    unhex(hex(sipHash128(${type}, ${region}, fact.1))), 16))`
  const old = sql`('old', toDateTime64('2015-01-01 00:00:00', 3, 'UTC'), 1000000)`
  await folder.warehouse.execute(
    sql`
INSERT INTO events_v2 (position, event_id, fact_id, version_kind, subject_id, event_type,
  schema_version, source,
  source_event_id, region, department, occurred_at, reported_at, recorded_at, correlation_id,
  causation_id, reason, payload)
SELECT fact.3, toUUID(${id}) AS event_id, event_id, 'original', 'test:a', ${type}, 1, 's', fact.1,
  ${region}, '',
  fact.2, toDateTime64('2025-12-01 00:00:00', 3, 'UTC'),
  toDateTime64('2025-12-01 00:00:00', 3, 'UTC'), '', '', '', '{}'
FROM (
  SELECT arrayJoin(arrayPushFront(arrayMap(
    n -> (toString(n), toDateTime64('2020-01-01 00:00:00', 3, 'UTC') + toIntervalHour(2 * n),
      900000 - n),
    range(${facts})), ${old})) AS fact
)`,
    { purpose: 'test:density' },
  )
}

test.each([
  ['surge', 'TicketDispatched', surge],
  ['silence', 'ReadingReported', silence],
] as const)('the ledger of a %s', async (_, type, rule: Rule) => {
  await insert(type, FITS, '350201')
  const ask = <Row>(sql: Sql): Promise<readonly Row[]> =>
    folder.warehouse.query<Row>(sql, { purpose: 'test:density' })
  const view = {
    scope: { of: 'everything' },
    known: { by: 'platform' },
    ...NOTHING_STATED,
  } as const
  const outcomes = ledgerOutcomesSql(rule, view) ?? expect.unreachable()
  const standing = async (): Promise<number> =>
    (await ask<LedgerRow>(ledgerSql(rule, view))).filter((row) => row.withdrawn_position === null)
      .length
  const fitting = (await ask<ComputedWarning>(warningsSql(rule, { ...view, clock: CLOCK }))).length
  expect(fitting).toBeGreaterThan(0)
  expect([await standing(), await ask<OutcomeRow>(outcomes)]).toEqual([fitting, []])

  await insert(type, FITS + 1, '350202')
  expect(
    (await ask<ComputedWarning>(warningsSql(rule, { ...view, clock: CLOCK }))).length,
  ).toBeGreaterThan(fitting)
  expect(await standing()).toBe(fitting)
  expect(await ask<OutcomeRow>(outcomes)).toMatchObject([
    { outcome: 'error', code: LEDGER_TOO_DENSE },
  ])
})
