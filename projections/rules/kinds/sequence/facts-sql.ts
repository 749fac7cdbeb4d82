import { selectionSql } from '#/rules/filter-sql.ts'
import { tiedSql, tieSql } from '#/rules/match-fields.ts'
import type { SequenceRule } from '#/rules/rule.ts'
import type { SelectedFacts } from '#/rules/versions-sql.ts'
import { anchorInForceSql, FACT_NUMBER } from '#/rules/warning-sql.ts'

/**
 * Facts of a step, counted from 0, with `fact` and the values that tie them together as one `tie`. Those of the last step are the anchors,
 * so the rule must apply to them.
 */
export function stepFacts(rule: SequenceRule, step: number): SelectedFacts {
  const { first, followed_by, match } = rule.parameters
  // Step 0 is `first`, and step n is the n-th of `followed_by`.
  const of = step === 0 ? first : followed_by[step - 1]!.of
  const applies = step === followed_by.length ? anchorInForceSql(rule, 'second') : '1'
  return {
    condition: `${selectionSql(of)} AND ${tiedSql(match)} AND ${applies}`,
    extra: { fact: FACT_NUMBER, tie: tieSql(match) },
  }
}

/** Facts of any step that cannot be tied to others, because a field of `match` is missing. */
export function untiedFacts({ parameters: { first, followed_by, match } }: SequenceRule): SelectedFacts {
  const steps = [first, ...followed_by.map(({ of }) => of)].map((of) => `(${selectionSql(of)})`)
  return { condition: `(${steps.join(' OR ')}) AND NOT (${tiedSql(match)})`, extra: {} }
}

/** How far the fact of a step, from 1 on, may lie from that of the step before. */
export function withinSeconds({ parameters: { followed_by } }: SequenceRule, step: number): number {
  // As above.
  return followed_by[step - 1]!.within_seconds
}
