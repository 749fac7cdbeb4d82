import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import {
  foundWarnings,
  aboutRule,
  groupsBetweenSql,
  groupsIn,
  groupsToEvaluateSql,
} from '@jianwei/projections/evaluation/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  type Stated,
  NOTHING_STATED,
} from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  type FactRule,
  type Rule,
  ruleName,
  passesSnapshot,
  type SnapshotRule,
} from '@jianwei/projections/rules/rule.ts'
import { warningsInProcess } from '@jianwei/projections/evaluation/warnings-in-process.ts'
import { ledgersOf } from '@jianwei/projections/warnings/ledger-so-far.ts'
import {
  WARNINGS_LEDGER,
  type Ledger,
  type Boundary,
  ledgerDifference,
  missingEntries,
} from '#/evaluation/ledger.ts'
import type { DueSubjects } from '#/evaluation/due-subjects.ts'
import { scratchTable } from '#/evaluation/scratch-tables.ts'
import { type TouchedSubjects, keyRanges } from '#/evaluation/touched-subjects.ts'
import type { Sql } from '@jianwei/projections/sql.ts'
import type { EvaluatedSince } from '#/evaluation/evaluated-since.ts'

/** The ledger that the warnings of rules are compared with, and where stands who falls due next. */
export interface EvaluatedInto {
  readonly ledger: Ledger
  readonly dues: DueSubjects
}

/**
 * What the entries of rules about subjects lack in a ledger at the boundary, for the touched ones:
 * piece by piece, so that memory stays bounded.
 */
export async function* evaluate(
  warehouse: Warehouse,
  rules: readonly FactRule[],
  touched: Pick<TouchedSubjects, 'slices'>,
  boundary: Boundary,
  stated: Stated,
  { ledger, dues }: EvaluatedInto,
): AsyncGenerator<readonly StreamAppend[]> {
  if (rules.length === 0) return
  const known = upTo(boundary, stated)
  for (const slice of touched.slices) {
    const entries = await ledgersOf(warehouse, ledger, rules, slice.table)
    const view = { scope: slice, known, clock: boundary.clock }
    const warnings = await warningsInProcess(warehouse, rules, view, stated)
    for (const [rule, { found, not_judged, passes_next_at }] of warnings) {
      for (const [subject_id, second] of passes_next_at) dues.add(rule, subject_id, second)
      const before = entries.get(ruleName(rule)) ?? []
      const evaluated = { rule, boundary, ledger }
      const appends = ledgerDifference(found, before, evaluated, not_judged)
      if (appends.length > 0) yield appends
    }
  }
}

/*
 * Rules whose subject is a group of facts, whoever these are about, one after another:
 *
 *  1. The touched groups: those of any version of the facts that were reported or amended since the
 *     last boundary, because a fact that moves changes the group that it leaves as well as the one
 *     it joins; and those of which time made something due. All groups, for a rule that took part
 *     in no evaluation yet.
 *  2. Their warnings, and the difference to what the ledger says of these groups.
 */

/** What the ledgers of rules about groups lack at the boundary, piece by piece. */
export async function* evaluateGroups(
  warehouse: Warehouse,
  rules: readonly Rule[],
  since: EvaluatedSince,
  boundary: Boundary,
  stated: Stated,
  ledger: Ledger = WARNINGS_LEDGER,
): AsyncGenerator<readonly StreamAppend[]> {
  for (const rule of rules) {
    const groups = touchedGroups(rule, since, boundary, stated)
    await using touched = await scratchTable(
      warehouse,
      'groups',
      { rows: groups },
      aboutRule(rule, 'groups'),
    )
    for (const range of keyRanges(await groupsIn(warehouse, touched.name, rule))) {
      const piece = groupsBetweenSql(touched.name, range)
      const scope = { of: 'groups_in', table: piece.groups } as const
      const known = upTo(boundary, stated)
      const view = { scope, known, clock: boundary.clock, ...stated }
      const found = await foundWarnings(warehouse, rule, view)
      const ledgers = await ledgersOf(warehouse, ledger, [rule], piece.subjects)
      const evaluated = { rule, boundary, ledger }
      const before = ledgers.get(ruleName(rule)) ?? []
      const appends = await missingEntries(warehouse, view, { found, before, evaluated })
      if (appends.length > 0) yield appends
    }
  }
}

function touchedGroups(rule: Rule, since: EvaluatedSince, boundary: Boundary, stated: Stated): Sql {
  const isNew = since.clock === null || !since.rules.includes(ruleName(rule))
  // Of a new rule all groups are looked at, whatever time did.
  const timePassed = !isNew && since.clock !== null && since.clock < boundary.clock
  return groupsToEvaluateSql(rule, {
    positions: { after: isNew ? 0 : since.evaluated, up_to: boundary.position },
    known: upTo(boundary, stated),
    notices: stated.notices,
    clock: timePassed ? { from: since.clock, to: boundary.clock } : null,
  })
}

function upTo({ position }: Boundary, { authorities }: Pick<Stated, 'authorities'>): Known {
  return { by: 'platform', until: { by: 'platform', position }, authorities }
}

/**
 * What the ledgers lack of the rules that are judged on snapshots. Nothing that happens between two
 * snapshots changes their warnings, so they are looked at when the clock came to a snapshot since
 * the last boundary, or when the last boundary did not have the rule; then over everybody, and
 * compared with the rule's whole ledger.
 */
export async function* evaluateSnapshots(
  warehouse: Warehouse,
  rules: readonly SnapshotRule[],
  since: Pick<EvaluatedSince, 'clock' | 'rules'>,
  boundary: Boundary,
  { authorities }: Pick<Stated, 'authorities'>,
  ledger: Ledger = WARNINGS_LEDGER,
): AsyncGenerator<readonly StreamAppend[]> {
  const { clock } = since
  const due = rules.filter(
    (rule) =>
      clock === null ||
      !since.rules.includes(ruleName(rule)) ||
      passesSnapshot(rule, { from: clock, to: boundary.clock }),
  )
  if (due.length === 0) return
  const known = upTo(boundary, { authorities })
  // Whoever the ledger may speak of.
  const ledgers = await ledgersOf(warehouse, ledger, due, 'of the ledger')
  for (const rule of due) {
    // What is judged on snapshots waits for nothing.
    const view = {
      scope: { of: 'everything' },
      known,
      clock: boundary.clock,
      ...NOTHING_STATED,
      authorities,
    } as const
    const found = await foundWarnings(warehouse, rule, view)
    const evaluated = { rule, boundary, ledger }
    const before = ledgers.get(ruleName(rule)) ?? []
    const appends = ledgerDifference(found, before, evaluated)
    if (appends.length > 0) yield appends
  }
}
