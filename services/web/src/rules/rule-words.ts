import { dayOf } from '#/parts/times.ts'
import type { RuleRead } from '#/rules/rule-queries.ts'

export type Basis = NonNullable<RuleRead['legal_basis']>[number]
export type Validity = 'valid' | 'ended' | 'not_yet'

/** Whether a law is in force on a day in China. Days without an end are open. */
export function validityOf({ valid_from, valid_to }: Basis, now = new Date()): Validity {
  const today = dayOf(now.toISOString())
  if (valid_to !== null && valid_to < today) return 'ended'
  return valid_from !== null && valid_from > today ? 'not_yet' : 'valid'
}

/** A share as people read it: `87.5%`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')}%`
}

export function whole(count: number): string {
  return count.toLocaleString('en')
}
