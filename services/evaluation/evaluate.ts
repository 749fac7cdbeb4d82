import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { HeldFacts } from '@jianwei/projections/evaluation/held-facts.ts'
import { foundWarnings, keysSql } from '@jianwei/projections/evaluation/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  type Stated,
  NOTHING_STATED,
} from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { EVER } from '@jianwei/projections/rules/facts/series/seconds-span.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  type FactRule,
  ruleName,
  passesSnapshot,
  type SnapshotRule,
} from '@jianwei/projections/rules/rule.ts'
import { warningsInProcess } from '@jianwei/projections/evaluation/warnings-in-process.ts'
import type { TouchedAnchors } from '@jianwei/projections/evaluation/touched-anchors.ts'
import {
  type RulesOfSubject,
  isCompared,
} from '@jianwei/projections/evaluation/warnings-of-spans.ts'
import { type LedgersAmong, ledgersOf } from '@jianwei/projections/warnings/ledger-so-far.ts'
import {
  WARNINGS_LEDGER,
  type Ledger,
  type Boundary,
  ledgerDifference,
} from '#/evaluation/ledger.ts'
import type { DueSubjects } from '#/evaluation/due-subjects.ts'
import { causesOf, dueOf, type TouchedSubjects } from '#/evaluation/touched-subjects.ts'
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
 * piece by piece, so that memory stays bounded. Where it is known what touched a subject, only the
 * rules that this concerns are judged, and compared with the ledger; what the others say of it is
 * what they said before.
 */
export async function* evaluate(
  warehouse: Warehouse,
  rules: readonly FactRule[],
  touched: Pick<TouchedSubjects, 'slices' | 'touchedBy' | 'saidOf'>,
  boundary: Boundary,
  stated: Stated,
  { ledger, dues, held, onEvaluated }: EvaluatedInto,
): AsyncGenerator<readonly StreamAppend[]> {
  if (rules.length === 0) return
  const known = upTo(boundary, stated)
  const rulesOf = rulesByTouched(rules, touched)
  for (const touchedSlice of touched.slices) {
    const slice = concernedSlice(touchedSlice, rulesOf)
    if (slice === null) continue
    const table = slice.of === 'subjects' ? keysSql(slice.subject_ids) : slice.table
    const among = ledgersAmong(slice, rulesOf)
    const entries = await ledgersOf(warehouse, ledger, rules, table, { among })
    const view = { scope: slice, known, clock: boundary.clock }
    const warnings = await warningsInProcess(warehouse, rules, view, stated, {
      held,
      rules_of: rulesOf,
      touched: touchedAnchors(touched),
      now_ms: () => performance.now(),
    })
    for (const [rule, judged] of warnings) {
      const { found, not_judged, passes_next_at, within, took_ms } = judged
      onEvaluated?.(ruleName(rule), took_ms)
      for (const [subject_id, second] of passes_next_at) dues.add(rule, subject_id, second)
      const before = (entries.get(ruleName(rule)) ?? []).filter(
        (one) =>
          (rulesOf?.(one.subject_id).has(rule) ?? true) &&
          isCompared(one, within.get(one.subject_id) ?? EVERYWHERE),
      )
      const evaluated = { rule, boundary, ledger }
      const appends = ledgerDifference(found, before, evaluated, not_judged)
      if (appends.length > 0) yield appends
    }
  }
}

/** Where everything was looked at. */
const EVERYWHERE = [EVER]

/** Undefined where that is not known. */
function touchedAnchors({
  saidOf,
  touchedBy,
}: Pick<TouchedSubjects, 'saidOf' | 'touchedBy'>): TouchedAnchors | undefined {
  if (saidOf === null) return undefined
  const is_due = (rule: FactRule, subject_id: string): boolean =>
    touchedBy === null || touchedBy(subject_id).has(dueOf(rule))
  return { said_of: saidOf, is_due }
}

/** By subject the rules that what touched it concerns; undefined where that may be all of them. */
function rulesByTouched(
  rules: readonly FactRule[],
  { touchedBy }: Pick<TouchedSubjects, 'touchedBy'>,
): RulesOfSubject | undefined {
  if (touchedBy === null) return undefined
  const byCause = new Map<string, FactRule[]>()
  for (const rule of rules) {
    for (const cause of causesOf(rule)) {
      const others = byCause.get(cause)
      if (others === undefined) byCause.set(cause, [rule])
      else others.push(rule)
    }
  }
  const known = new Map<string, ReadonlySet<FactRule>>()
  return (subject_id) => {
    // Few sets of causes are different.
    const causes = [...touchedBy(subject_id)].sort()
    const key = causes.join('\n')
    const found = known.get(key) ?? new Set(causes.flatMap((cause) => byCause.get(cause) ?? []))
    known.set(key, found)
    return found
  }
}

/** Without subjects that concern no rule; null where none is left. */
function concernedSlice(
  slice: TouchedSubjects['slices'][number],
  rulesOf: RulesOfSubject | undefined,
): TouchedSubjects['slices'][number] | null {
  if (rulesOf === undefined || slice.of !== 'subjects') return slice
  const subject_ids = slice.subject_ids.filter((subject_id) => rulesOf(subject_id).size > 0)
  return subject_ids.length === 0 ? null : { of: 'subjects', subject_ids }
}

/** Most rounds are touched in few ways; beyond these the ledgers of all rules are read. */
const TOUCHED_WAYS_MAX = 50

/** Who was touched in the same way has the same rules looked at; undefined where all are. */
function ledgersAmong(
  slice: TouchedSubjects['slices'][number],
  rulesOf: RulesOfSubject | undefined,
): readonly LedgersAmong[] | undefined {
  if (rulesOf === undefined || slice.of !== 'subjects') return undefined
  const byRules = Map.groupBy(slice.subject_ids, rulesOf)
  if (byRules.size > TOUCHED_WAYS_MAX) return undefined
  return Array.from(byRules, ([rules, subject_ids]) => ({
    rules: [...rules],
    subjects: keysSql(subject_ids),
  }))
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
