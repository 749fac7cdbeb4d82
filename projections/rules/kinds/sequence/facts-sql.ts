import { selectionSql } from '#/rules/facts/filter-sql.ts'
import { tiedSql, tieSql } from '#/rules/facts/match-fields.ts'
import type { SequenceRule } from '#/rules/kinds/sequence/parameters.ts'
import type { SelectedFacts } from '#/rules/facts/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'
import { anchorInForceSql } from '#/rules/statements/warning-sql.ts'
import { joined, sql } from '#/sql.ts'

/**
 * Facts of a step, counted from 0, with `fact` and the values that tie them together as one `tie`.
 * Those of the last step are the anchors, so the rule must apply to them.
 */
export function stepFacts(rule: SequenceRule, step: number): SelectedFacts {
  const { first, followed_by, match } = rule.parameters
  // Step 0 is `first`, and step n is the n-th of `followed_by`.
  const of = step === 0 ? first : followed_by[step - 1]!.of
  const applies = step === followed_by.length ? anchorInForceSql(rule, sql`second`) : sql`1`
  return {
    condition: sql`${selectionSql(of)} AND ${tiedSql(match)} AND ${applies}`,
    extra: { fact: FACT_NUMBER, tie: tieSql(match) },
  }
}

/** Facts of any step that cannot be tied to others, because a field of `match` is missing. */
export function untiedFacts({
  parameters: { first, followed_by, match },
}: SequenceRule): SelectedFacts {
  const steps = [first, ...followed_by.map(({ of }) => of)].map((of) => sql`(${selectionSql(of)})`)
  return { condition: sql`(${joined(steps, ' OR ')}) AND NOT (${tiedSql(match)})`, extra: {} }
}

/** How far the fact of a step, from 1 on, may lie from that of the step before. */
export function withinSeconds({ parameters: { followed_by } }: SequenceRule, step: number): number {
  // As above.
  return followed_by[step - 1]!.within_seconds
}
