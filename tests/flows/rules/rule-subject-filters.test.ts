import { warningsInProcess } from '@jianwei/projections/evaluation/warnings-in-process.ts'
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { afterAll, expect, test } from 'vitest'
import { ledgerSql, warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { isSnapshotRule } from '@jianwei/projections/rules/rule.ts'
import type { RuleScope } from '@jianwei/projections/rules/facts/versions-sql.ts'
import type {
  LedgerRow,
  ComputedWarning,
} from '@jianwei/projections/rules/statements/warning-sql.ts'
import { correction, recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

const folder = await openWarehouse()
afterAll(() => folder[Symbol.asyncDispose]())

/** A complaint about a caterer: what it is at the time counts, not what it is now. */
const rule = ruleWith({
  kind: 'deadline',
  parameters: {
    duty: {
      events: ['ComplaintReceived'],
      where: { field: 'subject.industry_code', starts_with: 'H62' },
    },
    answer: { events: ['TicketAnswered'] },
    within: { hours: 1 },
  },
})

const CLOCK = '2026-06-30T00:00:00.000Z' as Instant

function register(
  id: string,
  occurred_at: string,
  industry_code: string,
  type = 'SubjectChanged',
): TestEvent {
  return {
    id,
    type,
    occurred_at,
    data: { change: { code: 'industry' }, name: '某某', industry_code },
  }
}

function complaint(id: string, occurred_at: string): TestEvent {
  return { id, type: 'ComplaintReceived', occurred_at, data: { complaint_number: id } }
}

const log = recordedLog([
  register('1', '2026-01-01T00:00:00Z', 'H62@2017'),
  complaint('2', '2026-01-31T23:59:59Z'),
  complaint('3', '2026-02-01T00:00:00Z'),
  // Known after the complaints: it had become a shop from the very second of the latter.
  register('4', '2026-02-01T00:00:00Z', 'F52@2017'),
  // It had not after all, says a correction; then that it was something else from the beginning.
  correction('5', '4', register('4', '2026-03-01T00:00:00Z', 'F52@2017')),
  correction('6', '1', register('1', '2026-01-31T23:59:59.500Z', 'H62@2017')),
  correction('7', '1', register('1', '2026-02-01T00:00:00Z', 'H62@2017')),
])

async function query<Row>(statement: Sql): Promise<readonly Row[]> {
  return folder.warehouse.query<Row>(statement, { purpose: 'test:subject-filters', lane: 'rules' })
}

function byRaised(a: LedgerRow, b: LedgerRow): number {
  return Number(a.raised_position) - Number(b.raised_position)
}

test('a filter speaks of the subject as it was in the second of the event, as known', async () => {
  await project(folder.warehouse, log)
  const everything: RuleScope = { of: 'everything' }
  const rows = await query<LedgerRow>(
    ledgerSql(rule, { scope: everything, known: { by: 'platform' }, ...NOTHING_STATED }),
  )
  const stood = rows
    .toSorted(byRaised)
    .map(({ anchor_at, raised_position, withdrawn_position }) => [
      anchor_at,
      Number(raised_position),
      withdrawn_position === null ? null : Number(withdrawn_position),
    ])
  expect(stood).toEqual([
    // Half a second is the same second; a second later is not.
    ['2026-01-31T23:59:59.000Z', 2, 7],
    ['2026-02-01T00:00:00.000Z', 3, 4],
    ['2026-02-01T00:00:00.000Z', 5, null],
  ])
  for (const position of [1, 2, 3, 4, 5, 6, 7]) {
    const known = { by: 'platform', until: { by: 'platform', position } } as const
    const expected = stood.flatMap(([at, raised, withdrawn]) => {
      const stands =
        Number(raised) <= position && (withdrawn === null || Number(withdrawn) > position)
      return stands ? [at] : []
    })
    const view = {
      scope: { of: 'subjects', subject_ids: ['test:a'] },
      known,
      clock: CLOCK,
    } as const
    const found = await query<ComputedWarning>(
      warningsSql(rule, { ...view, scope: everything, ...NOTHING_STATED }),
    )
    if (isSnapshotRule(rule)) throw new TypeError('a deadline is judged by facts')
    const live = await warningsInProcess(folder.warehouse, [rule], view, NOTHING_STATED)
    for (const warnings of [found, live.get(rule)?.found ?? []])
      expect(new Set(warnings.map((row) => row.anchor_at)), `at ${position}`).toEqual(
        new Set(expected),
      )
  }
})
