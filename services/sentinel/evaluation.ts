import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningsSql, type WarningsView } from '@jianwei/projections/rules/compile.ts'
import type { Known } from '@jianwei/projections/rules/places.ts'
import { watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import { scratchVersionsSql } from '@jianwei/projections/rules/versions-sql.ts'
import type { WarningRow } from '@jianwei/projections/rules/warning-sql.ts'
import { WARNINGS_LEDGER, type Ledger } from '#/sentinel/ledger.ts'
import { ledgerDifference, type FoundWarning } from '#/sentinel/ledger-difference.ts'
import { foundWarning, ledgersOf, ruleName } from '#/sentinel/ledger-so-far.ts'
import { scratchTable } from '#/sentinel/scratch-tables.ts'
import type { TouchedSubjects } from '#/sentinel/touched-subjects.ts'
import { warningEntry, type Boundary } from '#/sentinel/warning-entries.ts'

const asks = (step: string): QueryOptions => ({ purpose: `sentinel:${step}`, lane: 'rules' })

/** What the entries of rules about subjects lack in a ledger at the boundary, for the touched ones: piece by piece, so that memory stays bounded. */
export async function* evaluate(
  warehouse: Warehouse,
  rules: readonly Rule[],
  touched: Pick<TouchedSubjects, 'slices'>,
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
    const view = { scope: { of: 'versions_in', table: versions.name }, known, clock: boundary.clock } as const
    const found = await warningsOfRules(warehouse, await withFacts(warehouse, rules, versions.name), view)
    for (const rule of rules) {
      const steps = ledgerDifference(found.get(rule) ?? [], entries.get(ruleName(rule)) ?? [])
      if (steps.length > 0) yield steps.map((step) => warningEntry(rule, step, boundary, ledger))
    }
  }
}

/** Those of the rules that watch a type of which there is a fact: the others find nothing. */
async function withFacts(warehouse: Warehouse, rules: readonly Rule[], versions: string): Promise<readonly Rule[]> {
  const rows = await warehouse.query<{ event_type: string }>(
    `SELECT DISTINCT event_type FROM ${versions}`,
    asks('types'),
  )
  const types = new Set(rows.map((row) => row.event_type))
  return rules.filter((rule) => watchedTypes(rule).some((type) => types.has(type)))
}

/**
 * A statement a rule, as many at once as the lane has connections: most of a statement's time goes into planning it, and one statement of
 * all rules takes longer to plan than all of them by themselves.
 */
async function warningsOfRules(
  warehouse: Warehouse,
  rules: readonly Rule[],
  view: WarningsView,
): Promise<ReadonlyMap<Rule, readonly FoundWarning[]>> {
  const asked = rules.map(async (rule) => {
    // Few rows: a second thread costs more than it does.
    const sql = `${warningsSql(rule, view)} SETTINGS max_threads = 1`
    const rows = await warehouse.query<WarningRow>(sql, asks(`rule:${rule.id}`))
    return [rule, rows.map((row) => foundWarning(rule, row))] as const
  })
  // The scratch tables go when this throws, so every statement must have ended.
  await Promise.allSettled(asked)
  return new Map(await Promise.all(asked))
}
