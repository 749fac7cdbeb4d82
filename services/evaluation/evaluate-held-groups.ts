import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import { groupedFacts } from '@jianwei/projections/evaluation/grouped-facts.ts'
import {
  heldGroupWarnings,
  type TouchedGroups,
} from '@jianwei/projections/evaluation/held-group-warnings.ts'
import { groupedSelectionOf, type HeldGroups } from '@jianwei/projections/evaluation/held-groups.ts'
import { keysSql } from '@jianwei/projections/evaluation/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { isCompared } from '@jianwei/projections/evaluation/warnings-of-spans.ts'
import { ruleName, type FactRule } from '@jianwei/projections/rules/rule.ts'
import { ledgersOf } from '@jianwei/projections/warnings/ledger-so-far.ts'
import type { EvaluatedInto } from '#/evaluation/evaluate.ts'
import { ledgerDifference, type Boundary } from '#/evaluation/ledger.ts'

/*
 * Rules that need nothing of their groups but when facts lie, from what is held. Only instants are
 * looked at that the touching facts can reach, and the ledger is compared over the same instants.
 */

/** How groups are held at a point of knowing. */
export interface HoldingGroups {
  readonly warehouse: Warehouse
  readonly known: Known
  readonly groups: HeldGroups | undefined
}

/**
 * Whether what the rule looks at is held in memory; what is not is read once. False where it does
 * not fit, and for rules that look at more.
 */
export async function holdsGroupsOf(
  rule: FactRule,
  { warehouse, known, groups }: HoldingGroups,
): Promise<boolean> {
  const selection = groupedSelectionOf(rule)
  if (selection === undefined || groups === undefined) return false
  const has = groups.has(selection)
  if (has !== false) return has === true
  return groups.hold(selection, groupedFacts(warehouse, selection, known))
}

/** What the ledgers lack at the boundary of rules of which the groups are held. */
export async function evaluateHeldGroups(
  warehouse: Warehouse,
  touched: ReadonlyMap<FactRule, TouchedGroups>,
  groups: HeldGroups,
  boundary: Boundary,
  { ledger, dues, onEvaluated }: EvaluatedInto,
): Promise<readonly StreamAppend[]> {
  if (touched.size === 0) return []
  const ids = new Set([...touched.values()].flatMap((ofRule) => [...ofRule.keys()]))
  const ledgers = await ledgersOf(warehouse, ledger, [...touched.keys()], keysSql([...ids]))
  const clock = secondOfInstant(boundary.clock)
  const appends: StreamAppend[] = []
  for (const [rule, ofRule] of touched) {
    const began = performance.now()
    const looked = heldGroupWarnings(rule, ofRule, groups, clock)
    for (const [group_id, { passes_next_at }] of looked)
      if (passes_next_at !== undefined) dues.add(rule, group_id, passes_next_at)
    const found = [...looked.values()].flatMap((group) => group.found)
    onEvaluated?.(ruleName(rule), performance.now() - began)
    const before = (ledgers.get(ruleName(rule)) ?? []).filter((one) => {
      const span = looked.get(one.subject_id)?.span
      return span !== undefined && isCompared(one, [span])
    })
    appends.push(...ledgerDifference(found, before, { rule, boundary, ledger }))
    // Others in the process get their turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return appends
}
