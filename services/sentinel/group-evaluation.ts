import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { newlyDueSubjectsSql, warningsSql } from '@jianwei/projections/rules/compile.ts'
import { touchedGroupsSql } from '@jianwei/projections/rules/groups/touched-groups-sql.ts'
import type { Known } from '@jianwei/projections/rules/places.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { WarningRow } from '@jianwei/projections/rules/warning-sql.ts'
import { keyRanges } from '#/sentinel/key-ranges.ts'
import { WARNINGS_LEDGER, type Ledger } from '#/sentinel/ledger.ts'
import { ledgerDifference } from '#/sentinel/ledger-difference.ts'
import { foundWarning, ledgersOf, ruleName } from '#/sentinel/ledger-so-far.ts'
import { scratchTable } from '#/sentinel/scratch-tables.ts'
import type { SentinelRecord } from '#/sentinel/sentinel-record.ts'
import { warningEntry, type Boundary } from '#/sentinel/warning-entries.ts'

/*
 * Rules whose subject is a group of facts, whoever these are about, one after another:
 *
 *  1. The touched groups: those of any version of the facts that were reported or amended since the last boundary, because a fact that
 *     moves changes the group that it leaves as well as the one it joins; and those of which time made something due. All groups,
 *     for a rule that took part in no evaluation yet.
 *  2. Their warnings, and the difference to what the ledger says of these groups.
 */

type Since = Pick<SentinelRecord, 'evaluated' | 'clock' | 'rules'>

/** What the ledgers of rules about groups lack at the boundary, piece by piece. */
export async function* evaluateGroups(
  warehouse: Warehouse,
  rules: readonly Rule[],
  since: Since,
  boundary: Boundary,
  ledger: Ledger = WARNINGS_LEDGER,
): AsyncGenerator<readonly StreamAppend[]> {
  for (const rule of rules) {
    const groups = touchedGroups(rule, since, boundary)
    await using touched = await scratchTable(warehouse, 'groups', `ENGINE = Memory AS ${groups}`)
    const [counted] = await warehouse.query<{ groups: number }>(
      `SELECT toUInt32(uniqExact(group_key)) AS groups FROM ${touched.name}`,
      asks(`groups:${rule.id}`),
    )
    for (const { from, up_to } of keyRanges(counted?.groups ?? 0)) {
      const range = `FROM ${touched.name} WHERE group_key BETWEEN ${from} AND ${up_to}`
      const scope = { of: 'groups_in', table: `(SELECT group_key ${range})` } as const
      const view = { scope, known: knownAt(boundary), clock: boundary.clock }
      const found = await warehouse.query<WarningRow>(warningsSql(rule, view), asks(`rule:${rule.id}`))
      const ledgers = await ledgersOf(warehouse, ledger, [rule], `(SELECT group_key AS subject_key ${range})`)
      const steps = ledgerDifference(
        found.map((row) => foundWarning(rule, row)),
        ledgers.get(ruleName(rule)) ?? [],
      )
      if (steps.length > 0) yield steps.map((step) => warningEntry(rule, step, boundary, ledger))
    }
  }
}

function touchedGroups(rule: Rule, since: Since, boundary: Boundary): string {
  const isNew = since.clock === null || !since.rules.includes(ruleName(rule))
  const groups = touchedGroupsSql(rule, { after: isNew ? 0 : since.evaluated, up_to: boundary.position })
  if (isNew || since.clock === null || since.clock >= boundary.clock) return groups
  const view = { scope: { of: 'everything' }, known: knownAt(boundary) } as const
  const due = newlyDueSubjectsSql(rule, view, { from: since.clock, to: boundary.clock })
  return due === null ? groups : `${groups} UNION ALL SELECT cityHash64(subject_id) AS group_key FROM (${due})`
}

function knownAt({ position }: Boundary): Known {
  return { by: 'platform', until: { by: 'platform', position } }
}

function asks(step: string): QueryOptions {
  return { purpose: `sentinel:${step}`, lane: 'rules' }
}
