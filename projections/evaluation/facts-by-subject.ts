import { factRows, type FactRowsAsked } from '#/evaluation/fact-rows.ts'
import { heldFact, type HeldFact } from '#/evaluation/held-facts.ts'
import { asks } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { GivenFacts } from '#/rules/facts/series/given-facts.ts'
import type { RuleScope } from '#/rules/facts/versions-sql.ts'
import { NOTHING, sql, textList } from '#/sql.ts'

/**
 * More facts than these about one subject are not held in memory at once, about 500 bytes each: its
 * warnings are left to the statements.
 */
export const SUBJECT_FACTS_MAX = 100_000

/** As many facts of some subjects are taken at once; where there are more, one subject's. */
const FEW_FACTS_MAX = 100_000

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
  /** What is read of the facts' data. */
  readonly fields: readonly ColumnField[]
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
  let facts: FactAlone[] = []
  const ended = (): FactsOfSubject[] => {
    const [first] = facts
    if (first === undefined) return []
    const { subject_id } = first
    const own = facts
    facts = []
    if (own.length > factsMax) return [{ subject_id, together: 'too many' }]
    const together = new FactsTogether(subject_id, new GivenFacts(own), asked.known)
    return [{ subject_id, held: own.map(heldFact), together }]
  }
  for await (const piece of factPieces(warehouse, asked)) {
    for (const fact of piece) {
      if (fact.subject_id !== facts[0]?.subject_id) yield* ended()
      // One more than are held says enough.
      if (facts.length <= factsMax) facts.push(fact)
    }
  }
  yield* ended()
}

/** Where there are few, the engine works on all of them beside the loop. */
async function* factPieces(
  warehouse: Warehouse,
  asked: FactsAsked,
): AsyncGenerator<readonly FactAlone[], void, undefined> {
  if (asked.scope.of === 'subjects') {
    const few: (readonly FactAlone[])[] = []
    let count = 0
    const limited = rowsAsked(asked, sql`LIMIT ${FEW_FACTS_MAX + 1}`)
    for await (const piece of factRows(warehouse, limited, { ...asks('facts'), is_small: true })) {
      few.push(piece)
      count += piece.length
    }
    if (count <= FEW_FACTS_MAX) {
      yield* few
      return
    }
  }
  yield* factRows(warehouse, rowsAsked(asked), asks('facts'))
}

function rowsAsked({ scope, known, types, fields }: FactsAsked, limit = NOTHING): FactRowsAsked {
  return {
    scope,
    known,
    table: 'events_v2',
    condition: sql`event_type IN ${textList(types)}`,
    fields,
    tail: sql`ORDER BY subject_key, subject_id ${limit}`,
  }
}
