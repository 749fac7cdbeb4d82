import {
  lastRaised,
  scopeOfIds,
  warningsBySql,
  type SeenAt,
} from '@jianwei/projections/ledger-audits/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { SCOPE_SUBJECTS_MAX } from '@jianwei/projections/rules/facts/versions-sql.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { FoundWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'
import type { LedgerTable } from '@jianwei/projections/warnings/projection.ts'
import { haveSameFacts, sidesOf, type FoundByBoth, type Sides } from '#/ledger-audit/differences.ts'

export interface AskedThen {
  readonly rule: Rule
  readonly table: LedgerTable
  readonly stated: Stated
  /** Both sides are as of this position. */
  readonly position: number
}

/**
 * Of warnings that stand with other facts than the SQL finds now, those that were raised with other
 * facts than the SQL finds for the boundary of that evaluation: by what was known there, at its
 * time. In the order of the warnings' ids.
 */
export async function differentThen(
  warehouse: Warehouse,
  asked: AskedThen,
  warnings: readonly FoundByBoth[],
  signal: AbortSignal,
): Promise<readonly Sides[]> {
  const different: Sides[] = []
  const { table, position } = asked
  for (let from = 0; from < warnings.length; from += SCOPE_SUBJECTS_MAX) {
    const some = warnings.slice(from, from + SCOPE_SUBJECTS_MAX)
    const entries = some.map(({ entry }) => entry)
    const raised = await lastRaised(warehouse, { table }, entries, position)
    const together = Map.groupBy(some, ({ entry }) => keyOf(raised.get(entry.warning_id)))
    for (const [, ofBoundary] of together) {
      if (signal.aborted) return different
      const then = raised.get(ofBoundary[0]?.entry.warning_id ?? '')
      const byId =
        then === undefined ? NOTHING : await foundThen(warehouse, asked, then, ofBoundary)
      for (const { entry, found } of ofBoundary) {
        const computed = byId.get(entry.warning_id)
        if (computed === undefined || !haveSameFacts(entry, computed))
          different.push(sidesOf(entry, computed ?? found))
      }
    }
  }
  return different.toSorted((a, b) => (a.warning_id < b.warning_id ? -1 : 1))
}

const NOTHING: ReadonlyMap<string, FoundWarning> = new Map()

function keyOf(then: SeenAt | undefined): string {
  return then === undefined ? '' : `${then.position} ${then.clock}`
}

async function foundThen(
  warehouse: Warehouse,
  { rule, stated }: AskedThen,
  { position, clock }: SeenAt,
  warnings: readonly FoundByBoth[],
): Promise<ReadonlyMap<string, FoundWarning>> {
  const ids = [...new Set(warnings.map(({ entry }) => entry.subject_id))]
  const { authorities } = stated
  const known = { by: 'platform', until: { by: 'platform', position }, authorities } as const
  const view = { scope: scopeOfIds(rule, ids), known, clock, ...stated }
  const found = await warningsBySql(warehouse, rule, view)
  return new Map(found.map((warning) => [warning.warning_id, warning]))
}
