import type { FactContent } from '@jianwei/events/fact.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { FactAlone } from '#/rules/facts/subject-states.ts'
import { factsInForceSql, type RuleScope } from '#/rules/facts/versions-sql.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { sql, timeTextSql, type Sql } from '#/sql.ts'

/** A fact in force, as it comes from the warehouse. */
export interface FactRow {
  readonly subject_id: string
  readonly fact_id: string
  readonly second: number
  readonly type: string
  readonly occurred_at: string
  readonly source: string
  readonly region: string
  readonly department: string
  readonly payload: string
}

/** The facts in force for which a condition over `events_v1` holds: rows of `FactRow`. */
export function factRowsSql(
  view: { readonly scope: RuleScope; readonly known: Known },
  condition: Sql,
): Sql {
  const facts = factsInForceSql(view, {
    condition,
    extra: {
      event_type: sql`event_type`,
      occurred_at: sql`occurred_at`,
      source: sql`source`,
      region: sql`region`,
      department: sql`department`,
      payload: sql`payload`,
    },
  })
  return sql`
SELECT subject_id, toString(fact_id) AS fact_id, toFloat64(second) AS second, event_type AS type,
  ${timeTextSql(sql`occurred_at`)} AS occurred_at, source, region, department, payload
FROM (${facts})`
}

/** The data are parsed where a rule asks for them; most look at types and times alone. */
export function factOfRow({ fact_id, subject_id, second, source, ...row }: FactRow): FactAlone {
  return { fact_id, subject_id, source, second, content: contentOf(row) }
}

function contentOf(
  row: Omit<FactRow, 'subject_id' | 'fact_id' | 'second' | 'source'>,
): FactContent {
  let data: FactContent['data'] | undefined
  return {
    type: row.type,
    // Written by `timeTextSql`.
    occurred_at: row.occurred_at as Instant,
    region: row.region === '' ? null : row.region,
    department: row.department === '' ? null : row.department,
    // The content's own, as filters look fields up.
    get data() {
      // What the projector wrote.
      data ??= JSON.parse(row.payload) as FactContent['data']
      return data
    },
  }
}
