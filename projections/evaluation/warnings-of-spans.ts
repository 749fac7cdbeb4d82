import { factsOfSpans } from '#/evaluation/facts-of-spans.ts'
import { fieldsAskedBy } from '#/rules/compiler/asked-fields.ts'
import {
  judgeInto,
  type JudgedRound,
  type RuleWarnings,
  type Stopwatch,
} from '#/evaluation/judged-rules.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { GivenFacts } from '#/rules/facts/series/given-facts.ts'
import {
  EVER,
  isWithinAny,
  spansAround,
  widened,
  type SecondsSpan,
} from '#/rules/facts/series/seconds-span.ts'
import type { Reach } from '#/rules/kinds/define-kind.ts'
import { dependsOnClock, subjectReachOf, watchedTypes, type FactRule } from '#/rules/rule.ts'
import type { ReadLedgerWarning } from '#/warnings/ledger-so-far.ts'

/*
 * Subjects with more facts than are held, of which is known what touched them. Each rule that this
 * concerns is judged:
 *
 *  1. Where the rule bounds how far a fact reaches, anchors that lie so near to a touching second,
 *     old or new, are all that can change. The facts that these anchors look at are read, those of
 *     all rules together; where they are too many, those of the nearer half and of the farther.
 *  2. Other rules are left to their statements, those that time changes among them. So are those of
 *     which these facts are too many.
 */

/** Of a subject the rules that may say something else of it than they did before. */
export type RulesOfSubject = (subject_id: string) => ReadonlySet<FactRule>

/** More spans of a subject are looked at as one. */
export const SPANS_MAX = 50

export interface SpansView {
  readonly known: Known
  readonly round: JudgedRound & { readonly now_ms: Stopwatch }
  readonly facts_max?: number | undefined
  readonly rules_of: RulesOfSubject
}

/**
 * Adds what can be said from the facts of intervals, and in `within` of each rule of whom no more
 * was looked at. Gives for each rule the subjects that are left to its statements. `touched`: when
 * the facts lie that touched a subject.
 */
export async function addWarningsOfSpans(
  warehouse: Warehouse,
  warnings: ReadonlyMap<FactRule, RuleWarnings>,
  touched: ReadonlyMap<string, ReadonlySet<number>>,
  { known, round, facts_max, rules_of }: SpansView,
): Promise<ReadonlyMap<FactRule, readonly string[]>> {
  const left = new Map<FactRule, string[]>()
  const leave = (rule: FactRule, subject_id: string): void => {
    const subjects = left.get(rule)
    if (subjects === undefined) left.set(rule, [subject_id])
    else subjects.push(subject_id)
  }
  const reaches = byReach(warnings.keys(), [...touched.keys()], rules_of, leave)
  const waiting = reaches.length === 0 ? [] : [{ reaches, subjects: [...touched.keys()] }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { reach, rules } = together(next.reaches)
    const concerned = new Map(
      next.subjects.flatMap((id) => {
        const ofSubject = rules.filter((rule) => rules_of(id).has(rule))
        return ofSubject.length === 0 ? [] : [[id, ofSubject] as const]
      }),
    )
    const anchors = new Map(
      Array.from(concerned.keys(), (id) => {
        return [id, spansAround(touched.get(id) ?? [], reach, SPANS_MAX)] as const
      }),
    )
    const spans = new Map(Array.from(anchors, ([id, own]) => [id, lookedAt(own, reach)]))
    const types = [...new Set([...concerned.values()].flat().flatMap(watchedTypes))]
    const fields = fieldsAskedBy(rules)
    const facts = await factsOfSpans(warehouse, { spans, known, types, fields, facts_max })
    const tooMany: string[] = []
    for (const [id, own] of facts) {
      if (own === 'too many') tooMany.push(id)
      else {
        const asked = {
          together: new FactsTogether(id, new GivenFacts(own), known),
          anchors: anchors.get(id) ?? [],
          round,
        }
        for (const rule of concerned.get(id) ?? []) judgeWithin(warnings.get(rule), rule, asked)
        // Others in the process get their turn.
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    if (tooMany.length === 0) continue
    const half = Math.floor(next.reaches.length / 2)
    if (half === 0)
      for (const id of tooMany) for (const rule of concerned.get(id) ?? []) leave(rule, id)
    else
      for (const some of [next.reaches.slice(0, half), next.reaches.slice(half)])
        waiting.push({ reaches: some, subjects: tooMany })
  }
  return left
}

/** Rules of one reach. */
interface OfReach {
  readonly reach: Reach
  readonly rules: FactRule[]
}

/** The rules that concern one of the subjects, the shortest reach first. */
function byReach(
  rules: Iterable<FactRule>,
  subjects: readonly string[],
  rulesOf: RulesOfSubject,
  leave: (rule: FactRule, subject_id: string) => void,
): readonly OfReach[] {
  const reaches = new Map<string, OfReach>()
  for (const rule of rules) {
    const concerned = subjects.filter((id) => rulesOf(id).has(rule))
    if (concerned.length === 0) continue
    const reach = dependsOnClock(rule) ? undefined : subjectReachOf(rule)
    if (reach === undefined) {
      for (const id of concerned) leave(rule, id)
      continue
    }
    const name = `${reach.before_seconds} ${reach.after_seconds}`
    const same = reaches.get(name)
    if (same === undefined) reaches.set(name, { reach, rules: [rule] })
    else same.rules.push(rule)
  }
  return [...reaches.values()].toSorted((a, b) => secondsOf(a.reach) - secondsOf(b.reach))
}

function secondsOf({ before_seconds, after_seconds }: Reach): number {
  return before_seconds + after_seconds
}

/** All rules, as if each reached as far as any of them. */
function together(reaches: readonly OfReach[]): OfReach {
  return {
    reach: {
      before_seconds: Math.max(...reaches.map(({ reach }) => reach.before_seconds)),
      after_seconds: Math.max(...reaches.map(({ reach }) => reach.after_seconds)),
    },
    rules: reaches.flatMap(({ rules }) => rules),
  }
}

/** Where the facts lie that these anchors look at. */
export function lookedAt(
  anchors: readonly SecondsSpan[],
  { before_seconds, after_seconds }: Reach,
): readonly SecondsSpan[] {
  // A fact so long before an anchor is one that reaches so far after itself.
  return widened(anchors, { before_seconds: after_seconds, after_seconds: before_seconds })
}

/** Adds the warnings with their anchors in the spans. */
export function judgeWithin(
  ofRule: RuleWarnings | undefined,
  rule: FactRule,
  {
    together,
    anchors,
    round,
  }: {
    readonly together: FactsTogether
    readonly anchors: readonly SecondsSpan[]
    readonly round: SpansView['round']
  },
): void {
  if (ofRule === undefined) return
  const began = round.now_ms()
  judgeInto(ofRule, rule, together, round, { anchors, facts: EVER })
  ofRule.took_ms += round.now_ms() - began
}

/**
 * Whether a warning of the ledger is compared with those that were found in spans. One that stands
 * elsewhere is not. One that was withdrawn lies wherever its fact did, and may be found here.
 */
export function isCompared(
  { standing, anchor_second }: Pick<ReadLedgerWarning, 'standing' | 'anchor_second'>,
  spans: readonly SecondsSpan[],
): boolean {
  return !standing || isWithinAny(spans, anchor_second)
}
