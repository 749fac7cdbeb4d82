import { z } from 'zod'
import { everStated } from '#/authorities/stated.ts'
import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { clockOfLog } from '#/clock/queries.ts'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { textOrNull } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { notJudgedWarningsSql, undatedDutiesSql } from '#/rules/compiler/compile.ts'
import { calendarsAsKnown } from '#/rules/calendars/notices-as-known.ts'
import { yearWithoutNotice } from '#/rules/compiler/judged-duties-sql.ts'
import type { WarningsView } from '#/rules/facts/versions-sql.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { reachOf, type Rule } from '#/rules/rule.ts'
import type { NotJudgedRow } from '#/rules/statements/warning-sql.ts'
import { joined, sql, type Sql } from '#/sql.ts'

/** A duty that is not judged: nobody feeds what it waits for, or its end is not known. */
export interface NotJudgedDuty {
  readonly subject_id: string
  /** That opened the duty. */
  readonly fact_id: string
  /** The types that nobody feeds it. */
  readonly event_types: readonly string[]
  /** The year without a notice of holidays into which its days reach; null for the others. */
  readonly calendar_missing: number | null
  /** That sent the fact. */
  readonly source: string
  readonly department: string | null
  readonly region: string | null
}

export interface NotJudgedFilter {
  readonly subject_id?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Of a rule, by what is known and stated now and at the log's clock, in the order of the facts. */
export async function dutiesNotJudged(
  warehouse: Warehouse,
  rule: Rule,
  { subject_id, limit, cursor }: NotJudgedFilter,
): Promise<Page<NotJudgedDuty>> {
  const asks = { purpose: `rules:not-judged:${rule.id}` }
  const ofSubject = subject_id !== undefined && reachOf(rule) === 'subject'
  const known = { by: 'platform' } as const
  const view: WarningsView & Stated = {
    scope: ofSubject ? { of: 'subjects', subject_ids: [subject_id] } : { of: 'everything' },
    known,
    clock: await clockOfLog(warehouse),
    ...(await everStated(warehouse)),
  }
  const rows = rowsSql(rule, view)
  if (rows === null) return { items: [], next: null }
  const after = cursor === undefined ? '' : keyOfCursor(cursor, z.tuple([z.string()]))[0]
  const chosen = subject_id === undefined ? sql`1` : sql`subject_id = ${subject_id}`
  const found = await warehouse.query<FoundRow>(
    sql`SELECT subject_id, anchor, missing, source, department, region, undated FROM (${rows})
        WHERE anchor > ${after} AND ${chosen}
        ORDER BY anchor LIMIT ${limit + 1}`,
    asks,
  )
  const calendars = calendarsAsKnown(view, known)
  const duties = found.map((row) => ({
    subject_id: row.subject_id,
    fact_id: row.anchor,
    event_types: row.missing,
    calendar_missing: row.undated === null ? null : yearMissing(rule, row, calendars),
    source: row.source,
    department: textOrNull(row.department),
    region: textOrNull(row.region),
  }))
  return pageOf(duties, limit, ({ fact_id }) => [fact_id])
}

type FoundRow = NotJudgedRow & {
  /** The second of the fact that opened a duty without an end; null for the others. */
  readonly undated: number | string | null
}

function rowsSql(rule: Rule, view: WarningsView & Stated): Sql | null {
  const columns = sql`subject_id, anchor, source, department, region`
  const unfed = notJudgedWarningsSql(rule, view)
  const undated = undatedDutiesSql(rule, view)
  const parts = [
    ...(unfed === null
      ? []
      : [
          sql`SELECT ${columns}, missing, CAST(NULL AS Nullable(Int64)) AS undated FROM (${unfed})`,
        ]),
    ...(undated === null
      ? []
      : [
          sql`SELECT ${columns}, emptyArrayString() AS missing, toNullable(second) AS undated
        FROM (${undated})`,
        ]),
  ]
  return parts.length === 0 ? null : joined(parts, '\nUNION ALL\n')
}

/** The first year without a notice that the days of the duty reach. */
function yearMissing(rule: Rule, { undated, region }: FoundRow, calendars: Calendars) {
  return yearWithoutNotice(rule, { second: Number(undated), region: textOrNull(region) }, calendars)
}
