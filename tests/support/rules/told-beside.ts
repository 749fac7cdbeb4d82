import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { Boundary } from '@jianwei/services/evaluation/ledger.ts'

/** What is told beside facts. */
export const TOLD_BESIDE: readonly string[] = [
  'SourceRegistered',
  'AttributeAuthoritySet',
  'HolidayNoticeRecorded',
]

/** Whether nothing was told beside facts. */
export function isNothing({ statements, authorities, notices }: Stated): boolean {
  return statements.length + authorities.length + notices.length === 0
}

/** Those that the log holds at a boundary, as whoever evaluates there reads them. */
export function told({ statements, authorities, notices }: Stated, { position }: Boundary): Stated {
  const isThere = (one: { readonly position: number }): boolean => one.position <= position
  return {
    statements: statements.filter(isThere),
    authorities: authorities.filter(isThere),
    notices: notices.filter(isThere),
  }
}
