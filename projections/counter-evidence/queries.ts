import type { Instant } from '@jianwei/events/instant.ts'
import {
  SPEAKING_TYPES,
  speaksAgainst,
  type SpeaksAgainst,
} from '#/counter-evidence/speaks-against.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { joined, sql, uuid } from '#/sql.ts'
import { isGroupId } from '#/rules/facts/groups/group-text.ts'
import { explainedFacts, type ExplainedFact } from '#/warnings/explained-facts.ts'

/** More than these are counted and not shown. */
export const COUNTER_FACTS_SHOWN_MAX = 200

/** A fact about the subject that speaks against a risk. */
export interface CounterFact {
  readonly fact: ExplainedFact
  readonly because: SpeaksAgainst
}

export interface CounterFacts {
  /** Newest first, at most COUNTER_FACTS_SHOWN_MAX. */
  readonly facts: readonly CounterFact[]
  readonly more: number
}

/**
 * What speaks for the subject since a time, as known now. Undefined where the subject has too many
 * facts to look at (EXPLAINED_FACTS_MAX).
 */
export async function counterFacts(
  warehouse: Warehouse,
  { subject_id, since }: { readonly subject_id: string; readonly since: Instant },
): Promise<CounterFacts | undefined> {
  const facts = await explainedFacts(warehouse, {
    subject_id,
    group: null,
    event_types: SPEAKING_TYPES,
    known: { by: 'platform' },
  })
  if (facts === undefined) return undefined
  const speaking = facts
    .filter(({ content }) => content.occurred_at >= since)
    .flatMap((fact) => {
      const because = speaksAgainst(fact.content)
      return because === undefined ? [] : [{ fact, because }]
    })
    .toReversed()
  return {
    facts: speaking.slice(0, COUNTER_FACTS_SHOWN_MAX),
    more: Math.max(0, speaking.length - COUNTER_FACTS_SHOWN_MAX),
  }
}

/** A fact of the evidence that was corrected or retracted after the warning had seen it. */
export interface AmendedEvidence {
  readonly fact_id: string
  readonly version_kind: 'correction' | 'retraction'
  /** The amendment. */
  readonly event_id: string
  readonly position: number
}

/**
 * Amendments of these facts about the subject, or about anybody where it is a group, beyond a
 * position; oldest first.
 */
export async function amendedSince(
  warehouse: Warehouse,
  subjectId: string,
  factIds: readonly string[],
  position: number,
): Promise<readonly AmendedEvidence[]> {
  if (factIds.length === 0) return []
  const key = isGroupId(subjectId) ? sql`1` : sql`subject_key = cityHash64(${subjectId})`
  const rows = await warehouse.query<
    Omit<AmendedEvidence, 'position'> & { readonly position: string }
  >(
    sql`
SELECT fact_id, version_kind, event_id, position
FROM fact_ends_v2
WHERE ${key} AND position > ${position} AND fact_id IN (${joined(factIds.map(uuid))})
ORDER BY position`,
    { purpose: 'counter-evidence:amended' },
  )
  return rows.map((row) => ({ ...row, position: countOf(row.position) }))
}
