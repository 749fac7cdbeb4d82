import { z } from 'zod'
import { everStated } from '#/authorities/stated.ts'
import { clockOfLog } from '#/clock/queries.ts'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { textOrNull } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { notJudgedWarningsSql } from '#/rules/compiler/compile.ts'
import { reachOf, type Rule } from '#/rules/rule.ts'
import type { NotJudgedRow } from '#/rules/statements/warning-sql.ts'
import { sql } from '#/sql.ts'

/** A duty that would warn, and is not judged: nobody feeds what it waits for. */
export interface NotJudgedDuty {
  readonly subject_id: string
  /** That opened the duty. */
  readonly fact_id: string
  /** The types that nobody feeds it. */
  readonly event_types: readonly string[]
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
  const rows = notJudgedWarningsSql(rule, {
    scope: ofSubject ? { of: 'subjects', subject_ids: [subject_id] } : { of: 'everything' },
    known: { by: 'platform' },
    clock: await clockOfLog(warehouse),
    ...(await everStated(warehouse)),
  })
  if (rows === null) return { items: [], next: null }
  const after = cursor === undefined ? '' : keyOfCursor(cursor, z.tuple([z.string()]))[0]
  const chosen = subject_id === undefined ? sql`1` : sql`subject_id = ${subject_id}`
  const found = await warehouse.query<NotJudgedRow>(
    sql`SELECT subject_id, anchor, missing, source, department, region FROM (${rows})
        WHERE anchor > ${after} AND ${chosen}
        ORDER BY anchor LIMIT ${limit + 1}`,
    asks,
  )
  const duties = found.map((row) => ({
    subject_id: row.subject_id,
    fact_id: row.anchor,
    event_types: row.missing,
    source: row.source,
    department: textOrNull(row.department),
    region: textOrNull(row.region),
  }))
  return pageOf(duties, limit, ({ fact_id }) => [fact_id])
}
