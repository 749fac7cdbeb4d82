import { SHIPPED_CALENDARS } from '@jianwei/events/calendar/calendars.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { amountOf } from '@jianwei/projections/rules/facts/amount.ts'
import { explain } from '@jianwei/projections/rules/evaluator/explain.ts'
import type {
  Explanation,
  SmallestChange,
  ThresholdComparison,
} from '@jianwei/projections/rules/explanation/explanation.ts'
import type { KnownFact, WarningWithFacts } from '@jianwei/projections/rules/facts/known-fact.ts'
import { factsAsKnown, warningsOfSubject } from '#/support/rules/reference/reference.ts'
import { groupIdOf } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import { ALL_KINDS } from '@jianwei/projections/rules/kinds/all-kinds.ts'
import {
  groupOf,
  isSnapshotRule,
  type FactRule,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import { anyLog } from '#/support/rules/random-log.ts'
import { chosenKinds, rulesOfAllKinds } from '#/support/rules/random-rules.ts'

/**
 * An explanation claims things that can be tried: that its comparisons hold, that its evidence is
 * the warning's, and that each of its smallest changes would have kept the warning from being,
 * while nothing smaller would. EXPLAIN_SEED and EXPLAIN_RUNS repeat a run or make it longer.
 */
const RUNS = Number(process.env['EXPLAIN_RUNS'] ?? 40)
const SEED =
  process.env['EXPLAIN_SEED'] === undefined ? {} : { seed: Number(process.env['EXPLAIN_SEED']) }
const SUBJECTS = 12
/** Sets of facts that are tried to be smaller than the smallest. */
const SETS_MAX = 300

describe('what an explanation claims is so', () => {
  test('for random rules and logs', () => {
    const explained = new Map<Rule['kind'], number>(
      ALL_KINDS.filter(
        ({ judged, name }) => judged === 'facts' && chosenKinds().includes(name),
      ).map(({ name }) => [name, 0]),
    )
    fc.assert(
      fc.property(
        fc.record({ log: anyLog(SUBJECTS), rules: rulesOfAllKinds(2) }),
        ({ log, rules }) => {
          const facts = factsAsKnown(log.versions, {
            by: 'platform',
            authorities: log.authorities,
          })
          const clock = clockAfter(log.events.map((event) => event.recorded_at))
          for (const rule of rules.filter((one) => !isSnapshotRule(one))) {
            for (const ofSubject of together(rule, facts)) {
              for (const warning of warningsOfSubject(rule, ofSubject, clock)) {
                tryClaims(rule, ofSubject, warning, clock)
                explained.set(rule.kind, (explained.get(rule.kind) ?? 0) + 1)
              }
            }
          }
        },
      ),
      { numRuns: RUNS, ...SEED, endOnFailure: true },
    )
    if (SEED.seed === undefined)
      for (const [kind, warnings] of explained) expect(warnings, kind).toBeGreaterThan(0)
  })
})

/** The facts of each subject, or of each group for a rule whose subject is a group. */
function together(rule: Rule, facts: readonly KnownFact[]): readonly (readonly KnownFact[])[] {
  const group = groupOf(rule)
  if (group === null) return [...Map.groupBy(facts, (fact) => fact.subject_id).values()]
  const groups = Map.groupBy(facts, (fact) => groupIdOf(group, fact))
  groups.delete(undefined)
  return [...groups.values()]
}

function tryClaims(
  rule: FactRule,
  facts: readonly KnownFact[],
  warning: WarningWithFacts,
  clock: number,
): void {
  const { anchor } = warning
  const explanation = explain(rule, {
    facts,
    anchor,
    second: secondOfInstant(warning.anchor_at),
    clock,
    calendars: SHIPPED_CALENDARS,
  })
  const story =
    `${JSON.stringify(rule)}\n${JSON.stringify(explanation)}\n` +
    facts.map((fact) => JSON.stringify(fact)).join('\n')
  expect(explanation.comparisons.length, story).toBeGreaterThan(0)
  expect(
    explanation.comparisons.filter((comparison) => !compares(comparison)),
    story,
  ).toEqual([])
  expect(evidenceOf(explanation), story).toEqual(
    warning.evidence.map((fact) => fact.fact_id).toSorted(),
  )
  const anchors = new Set(anchorsOf(rule, facts, clock))
  const everAnchors = new Set(anchorsOf(everInForce(rule), facts, clock))
  // A warning that comes elsewhere instead has moved: taking away a negative amount makes a sum be
  // reached earlier, maybe before the rule was in force.
  const stands = (changed: FactRule, among: readonly KnownFact[]): boolean =>
    anchorsOf(changed, among, clock).some((one) => one === anchor || !anchors.has(one)) ||
    anchorsOf(everInForce(changed), among, clock).some((one) => !everAnchors.has(one))
  for (const change of explanation.smallest_changes)
    tryChange({ rule, facts, anchor, clock }, change, stands, story)
}

/** The same rule without a first and a last day, where that does not change which facts count. */
function everInForce(rule: FactRule): FactRule {
  return rule.facts_before_in_force === 'not_counted'
    ? rule
    : { ...rule, seconds_in_force: { first: null, last: null } }
}

interface Tried {
  readonly rule: FactRule
  readonly facts: readonly KnownFact[]
  readonly anchor: string
  readonly clock: number
}

function tryChange(
  { rule, facts, anchor, clock }: Tried,
  change: SmallestChange,
  stands: (changed: FactRule, among: readonly KnownFact[]) => boolean,
  story: string,
): void {
  switch (change.change) {
    case 'facts_less': {
      const gone = new Set(change.fact_ids)
      expect(gone.size, story).toBe(change.fact_ids.length)
      expect(anchorsOf(rule, without(facts, gone), clock), story).not.toContain(anchor)
      const lowering = facts.filter((fact) => !isTakenOff(rule, fact))
      for (const smaller of setsOf(lowering, gone.size - 1))
        expect(stands(rule, without(facts, smaller)), story).toBe(true)
      break
    }
    case 'threshold': {
      const { to } = change
      if (typeof to !== 'number') break
      expect(anchorsOf(changed(rule, change.parameter, to), facts, clock), story).not.toContain(
        anchor,
      )
      const nearer = to > Number(change.from) ? to - 1 : to + 1
      expect(stands(changed(rule, change.parameter, nearer), facts), story).toBe(true)
      break
    }
    case 'fact_more':
      expect(change.events.length, story).toBeGreaterThan(0)
      break
  }
}

/**
 * Whether a sum is greater without the fact: it may then have been reached long before and last, so
 * that nothing is reached anew at the warning, though the sum is no smaller.
 */
function isTakenOff(rule: FactRule, fact: KnownFact): boolean {
  return rule.kind === 'sum' && Number(amountOf(rule.parameters.amount, fact)) < 0
}

function anchorsOf(rule: FactRule, facts: readonly KnownFact[], clock: number): string[] {
  return warningsOfSubject(rule, facts, clock).map((warning) => warning.anchor)
}

function compares({ value, relation, threshold }: ThresholdComparison): boolean {
  switch (relation) {
    case 'at_least':
      return value >= threshold
    case 'less_than':
      return value < threshold
    case 'at_most':
      return value <= threshold
    case 'after':
      return value > threshold
  }
}

function evidenceOf({ evidence }: Explanation): string[] {
  return evidence.map((part) => part.fact_id).toSorted()
}

function without(facts: readonly KnownFact[], gone: ReadonlySet<string>): KnownFact[] {
  return facts.filter((fact) => !gone.has(fact.fact_id))
}

/** Sets of so many facts, as many as are worth trying. */
function* setsOf(facts: readonly KnownFact[], size: number): Generator<ReadonlySet<string>> {
  let given = 0
  function* chosen(
    from: number,
    missing: number,
    taken: readonly string[],
  ): Generator<ReadonlySet<string>> {
    if (missing === 0) {
      if (given < SETS_MAX) yield new Set(taken)
      given += 1
      return
    }
    for (let index = from; index <= facts.length - missing && given < SETS_MAX; index += 1) {
      const fact = facts[index]
      if (fact !== undefined) yield* chosen(index + 1, missing - 1, [...taken, fact.fact_id])
    }
  }
  if (size > 0) yield* chosen(0, size, [])
}

/** The rule as its file would read with another number at a path; spans are kept in seconds. */
function changed(rule: FactRule, parameter: string, to: number): FactRule {
  const copy = structuredClone(rule)
  const names = parameter.replace(/\.within$/, '.within_seconds').match(/[a-z_]+|\d+/g) ?? []
  let holder: Record<string, unknown> = copy as unknown as Record<string, unknown>
  for (const name of names.slice(0, -1)) {
    // The path leads through objects and lists.
    holder = holder[name] as Record<string, unknown>
  }
  const last = names.at(-1) ?? ''
  expect(holder).toHaveProperty(last)
  holder[last] = to
  return copy
}

function clockAfter(times: readonly Instant[]): number {
  return Math.max(0, ...times.map((time) => secondOfInstant(time))) + 1
}
