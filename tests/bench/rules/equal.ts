import type { FactVersion } from '@jianwei/events/fact.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { groupWarningsInProcess } from '@jianwei/projections/evaluation/group-warnings-in-process.ts'
import { foundWarnings } from '@jianwei/projections/evaluation/queries.ts'
import { warningsInProcess } from '@jianwei/projections/evaluation/warnings-in-process.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { groupIdOf } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import {
  groupOf,
  isSnapshotRule,
  reachOf,
  watchedTypes,
  type FactRule,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import { sql } from '@jianwei/projections/sql.ts'
import type { FoundWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { registerTypes } from '@jianwei/projections/subject-facts/attributes.ts'
import { referenceWarnings } from '#/support/rules/reference/reference.ts'
import { generatedVersions } from './generated-versions.ts'

/** What the ways of finding a rule's warnings say; each warning with its place and its evidence. */
export interface Ways {
  readonly rule: Rule
  readonly statement: ReadonlySet<string>
  /** Null where the rule is judged by its statement alone. */
  readonly evaluator: ReadonlySet<string> | null
  readonly oracle: ReadonlySet<string>
}

type Said = Pick<FoundWarning, 'subject_id' | 'anchor' | 'anchor_at' | 'evidence'>

const known = { by: 'platform' } as const

/**
 * The warnings of each rule over the whole history by its statement, by the evaluator, and by the
 * slow oracle of the tests.
 */
export async function* allWays(
  warehouse: Warehouse,
  rules: readonly Rule[],
  clock: Instant,
): AsyncGenerator<Ways> {
  const versions = await generatedVersions(warehouse, sql`WHERE version_kind != 'record'`)
  const evaluated = await byEvaluator(warehouse, rules, versions, clock)
  for (const rule of rules) {
    const view = { scope: { of: 'everything' }, known, clock, ...NOTHING_STATED } as const
    yield {
      rule,
      statement: saidIn(await foundWarnings(warehouse, rule, view)),
      evaluator: evaluated.get(rule) ?? null,
      oracle: byOracle(rule, versions, clock),
    }
  }
}

async function byEvaluator(
  warehouse: Warehouse,
  rules: readonly Rule[],
  versions: readonly FactVersion[],
  clock: Instant,
): Promise<ReadonlyMap<Rule, ReadonlySet<string>>> {
  const said = new Map<Rule, ReadonlySet<string>>()
  const ofFacts = rules.filter((rule): rule is FactRule => !isSnapshotRule(rule))
  const ofSubjects = ofFacts.filter((rule) => reachOf(rule) === 'subject')
  const asked = { scope: { of: 'everything' }, known, clock } as const
  for (const [rule, { found }] of await warningsInProcess(
    warehouse,
    ofSubjects,
    asked,
    NOTHING_STATED,
  ))
    said.set(rule, saidIn(found))
  const ofGroups = ofFacts.filter((rule) => reachOf(rule) === 'group')
  const groups = new Map(ofGroups.map((rule) => [rule, groupsOf(rule, versions)] as const))
  const options = { facts_max: versions.length }
  const found = await groupWarningsInProcess(warehouse, groups, asked, NOTHING_STATED, options)
  if ('dense' in found) throw new Error('all facts of groups are held')
  for (const [rule, ofRule] of found) said.set(rule, saidIn(ofRule.found))
  return said
}

/** All groups that any version is in. */
function groupsOf(rule: FactRule, versions: readonly FactVersion[]): ReadonlySet<string> {
  const [types, fields] = [new Set(watchedTypes(rule)), groupOf(rule)]
  const ids = new Set<string>()
  for (const version of versions) {
    if (fields === null || version.kind === 'retraction' || !types.has(version.content.type))
      continue
    const id = groupIdOf(fields, version)
    if (id !== undefined) ids.add(id)
  }
  return ids
}

/** Subject by subject where the rule looks at no more: it goes through its facts many times. */
function byOracle(
  rule: Rule,
  versions: readonly FactVersion[],
  clock: Instant,
): ReadonlySet<string> {
  const facts = factsOfTypes(versions, new Set([...watchedTypes(rule), ...registerTypes]))
  const apart =
    !isSnapshotRule(rule) && reachOf(rule) === 'subject'
      ? Map.groupBy(facts, ({ subject_id }) => subject_id).values()
      : [facts]
  const said = new Set<string>()
  for (const together of apart)
    for (const one of referenceWarnings(rule, together, { known, clock })) said.add(textOf(one))
  return said
}

/** Every version of the facts of which one has such a type. */
function factsOfTypes(
  versions: readonly FactVersion[],
  types: ReadonlySet<string>,
): readonly FactVersion[] {
  const of = versions.flatMap((version) =>
    version.kind !== 'retraction' && types.has(version.content.type) ? [version.fact_id] : [],
  )
  const ids = new Set(of)
  return versions.filter(({ fact_id }) => ids.has(fact_id))
}

function saidIn(found: readonly Said[]): ReadonlySet<string> {
  return new Set(found.map(textOf))
}

function textOf({ subject_id, anchor, anchor_at, evidence }: Said): string {
  return [subject_id, anchor, anchor_at, ...evidence].join(' ')
}
