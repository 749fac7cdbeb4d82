import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { HeldFacts } from '@jianwei/projections/evaluation/held-facts.ts'
import { foundWarnings, keysSql } from '@jianwei/projections/evaluation/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  type Stated,
  NOTHING_STATED,
} from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  type FactRule,
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
} from '#/evaluation/ledger.ts'
import type { DueSubjects } from '#/evaluation/due-subjects.ts'
import type { TouchedSubjects } from '#/evaluation/touched-subjects.ts'
import type { EvaluatedSince } from '#/evaluation/evaluated-since.ts'

/** The ledger that the warnings of rules are compared with, and where stands who falls due next. */
export interface EvaluatedInto {
  readonly ledger: Ledger
  readonly dues: DueSubjects
  /** Facts of subjects, brought to the boundary; nothing is held where it is left out. */
  readonly held?: HeldFacts | undefined
  /** Told how long the process worked on a rule. */
  readonly onEvaluated?: ((rule: string, took_ms: number) => void) | undefined
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
  { ledger, dues, held, onEvaluated }: EvaluatedInto,
): AsyncGenerator<readonly StreamAppend[]> {
  if (rules.length === 0) return
  const known = upTo(boundary, stated)
  for (const slice of touched.slices) {
    const table = slice.of === 'subjects' ? keysSql(slice.subject_ids) : slice.table
    const entries = await ledgersOf(warehouse, ledger, rules, table)
    const view = { scope: slice, known, clock: boundary.clock }
    const warnings = await warningsInProcess(warehouse, rules, view, stated, {
      held,
      now_ms: () => performance.now(),
    })
    for (const [rule, { found, not_judged, passes_next_at, took_ms }] of warnings) {
      onEvaluated?.(ruleName(rule), took_ms)
      for (const [subject_id, second] of passes_next_at) dues.add(rule, subject_id, second)
      const before = entries.get(ruleName(rule)) ?? []
      const evaluated = { rule, boundary, ledger }
      const appends = ledgerDifference(found, before, evaluated, not_judged)
      if (appends.length > 0) yield appends
    }
  }
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
