import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { LedgerAuditOrdered } from '@jianwei/events/ledger-audit/events.ts'
import { countOf } from '#/engine-values.ts'
import type { KeyRange } from '#/evaluation/queries.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { recordEvents, type RecordedAt } from '#/record-events/queries.ts'
import { warningsSql } from '#/rules/compiler/compile.ts'
import { touchedGroupsSql } from '#/rules/compiler/touched-groups-sql.ts'
import type { RuleScope, WarningsView } from '#/rules/facts/versions-sql.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { reachOf, type Rule } from '#/rules/rule.ts'
import type { ComputedWarning } from '#/rules/statements/warning-sql.ts'
import { identifier, sql, textArray, timeTextSql, type Sql } from '#/sql.ts'
import {
  foundWarning,
  ledgersOf,
  type FoundWarning,
  type LedgerWarning,
} from '#/warnings/ledger-so-far.ts'
import type { LedgerTable } from '#/warnings/projection.ts'

/*
 * What audits of the ledgers ask. They wait where backtests do, so that neither the evaluation nor
 * a person's page waits for them.
 */

const asks = asksAs('ledger-audit', 'backtests')

export const LEDGER_AUDIT_ASKS = asks('statements')

/** Subjects with facts of which the keys lie in a range, to stand where a table of keys may. */
export function subjectsBetweenSql({ from, up_to }: KeyRange): Sql {
  return sql`(SELECT DISTINCT subject_key FROM subject_activity_v3
    WHERE subject_key BETWEEN ${from} AND ${up_to})`
}

/** Of a rule about groups, those of which the keys lie in a range: rows of `group_key`. */
export function groupsBetweenSql(rule: Rule, position: number, { from, up_to }: KeyRange): Sql {
  const all = touchedGroupsSql(rule, { after: 0, up_to: position })
  return sql`(SELECT group_key FROM (${all}) WHERE group_key BETWEEN ${from} AND ${up_to})`
}

export async function subjectsCounted(warehouse: Warehouse, range: KeyRange): Promise<number> {
  return counted(warehouse, sql`${subjectsBetweenSql(range)}`, 'subjects')
}

export async function groupsCounted(
  warehouse: Warehouse,
  rule: Rule,
  position: number,
  range: KeyRange,
): Promise<number> {
  return counted(warehouse, groupsBetweenSql(rule, position, range), 'groups')
}

async function counted(warehouse: Warehouse, keys: Sql, step: string): Promise<number> {
  const [row] = await warehouse.query<{ readonly keys: string }>(
    sql`SELECT count() AS keys FROM ${keys}`,
    asks(step),
  )
  return countOf(row?.keys ?? 0)
}

/** What the SQL of a rule finds. */
export async function warningsBySql(
  warehouse: Warehouse,
  rule: Rule,
  view: WarningsView & Stated,
): Promise<readonly FoundWarning[]> {
  const statement = warningsSql(rule, view)
  const rows = await warehouse.query<ComputedWarning>(statement, asks(`warnings:${rule.id}`))
  return rows.map((row) => foundWarning(rule, row))
}

/** What the ledgers of rules said at a position of those whose keys lie in a range. */
export function ledgersBetween(
  warehouse: Warehouse,
  ledger: { readonly table: LedgerTable },
  rules: readonly Rule[],
  at: { readonly position: number; readonly range: KeyRange },
): Promise<ReadonlyMap<string, readonly LedgerWarning[]>> {
  const { from, up_to } = at.range
  const spokenOf = sql`(SELECT subject_key FROM ${identifier(ledger.table)}
    WHERE subject_key BETWEEN ${from} AND ${up_to})`
  const asked = asks('ledger')
  return ledgersOf(warehouse, ledger, rules, spokenOf, { evaluated_to: at.position, asked })
}

/** At which boundary an evaluation found something. */
export interface SeenAt {
  readonly position: number
  readonly clock: Instant
}

interface RaisedRow {
  readonly warning_id: string
  readonly seen_position: string
  readonly seen_clock: string
}

/** By warning the boundary at which it was last raised, by evaluations up to a position. */
export async function lastRaised(
  warehouse: Warehouse,
  ledger: { readonly table: LedgerTable },
  warnings: readonly FoundWarning[],
  position: number,
): Promise<ReadonlyMap<string, SeenAt>> {
  const rows = await warehouse.query<RaisedRow>(
    sql`
SELECT toString(warning_id) AS warning_id,
  argMax(w.seen_position, w.position) AS seen_position,
  ${timeTextSql(sql`argMax(w.clock, w.position)`)} AS seen_clock
FROM ${identifier(ledger.table)} AS w
WHERE w.subject_key IN (SELECT cityHash64(arrayJoin(${textArray(warnings.map(subjectOf))})))
  AND w.warning_id IN (SELECT toUUID(arrayJoin(${textArray(warnings.map(idOf))})))
  AND w.movement = 'raised' AND w.seen_position <= ${position}
GROUP BY w.warning_id`,
    asks('raised'),
  )
  return new Map(
    rows.map(({ warning_id, seen_position, seen_clock }) => [
      warning_id,
      // Written by `timeTextSql`.
      { position: countOf(seen_position), clock: seen_clock as Instant },
    ]),
  )
}

function subjectOf({ subject_id }: FoundWarning): string {
  return subject_id
}

function idOf({ warning_id }: FoundWarning): string {
  return warning_id
}

/** The subjects or groups with these ids, to judge a rule over. */
export function scopeOfIds(rule: Rule, ids: readonly string[]): RuleScope {
  if (reachOf(rule) !== 'group') return { of: 'subjects', subject_ids: ids }
  return {
    of: 'groups_in',
    table: sql`(SELECT cityHash64(arrayJoin(${textArray(ids)})) AS group_key)`,
  }
}

/** All audits that were ordered, in the order of the log. */
export function auditsOrdered(
  warehouse: Pick<Warehouse, 'query'>,
): Promise<
  readonly RecordedAt<{ readonly type: 'LedgerAuditOrdered'; readonly data: LedgerAuditOrdered }>[]
> {
  return recordEvents(
    warehouse,
    // Positions begin at 1.
    { types: ['LedgerAuditOrdered'], after: 0 as Position },
    { purpose: 'ledger-audits:list' },
  )
}
