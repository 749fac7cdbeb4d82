import type { Instant } from '@jianwei/events/instant.ts'
import {
  factsBySubject,
  type FactsAsked,
  type FactsOfSubject,
} from '#/evaluation/facts-by-subject.ts'
import { fieldsAskedBy } from '#/rules/compiler/asked-fields.ts'
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
import {
  anchorsReached,
  secondsOfSaid,
  type SaidOfSubject,
  type TouchedAnchors,
} from '#/evaluation/touched-anchors.ts'
import { addWarningsOfSpans, type RulesOfSubject } from '#/evaluation/warnings-of-spans.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
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
  /** Which rules are judged of a subject; all of them where it is left out. */
  readonly rules_of?: RulesOfSubject | undefined
  /** What touched the subjects, where that is known: anchors that it cannot reach stay. */
  readonly touched?: TouchedAnchors | undefined
  readonly now_ms?: Stopwatch
}

/**
 * The warnings of rules about subjects, `W(R, k, t)`, with one statement for the facts of those
 * that are not held: each subject is evaluated as its facts arrive. Where it is known what touched
 * the subjects, a rule says no more than what this can have changed, and in `within` which anchors
 * these are. Of a subject that is known to have more facts than are held of one, no others are
 * read. A subject with too many facts to hold is left to the statements of the rules. Every rule
 * has an entry.
 */
export async function warningsInProcess(
  warehouse: Warehouse,
  rules: readonly FactRule[],
  asked: WarningsAsked,
  stated: Stated,
  { facts_max, held, rules_of, touched, now_ms = NO_STOPWATCH }: InMemory = {},
): Promise<ReadonlyMap<FactRule, RuleWarnings>> {
  const warnings = new Map(rules.map((rule) => [rule, noWarnings()] as const))
  const watching = rulesByType(rules)
  const { known, ...round } = roundOf(asked, stated)
  const all = new Set(rules)
  const rulesOf: RulesOfSubject = rules_of ?? (() => all)
  const tooMany: string[] = []
  let facts = 0
  const { scope, dense } = denseIn(asked.scope, held, touched?.said_of)
  for await (const one of factsAsked(
    warehouse,
    { scope, known },
    { rules, watching },
    { facts_max, held },
  )) {
    if (one.together === 'too many') {
      tooMany.push(one.subject_id)
      continue
    }
    const concerned = rules_of?.(one.subject_id) ?? rulesWatching(one.together, watching)
    const reached = touched === undefined ? undefined : anchorsReached(one.together, touched)
    judgeSubject(one.together, concerned, { ...round, now_ms, reached }, warnings)
    facts += one.together.series.length
    if (facts < TURN_FACTS) continue
    await new Promise((resolve) => setImmediate(resolve))
    facts = 0
  }
  const view = { ...asked, ...stated }
  const spans = { known, round: { ...round, now_ms }, facts_max, rules_of: rulesOf }
  const left = await addWarningsOfSpans(warehouse, warnings, dense, spans)
  for (const [rule, ofRule] of warnings) {
    const whole = tooMany.filter((subject_id) => rulesOf(subject_id).has(rule))
    await addByStatements(warehouse, rule, ofRule, [...whole, ...(left.get(rule) ?? [])], view)
  }
  return warnings
}

/** Who is looked at by interval, and whose facts are needed whole. */
function denseIn(
  scope: WarningsAsked['scope'],
  held: HeldFacts | undefined,
  saidOf: SaidOfSubject | undefined,
): {
  readonly scope: WarningsAsked['scope']
  readonly dense: ReadonlyMap<string, ReadonlySet<number>>
} {
  const dense = new Map<string, ReadonlySet<number>>()
  if (held === undefined || saidOf === undefined || scope.of !== 'subjects') return { scope, dense }
  const subject_ids = scope.subject_ids.filter((subject_id) => {
    const isDense = held.isDense(subject_id)
    if (isDense) dense.set(subject_id, secondsOfSaid(saidOf(subject_id)))
    return !isDense
  })
  return { scope: { of: 'subjects', subject_ids }, dense }
}

interface RulesByType {
  readonly rules: readonly FactRule[]
  readonly watching: ReadonlyMap<string, readonly FactRule[]>
}

/** First of those who are held, then of the others, who are held from then on. */
async function* factsAsked(
  warehouse: Warehouse,
  { scope, known }: Pick<WarningsAsked, 'scope' | 'known'>,
  { rules, watching }: RulesByType,
  { facts_max, held }: InMemory,
): AsyncGenerator<Pick<FactsOfSubject, 'subject_id' | 'together'>> {
  if (held === undefined || scope.of !== 'subjects') {
    const fields = fieldsAskedBy(rules)
    const asked = { scope, known, types: [...watching.keys()], fields }
    yield* factsBySubject(warehouse, asked, facts_max)
    return
  }
  const fetched: string[] = []
  for (const subject_id of scope.subject_ids) {
    const own = held.get(subject_id)
    if (own === undefined) fetched.push(subject_id)
    else yield { subject_id, together: new FactsTogether(subject_id, own, known) }
  }
  if (fetched.length === 0) return
  const asked = {
    scope: { of: 'subjects', subject_ids: fetched },
    known,
    types: held.types,
    fields: held.fields,
  } as const
  const without = new Set(fetched)
  for await (const one of factsBySubject(warehouse, asked, facts_max)) {
    without.delete(one.subject_id)
    if (one.together === 'too many') held.holdNot(one.subject_id)
    else held.hold(one.subject_id, one.held)
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
function rulesWatching(
  { series }: FactsTogether,
  watching: ReadonlyMap<string, readonly FactRule[]>,
): ReadonlySet<FactRule> {
  return new Set(series.typesThere.flatMap((type) => watching.get(type) ?? []))
}

function judgeSubject(
  together: FactsTogether,
  concerned: Iterable<FactRule>,
  round: JudgedRound & {
    readonly now_ms: Stopwatch
    readonly reached: ReturnType<typeof anchorsReached> | undefined
  },
  warnings: ReadonlyMap<FactRule, RuleWarnings>,
): void {
  let began = round.now_ms()
  for (const rule of concerned) {
    const ofRule = warnings.get(rule)
    if (ofRule === undefined) continue
    judgeInto(ofRule, rule, together, round, round.reached?.(rule))
    const ended = round.now_ms()
    ofRule.took_ms += ended - began
    began = ended
  }
}

async function addByStatements(
  warehouse: Warehouse,
  rule: FactRule,
  ofRule: RuleWarnings,
  subjects: readonly string[],
  asked: Omit<Parameters<typeof foundWarnings>[2], 'scope'>,
): Promise<void> {
  for (let from = 0; from < subjects.length; from += SCOPE_SUBJECTS_MAX) {
    const subject_ids = subjects.slice(from, from + SCOPE_SUBJECTS_MAX)
    const view = { ...asked, scope: { of: 'subjects', subject_ids } } as const
    for (const warning of await foundWarnings(warehouse, rule, view)) ofRule.found.push(warning)
    for (const [id, missing] of await warningsNotJudged(warehouse, rule, view))
      ofRule.not_judged.set(id, missing)
    const after = { ...view, after: view.clock, max: SCOPE_SUBJECTS_MAX }
    for (const { subject_id, passes_at } of await passingNext(warehouse, rule, after))
      ofRule.passes_next_at.set(subject_id, passes_at)
  }
}
