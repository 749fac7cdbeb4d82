import { factOfRow, factRowsSql, type FactRow } from '#/evaluation/fact-rows.ts'
import { heldFact, type HeldFact } from '#/evaluation/held-facts.ts'
import { asks } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { besideSubjects } from '#/rules/facts/subject-states.ts'
import type { RuleScope } from '#/rules/facts/versions-sql.ts'
import { sql, textList, type Sql } from '#/sql.ts'

/**
 * More facts than these about one subject are not held in memory at once, about 500 bytes each: its
 * warnings are left to the statements.
 */
export const SUBJECT_FACTS_MAX = 100_000

/** One subject's facts, or that it has more than are held. */
export type FactsOfSubject =
  | {
      readonly subject_id: string
      readonly together: FactsTogether
      /** The same facts, each with what it takes to hold it. */
      readonly held: readonly HeldFact[]
    }
  | { readonly subject_id: string; readonly together: 'too many' }

export interface FactsAsked {
  readonly scope: Exclude<RuleScope, { readonly of: 'groups_in' }>
  readonly known: Known
  readonly types: readonly string[]
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
    const held = rows.map((row) => heldFact(factOfRow(row), row.payload.length))
    const isTooMany = rows.length > factsMax
    rows = []
    if (isTooMany) return [{ subject_id, together: 'too many' }]
    return [{ subject_id, held, together: factsTogether(subject_id, held, asked.known) }]
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

function factsSql({ scope, known, types }: FactsAsked): Sql {
  const rows = factRowsSql({ scope, known }, sql`event_type IN ${textList(types)}`)
  return sql`${rows}\nORDER BY subject_key, subject_id`
}

/** Of facts in force, that are all of those that rules look at. */
export function factsTogether(
  subject_id: string,
  held: readonly HeldFact[],
  known: Known,
): FactsTogether {
  const facts = held.map(({ fact }) => fact)
  return new FactsTogether(subject_id, besideSubjects(facts, known), known)
}
