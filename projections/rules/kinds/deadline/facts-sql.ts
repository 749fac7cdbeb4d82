import { selectionSql } from '#/rules/facts/filter-sql.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { dutyDueSql } from '#/rules/kinds/deadline/due-sql.ts'
import { tiedSql, tieSql } from '#/rules/facts/match-fields.ts'
import type { DeadlineRule } from '#/rules/kinds/deadline/parameters.ts'
import type { Noticed } from '#/rules/calendars/notices-as-known.ts'
import type { SelectedFacts, VersionsView } from '#/rules/facts/versions-sql.ts'
import { anchorInForceSql } from '#/rules/statements/warning-sql.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * Duties with their `due` second (NULL where it cannot be told) and the values that an answer must
 * share, as one text. `andDue` is a condition on `due`.
 */
export function dutyFacts(
  rule: DeadlineRule,
  view: VersionsView & Noticed,
  andDue: Sql,
): SelectedFacts {
  const { duty } = rule.parameters
  return {
    condition: sql`${tied(rule, duty)} AND ${anchorInForceSql(rule, sql`second`)} AND ${andDue}`,
    extra: { due: dutyDueSql(rule, view), tie: tieSql(rule.parameters.match) },
  }
}

/** Duties whenever they are due, with what is added. */
export function dutiesWith(rule: DeadlineRule, extra: SelectedFacts['extra']): SelectedFacts {
  const { duty, match } = rule.parameters
  return {
    condition: sql`${tied(rule, duty)} AND ${anchorInForceSql(rule, sql`second`)}`,
    extra: { ...extra, tie: tieSql(match) },
  }
}

export function answerFacts(rule: DeadlineRule): SelectedFacts {
  return {
    condition: tied(rule, rule.parameters.answer),
    extra: { tie: tieSql(rule.parameters.match) },
  }
}

/** Duties that no answer can be tied to, because a field of `match` is missing. */
export function untiedDuties(rule: DeadlineRule): SelectedFacts {
  const { duty, match } = rule.parameters
  const condition = sql`${selectionSql(duty)} AND NOT (${tiedSql(match)})
    AND ${anchorInForceSql(rule, sql`second`)}`
  return { condition, extra: {} }
}

function tied({ parameters: { match } }: DeadlineRule, selection: Selection): Sql {
  return sql`${selectionSql(selection)} AND ${tiedSql(match)}`
}
