import type { FactVersion } from '@jianwei/events/fact.ts'
import { instantFromMs, secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { FactLimit } from '@jianwei/projections/limits/limit-row.ts'
import { carriedSecond } from '@jianwei/projections/rules/facts/carried-time.ts'
import { fieldValue } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import type { KnownFact } from '@jianwei/projections/rules/facts/known-fact.ts'
import { tieOf } from '@jianwei/projections/rules/facts/match-fields.ts'
import type { PlacedDuty } from '#/duties/duty-page.ts'

/** What decides whose a duty is, when it falls due and what meets it. */
export interface OwedDuty {
  readonly tie: string
  /** Its end, where the fact itself names one. */
  readonly until: Instant | null
  readonly opened_at: Instant
  readonly department: string | null
  readonly region: string | null
}

/** What a fact that the row selects says of its duty; else why it says too little. */
export function owedBy(
  { parameters, terms }: FactLimit,
  fact: KnownFact,
): OwedDuty | 'no_tie' | 'no_end' {
  const tie = tieOf(parameters.match, fact)
  if (tie === undefined) return 'no_tie'
  const { occurred_at: opened_at, department, region } = fact.content
  const { due } = parameters
  if (due.in !== 'field') return { tie, until: null, opened_at, department, region }
  const until = carriedSecond(due, fieldValue(fact, due.field), terms.utc_offset_minutes * 60)
  if (until === undefined) return 'no_end'
  return { tie, until: instantFromMs(until * 1_000), opened_at, department, region }
}

/** Whether a clock was opened for just what is owed. */
export function isClockOf({ duty: { opened }, region }: PlacedDuty, owed: OwedDuty): boolean {
  const { tie, terms, opened_at, department } = opened
  return (
    tie !== null && isSameDuty({ tie, until: terms.until, opened_at, department, region }, owed)
  )
}

/** Whether both are owed by the same body, by when and met by the same. */
export function isSameDuty(one: OwedDuty, other: OwedDuty): boolean {
  return (
    one.tie === other.tie &&
    one.until === other.until &&
    one.opened_at === other.opened_at &&
    one.department === other.department &&
    one.region === other.region
  )
}

/** A version that says something, as rows of the table see it. */
export function knownFact(
  version: Exclude<FactVersion, { readonly kind: 'retraction' }>,
): KnownFact {
  const { fact_id, subject_id, source, content } = version
  const second = secondOfInstant(content.occurred_at)
  // Rows of the table select by the fact alone.
  const nothing = { subject_value: () => undefined, rank_for: () => 0 }
  return { fact_id, subject_id, source, content, second, ...nothing }
}
