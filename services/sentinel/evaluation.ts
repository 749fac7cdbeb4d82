import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningsSql } from '@jianwei/projections/rules/compile.ts'
import type { Known } from '@jianwei/projections/rules/places.ts'
import { watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import { scratchVersionsSql } from '@jianwei/projections/rules/versions-sql.ts'
import type { WarningRow } from '@jianwei/projections/rules/warning-sql.ts'
import { WARNINGS_LEDGER, type Ledger } from '#/sentinel/ledger.ts'
import { ledgerDifference } from '#/sentinel/ledger-difference.ts'
import { foundWarning, ledgersOf, ruleName } from '#/sentinel/ledger-so-far.ts'
import { scratchTable } from '#/sentinel/scratch-tables.ts'
import type { TouchedSubjects } from '#/sentinel/touched-subjects.ts'
import { warningEntry, type Boundary } from '#/sentinel/warning-entries.ts'

const asks = (step: string): QueryOptions => ({ purpose: `sentinel:${step}`, lane: 'rules' })

/** What the entries of rules about subjects lack in a ledger at the boundary, for the touched ones: piece by piece, so that memory stays bounded. */
export async function* evaluate(
  warehouse: Warehouse,
  rules: readonly Rule[],
  touched: TouchedSubjects,
  boundary: Boundary,
  ledger: Ledger = WARNINGS_LEDGER,
): AsyncGenerator<readonly StreamAppend[]> {
  if (rules.length === 0) return
  const types = [...new Set(rules.flatMap((rule) => watchedTypes(rule)))]
  for (const slice of touched.slices) {
    const entries = await ledgersOf(warehouse, ledger, rules, slice.table)
    const known: Known = { by: 'platform', until: { by: 'platform', position: boundary.position } }
    // The histories are read once; all rules look at the copy.
    const history = scratchVersionsSql(slice, known, types)
    await using versions = await scratchTable(warehouse, 'versions', `ENGINE = Memory AS ${history}`)
    for (const rule of rules) {
      const scope = { of: 'versions_in', table: versions.name } as const
      const sql = warningsSql(rule, { scope, known, clock: boundary.clock })
      const found = await warehouse.query<WarningRow>(sql, asks(`rule:${rule.id}`))
      const steps = ledgerDifference(
        found.map((row) => foundWarning(rule, row)),
        entries.get(ruleName(rule)) ?? [],
      )
      if (steps.length > 0) yield steps.map((step) => warningEntry(rule, step, boundary, ledger))
    }
  }
}
