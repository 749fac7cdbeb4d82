import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { factsBySubject, type FactsAsked } from '#/evaluation/facts-by-subject.ts'
import { foundWarnings, passingNext, warningsNotJudged } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { statedAsKnown, type StatedAsKnown } from '#/rules/evaluator/awaited.ts'
import { listedEvidence } from '#/rules/evaluator/evaluate.ts'
import type { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import { judge, passesNextAt } from '#/rules/evaluator/judge.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { SCOPE_SUBJECTS_MAX } from '#/rules/facts/versions-sql.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { warningIdOf, watchedTypes, type FactRule } from '#/rules/rule.ts'
import type { FoundWarning } from '#/warnings/ledger-so-far.ts'

/** After so many facts others in the process get their turn: some milliseconds. */
const TURN_FACTS = 2_000

/** What one rule says of the subjects that were looked at. */
export interface RuleWarnings {
  readonly found: FoundWarning[]
  /** By warning, the types that nobody feeds to its duty, of those that are not judged for that. */
  readonly not_judged: Map<string, readonly string[]>
  /** By subject, the first second after the clock's from which on time alone changes them. */
  readonly passes_next_at: Map<string, number>
}

export interface WarningsAsked {
  readonly scope: FactsAsked['scope']
  readonly known: Known
  readonly clock: Instant
}

/**
 * The warnings of rules about subjects, `W(R, k, t)`, with one statement for the facts of all of
 * them: each subject is evaluated as its facts arrive. A subject with too many facts to hold is
 * left to the statements of the rules. Every rule has an entry.
 */
export async function warningsInProcess(
  warehouse: Warehouse,
  rules: readonly FactRule[],
  asked: WarningsAsked,
  stated: Stated,
  factsMax?: number,
): Promise<ReadonlyMap<FactRule, RuleWarnings>> {
  const warnings = new Map<FactRule, RuleWarnings>(
    rules.map((rule) => [rule, { found: [], not_judged: new Map(), passes_next_at: new Map() }]),
  )
  const watching = rulesByType(rules)
  const { scope } = asked
  const known: Known = { ...asked.known, authorities: stated.authorities }
  const round = { clock: secondOfInstant(asked.clock), stated: statedAsKnown(stated, known) }
  const tooMany: string[] = []
  const types = [...watching.keys()]
  let facts = 0
  for await (const one of factsBySubject(warehouse, { scope, known, types }, factsMax)) {
    if (one.together === 'too many') {
      tooMany.push(one.subject_id)
      continue
    }
    judgeSubject(one.together, watching, round, warnings)
    facts += one.together.facts.length
    if (facts < TURN_FACTS) continue
    await new Promise((resolve) => setImmediate(resolve))
    facts = 0
  }
  for (let from = 0; from < tooMany.length; from += SCOPE_SUBJECTS_MAX) {
    const subject_ids = tooMany.slice(from, from + SCOPE_SUBJECTS_MAX)
    await addByStatements(warehouse, warnings, {
      ...asked,
      ...stated,
      scope: { of: 'subjects', subject_ids },
    })
  }
  return warnings
}

function rulesByType(rules: readonly FactRule[]): ReadonlyMap<string, readonly FactRule[]> {
  const watching = new Map<string, FactRule[]>()
  for (const rule of rules) {
    for (const type of watchedTypes(rule)) {
      const others = watching.get(type)
      if (others === undefined) watching.set(type, [rule])
      else others.push(rule)
    }
  }
  return watching
}

/** Rules that watch no type of which the subject has a fact find nothing. */
function judgeSubject(
  together: FactsTogether,
  watching: ReadonlyMap<string, readonly FactRule[]>,
  { clock, stated }: { readonly clock: number; readonly stated: StatedAsKnown },
  warnings: ReadonlyMap<FactRule, RuleWarnings>,
): void {
  const { subject_id } = together
  const types = new Set(together.facts.map(({ content }) => content.type))
  const concerned = new Set([...types].flatMap((type) => watching.get(type) ?? []))
  for (const rule of concerned) {
    const ofRule = warnings.get(rule)
    const { standing, not_judged } = judge(rule, together, clock, stated)
    for (const { anchor, anchor_at, evidence } of standing)
      ofRule?.found.push({
        warning_id: warningIdOf(rule, subject_id, anchor),
        subject_id,
        anchor,
        anchor_at,
        evidence: listedEvidence(evidence),
      })
    for (const { anchor, missing } of not_judged)
      ofRule?.not_judged.set(warningIdOf(rule, subject_id, anchor), missing)
    const next = passesNextAt(rule, together, clock, stated)
    if (next !== undefined) ofRule?.passes_next_at.set(subject_id, next)
  }
}

async function addByStatements(
  warehouse: Warehouse,
  warnings: ReadonlyMap<FactRule, RuleWarnings>,
  view: Parameters<typeof foundWarnings>[2],
): Promise<void> {
  for (const [rule, ofRule] of warnings) {
    for (const warning of await foundWarnings(warehouse, rule, view)) ofRule.found.push(warning)
    for (const [id, missing] of await warningsNotJudged(warehouse, rule, view))
      ofRule.not_judged.set(id, missing)
    const after = { ...view, after: view.clock, max: SCOPE_SUBJECTS_MAX }
    for (const { subject_id, passes_at } of await passingNext(warehouse, rule, after))
      ofRule.passes_next_at.set(subject_id, passes_at)
  }
}
