import type { FactContent } from '@jianwei/events/fact.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { asks } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { besideSubjects } from '#/rules/facts/subject-states.ts'
import { factsInForceSql, type RuleScope } from '#/rules/facts/versions-sql.ts'
import { sql, textList, timeTextSql } from '#/sql.ts'

/**
 * More facts than these about one subject are not held in memory at once, about 500 bytes each: its
 * warnings are left to the statements.
 */
export const SUBJECT_FACTS_MAX = 100_000

/** One subject's facts, or that it has more than are held. */
export type FactsOfSubject =
  | { readonly subject_id: string; readonly together: FactsTogether }
  | { readonly subject_id: string; readonly together: 'too many' }

export interface FactsAsked {
  readonly scope: Exclude<RuleScope, { readonly of: 'groups_in' }>
  readonly known: Known
  readonly types: readonly string[]
}

interface FactRow {
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

/**
 * The facts in force of these types, subject by subject, in one statement: no more than one
 * subject's are held.
 */
export async function* factsBySubject(
  warehouse: Warehouse,
  asked: FactsAsked,
  factsMax = SUBJECT_FACTS_MAX,
): AsyncGenerator<FactsOfSubject, void, undefined> {
  let rows: FactRow[] = []
  const ended = (): FactsOfSubject[] => {
    const [first] = rows
    if (first === undefined) return []
    const { subject_id } = first
    const together =
      rows.length > factsMax ? 'too many' : factsTogether(subject_id, rows, asked.known)
    rows = []
    return [{ subject_id, together }]
  }
  for await (const piece of warehouse.stream<FactRow>(factsSql(asked), asks('facts'))) {
    for (const row of piece) {
      if (row.subject_id !== rows[0]?.subject_id) yield* ended()
      // One more than are held says enough.
      if (rows.length <= factsMax) rows.push(row)
    }
  }
  yield* ended()
}

function factsSql({ scope, known, types }: FactsAsked) {
  const facts = factsInForceSql(
    { scope, known },
    {
      condition: sql`event_type IN ${textList(types)}`,
      extra: {
        event_type: sql`event_type`,
        occurred_at: sql`occurred_at`,
        source: sql`source`,
        region: sql`region`,
        department: sql`department`,
        payload: sql`payload`,
      },
    },
  )
  return sql`
SELECT subject_id, toString(fact_id) AS fact_id, toFloat64(second) AS second, event_type AS type,
  ${timeTextSql(sql`occurred_at`)} AS occurred_at, source, region, department, payload
FROM (${facts})
ORDER BY subject_key, subject_id`
}

function factsTogether(subject_id: string, rows: readonly FactRow[], known: Known): FactsTogether {
  const facts = rows.map(({ fact_id, second, source, ...content }) => ({
    fact_id,
    subject_id,
    source,
    second,
    content: contentOf(content),
  }))
  return new FactsTogether(subject_id, besideSubjects(facts, known), known)
}

/** The data are parsed where a rule asks for them; most look at types and times alone. */
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
