import type { Instant } from '@jianwei/events/instant.ts'
import {
  factsBySubject,
  factsTogether,
  type FactsAsked,
  type FactsOfSubject,
} from '#/evaluation/facts-by-subject.ts'
import type { HeldFacts } from '#/evaluation/held-facts.ts'
import {
  judgeInto,
  noWarnings,
  NO_STOPWATCH,
  roundOf,
  type JudgedRound,
  type RuleWarnings,
  type Stopwatch,
} from '#/evaluation/judged-rules.ts'
import { foundWarnings, passingNext, warningsNotJudged } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import type { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { SCOPE_SUBJECTS_MAX } from '#/rules/facts/versions-sql.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { watchedTypes, type FactRule } from '#/rules/rule.ts'

/** After so many facts others in the process get their turn: some milliseconds. */
const TURN_FACTS = 2_000

export interface WarningsAsked {
  readonly scope: FactsAsked['scope']
  readonly known: Known
  readonly clock: Instant
}

/** What is held in memory while rules are evaluated. */
export interface InMemory {
  /** A subject with more facts is left to the statements of the rules. */
  readonly facts_max?: number | undefined
  /** Facts of subjects, as known where these are evaluated. */
  readonly held?: HeldFacts | undefined
  readonly now_ms?: Stopwatch
}

/**
 * The warnings of rules about subjects, `W(R, k, t)`, with one statement for the facts of those
 * that are not held: each subject is evaluated as its facts arrive. A subject with too many facts
 * to hold is left to the statements of the rules. Every rule has an entry.
 */
export async function warningsInProcess(
  warehouse: Warehouse,
  rules: readonly FactRule[],
  asked: WarningsAsked,
  stated: Stated,
  { facts_max, held, now_ms = NO_STOPWATCH }: InMemory = {},
): Promise<ReadonlyMap<FactRule, RuleWarnings>> {
  const warnings = new Map(rules.map((rule) => [rule, noWarnings()] as const))
  const watching = rulesByType(rules)
  const { known, ...round } = roundOf(asked, stated)
  const tooMany: string[] = []
  let facts = 0
  for await (const one of factsAsked(warehouse, { ...asked, known }, watching, {
    facts_max,
    held,
  })) {
    if (one.together === 'too many') {
      tooMany.push(one.subject_id)
      continue
    }
    judgeSubject(one.together, watching, { ...round, now_ms }, warnings)
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

/** First of those who are held, then of the others, who are held from then on. */
async function* factsAsked(
  warehouse: Warehouse,
  { scope, known }: Pick<WarningsAsked, 'scope' | 'known'>,
  watching: ReadonlyMap<string, unknown>,
  { facts_max, held }: InMemory,
): AsyncGenerator<FactsOfSubject> {
  if (held === undefined || scope.of !== 'subjects') {
    yield* factsBySubject(warehouse, { scope, known, types: [...watching.keys()] }, facts_max)
    return
  }
  const fetched: string[] = []
  for (const subject_id of scope.subject_ids) {
    const own = held.get(subject_id)
    if (own === undefined) fetched.push(subject_id)
    else yield { subject_id, held: own, together: factsTogether(subject_id, own, known) }
  }
  if (fetched.length === 0) return
  const asked = {
    scope: { of: 'subjects', subject_ids: fetched },
    known,
    types: held.types,
  } as const
  const without = new Set(fetched)
  for await (const one of factsBySubject(warehouse, asked, facts_max)) {
    without.delete(one.subject_id)
    if (one.together !== 'too many') held.hold(one.subject_id, one.held)
    yield one
  }
  // Whoever has no facts is not asked for again either.
  for (const subject_id of without) held.hold(subject_id, [])
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
  round: JudgedRound & { readonly now_ms: Stopwatch },
  warnings: ReadonlyMap<FactRule, RuleWarnings>,
): void {
  const types = new Set(together.facts.map(({ content }) => content.type))
  const concerned = new Set([...types].flatMap((type) => watching.get(type) ?? []))
  let began = round.now_ms()
  for (const rule of concerned) {
    const ofRule = warnings.get(rule)
    if (ofRule === undefined) continue
    judgeInto(ofRule, rule, together, round)
    const ended = round.now_ms()
    ofRule.took_ms += ended - began
    began = ended
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
