import type { Instant } from '@jianwei/events/instant.ts'
import { factsOfGroups, type GroupsAsked } from '#/evaluation/facts-of-groups.ts'
import { fieldsAskedBy } from '#/rules/compiler/asked-fields.ts'
import {
  judgeInto,
  noWarnings,
  NO_STOPWATCH,
  roundOf,
  type RuleWarnings,
  type Stopwatch,
} from '#/evaluation/judged-rules.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { groupOf, watchedTypes, type FactRule } from '#/rules/rule.ts'

/** Groups by rule, by their ids. */
export type GroupsOfRules = ReadonlyMap<FactRule, ReadonlySet<string>>

/** Rules of which the groups have more facts than are held. */
export interface DenseRules {
  readonly dense: readonly FactRule[]
}

/**
 * The warnings of rules about groups, `W(R, k, t)`, for some groups of each, with one statement for
 * the facts of all of them. Of rules that look at groups alone; every one has an entry. Where the
 * groups have more facts than are held, nothing but the rules to which the most of them belong.
 */
export async function groupWarningsInProcess(
  warehouse: Warehouse,
  groups: GroupsOfRules,
  asked: { readonly known: Known; readonly clock: Instant },
  stated: Stated,
  {
    facts_max,
    now_ms = NO_STOPWATCH,
  }: { readonly facts_max?: number; readonly now_ms?: Stopwatch } = {},
): Promise<ReadonlyMap<FactRule, RuleWarnings> | DenseRules> {
  const { known, ...round } = roundOf(asked, stated)
  const asks = asksOfGroups(groups)
  const found = await factsOfGroups(warehouse, [...asks.values()], {
    known,
    fields: fieldsAskedBy([...groups.keys()]),
    facts_max,
  })
  if ('too_many_of' in found) {
    const fields = [...asks.keys()][found.too_many_of]
    return { dense: [...groups.keys()].filter((rule) => fieldsOf(rule) === fields) }
  }
  const together = found.map(
    (byGroup) =>
      new Map(Array.from(byGroup, ([id, facts]) => [id, FactsTogether.of(id, facts, known)])),
  )
  const index = new Map([...asks.keys()].map((fields, at) => [fields, at]))
  const warnings = new Map<FactRule, RuleWarnings>()
  for (const [rule, ids] of groups) {
    const ofRule = noWarnings()
    warnings.set(rule, ofRule)
    const ofFields = together[index.get(fieldsOf(rule)) ?? -1]
    const began = now_ms()
    for (const id of ids) {
      const facts = ofFields?.get(id)
      if (facts !== undefined) judgeInto(ofRule, rule, facts, round)
    }
    ofRule.took_ms = now_ms() - began
    // Others in the process get their turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return warnings
}

/** By the fields of the groups, so that rules with the same ones look at the same facts. */
function asksOfGroups(groups: GroupsOfRules): ReadonlyMap<string, GroupsAsked> {
  const asks = new Map<
    string,
    { group: GroupsAsked['group']; types: string[]; group_ids: Set<string> }
  >()
  for (const [rule, ids] of groups) {
    const fields = fieldsOf(rule)
    const ask = asks.get(fields) ?? { group: groupOf(rule) ?? [], types: [], group_ids: new Set() }
    asks.set(fields, ask)
    for (const type of watchedTypes(rule)) if (!ask.types.includes(type)) ask.types.push(type)
    for (const id of ids) ask.group_ids.add(id)
  }
  return asks
}

function fieldsOf(rule: FactRule): string {
  return JSON.stringify(groupOf(rule))
}
