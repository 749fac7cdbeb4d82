import { selectionSql } from '#/rules/filter-sql.ts'
import type { Selection } from '#/rules/filter.ts'
import { dueSql } from '#/rules/kinds/deadline/due-sql.ts'
import { tiedSql, tieSql } from '#/rules/match-fields.ts'
import type { DeadlineRule } from '#/rules/rule.ts'
import type { SelectedFacts } from '#/rules/versions-sql.ts'
import { anchorInForceSql } from '#/rules/warning-sql.ts'

/**
 * Duties with their `due` second (NULL where it cannot be told) and the values that an answer must share, as one text. `andDue` is a
 * condition on `due`.
 */
export function dutyFacts(rule: DeadlineRule, andDue: string): SelectedFacts {
  const { duty } = rule.parameters
  return {
    condition: `${tied(rule, duty)} AND ${anchorInForceSql(rule, 'second')} AND ${andDue}`,
    extra: { due: dueSql(rule), tie: tieSql(rule.parameters.match) },
  }
}

export function answerFacts(rule: DeadlineRule): SelectedFacts {
  return { condition: tied(rule, rule.parameters.answer), extra: { tie: tieSql(rule.parameters.match) } }
}

/** Duties that no answer can be tied to, because a field of `match` is missing. */
export function untiedDuties(rule: DeadlineRule): SelectedFacts {
  const { duty, match } = rule.parameters
  const condition = `${selectionSql(duty)} AND NOT (${tiedSql(match)}) AND ${anchorInForceSql(rule, 'second')}`
  return { condition, extra: {} }
}

function tied({ parameters: { match } }: DeadlineRule, selection: Selection): string {
  return `${selectionSql(selection)} AND ${tiedSql(match)}`
}
