import type { Comparison, Filter, Selection } from '@jianwei/projections/rules/language/filter.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'

/**
 * A value of a source's own code table that a rule compares with: what a source must send for the
 * rule to see it.
 */
export interface ComparedCode {
  readonly field: string
  readonly value: string
  readonly rule: string
}

/**
 * Fields whose values no published table gives, so that rules and sources have to agree on them.
 */
const AGREED_FIELD = /^data\.(?:metric|device_id|scheme|.+\.code)$/

/** The agreed codes of a rule, as `food` or, for one that only begins so, `food…`. */
export function comparedCodes(rule: Rule): readonly ComparedCode[] {
  return selectionsIn(rule.parameters).flatMap(({ where }) =>
    (where === undefined ? [] : comparisonsIn(where))
      .filter(({ field }) => AGREED_FIELD.test(field))
      .flatMap((comparison) =>
        valuesOf(comparison).map((value) => ({ field: comparison.field, value, rule: rule.id })),
      ),
  )
}

/** Selections wherever they stand in the parameters of a kind. */
function selectionsIn(part: unknown): readonly Selection[] {
  if (typeof part !== 'object' || part === null) return []
  if ('events' in part) {
    // Only selections have a list of event types.
    return [part as Selection]
  }
  return Object.values(part).flatMap(selectionsIn)
}

function comparisonsIn(filter: Filter): readonly Comparison[] {
  if ('all' in filter) return filter.all.flatMap(comparisonsIn)
  if ('any' in filter) return filter.any.flatMap(comparisonsIn)
  return 'not' in filter ? comparisonsIn(filter.not) : [filter]
}

function valuesOf(comparison: Comparison): readonly string[] {
  if ('eq' in comparison) return [String(comparison.eq)]
  if ('in' in comparison) return comparison.in.map(String)
  return 'starts_with' in comparison ? [`${comparison.starts_with}…`] : []
}
