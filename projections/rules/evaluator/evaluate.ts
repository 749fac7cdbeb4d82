import type { FactVersion } from '@jianwei/events/fact.ts'
import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { statedAsKnown } from '#/rules/evaluator/awaited.ts'
import { factsAsKnown } from '#/rules/evaluator/facts-as-known.ts'
import { areInOrder, compareFacts } from '#/rules/facts/series/given-facts.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import { isExcepted, judge } from '#/rules/evaluator/judge.ts'
import { factsBefore, spanOfVersions } from '#/rules/evaluator/snapshots.ts'
import { groupIdOf } from '#/rules/facts/groups/group-text.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { FactAlone, KnownFact, WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { NOTHING_STATED, type Stated } from '#/rules/feeds/statements-as-known.ts'
import { groupOf, isSnapshotRule, kindOf, type Rule, type SnapshotRule } from '#/rules/rule.ts'
import { EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'

/** A warning as `warningsSql` computes it too. */
export interface EvaluatedWarning {
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: Instant
  /** By time, then id; the newest ones where there are more than are listed. */
  readonly evidence: readonly string[]
  readonly evidence_count: number
}

/** How much is known, and where the clock stands. */
export interface EvaluatedView {
  readonly known: Known
  readonly clock: Instant
}

/**
 * `W(R, k, t)` in the process, by subject, each in the order of its kind: what
 * `compiler/compile.ts` says in SQL.
 */
export function evaluate(
  rule: Rule,
  versions: readonly FactVersion[],
  view: EvaluatedView,
  stated: Stated = NOTHING_STATED,
): EvaluatedWarning[] {
  const known: Known = { ...view.known, authorities: stated.authorities }
  const facts = factsAsKnown(versions, known)
  const clock = secondOfInstant(view.clock)
  if (isSnapshotRule(rule)) return snapshotWarnings(rule, { versions, facts, known, clock })
  const group = groupOf(rule)
  const told = statedAsKnown(stated, known)
  const together = Map.groupBy(facts, (fact) =>
    group === null ? fact.subject_id : groupIdOf(group, fact),
  )
  // Facts that lack a field of the group are in none.
  together.delete(undefined)
  return [...together].flatMap(([subject_id = '', own]) =>
    judge(rule, FactsTogether.of(subject_id, own, known), clock, told).standing.map((warning) =>
      evaluated(subject_id, warning),
    ),
  )
}

interface Looked {
  readonly versions: readonly FactVersion[]
  readonly facts: readonly KnownFact[]
  readonly known: Known
  readonly clock: number
}

/** What is judged on snapshots waits for nothing. */
function snapshotWarnings(
  rule: SnapshotRule,
  { versions, facts, known, clock }: Looked,
): EvaluatedWarning[] {
  const span = spanOfVersions(versions, known.by, clock)
  const bySubject = Map.groupBy(facts, (fact) => fact.subject_id)
  return kindOf(rule)
    .evaluation.warnings(rule, factsBefore(versions, known), span)
    .filter((warning) => {
      const { subject_id } = warning
      const together = FactsTogether.of(subject_id, bySubject.get(subject_id) ?? [], known)
      return !isExcepted(rule, warning, together)
    })
    .map((warning) => evaluated(warning.subject_id, warning))
}

function evaluated(
  subject_id: string,
  { anchor, anchor_at, evidence }: WarningWithFacts,
): EvaluatedWarning {
  return {
    subject_id,
    anchor,
    anchor_at,
    evidence: listedEvidence(evidence),
    evidence_count: evidence.length,
  }
}

/** The ids of a warning's evidence as a warning lists them: by time, then id, the newest ones. */
export function listedEvidence(evidence: readonly FactAlone[]): string[] {
  const [only] = evidence
  if (only === undefined) return []
  if (evidence.length === 1) return [only.fact_id]
  const inOrder = areInOrder(evidence) ? evidence : evidence.toSorted(compareFacts)
  return inOrder.slice(-EVIDENCE_FACTS_MAX).map((fact) => fact.fact_id)
}
