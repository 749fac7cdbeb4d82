import { carriedSecondSql } from '#/rules/facts/carried-time.ts'
import { DAY_SECONDS } from '@jianwei/events/working-days/civil-seconds.ts'
import { selectionSql } from '#/rules/facts/filter-sql.ts'
import { tiedSql, tieSql } from '#/rules/facts/match-fields.ts'
import type { ExpiryRule } from '#/rules/kinds/expiry/parameters.ts'
import type { SelectedFacts } from '#/rules/facts/versions-sql.ts'
import { anchorInForceSql } from '#/rules/statements/warning-sql.ts'
import { joined, sql, type Sql } from '#/sql.ts'

/**
 * Everything that an expiry rule looks at: facts that carry a validity, that end one, that say the
 * subject is no longer active (`is_carrier`, `is_ending`, `is_inactive`), with the values that tie
 * them together and with `due`, beyond which the clock makes a carrier warn.
 */
export function expiryFacts(rule: ExpiryRule): SelectedFacts {
  const { of, ended_by, inactive_by, match } = rule.parameters
  const roles = {
    is_carrier: sql`(${selectionSql(of)} AND ${tiedSql(match)})`,
    is_ending: ended_by === null ? sql`0` : sql`(${selectionSql(ended_by)} AND ${tiedSql(match)})`,
    is_inactive: inactive_by === null ? sql`0` : sql`(${selectionSql(inactive_by)})`,
  }
  return {
    condition: sql`(${joined(Object.values(roles), ' OR ')})`,
    extra: {
      is_carrier: sql`toUInt8(${roles.is_carrier})`,
      is_ending: sql`toUInt8(${roles.is_ending})`,
      is_inactive: sql`toUInt8(${roles.is_inactive})`,
      tie: tieSql(match),
      due: noticeDueSql(rule),
    },
  }
}

/**
 * Facts whose validity has an end that falls under the rule; `and` is a condition more, also on
 * `due`.
 */
export function carriers(rule: ExpiryRule, and: Sql): SelectedFacts {
  return {
    condition: sql`${selectionSql(rule.parameters.of)} AND isNotNull(due) AND ${dueInForceSql(rule)}
      AND ${and}`,
    extra: { due: noticeDueSql(rule) },
  }
}

/** Whether the rule applies at the first second in which the warning may stand. */
export function dueInForceSql(rule: ExpiryRule): Sql {
  return anchorInForceSql(rule, sql`(due + 1)`)
}

/**
 * NULL for a validity without end. Not before the fact itself: who reports a validity that is over
 * warns from then on.
 */
export function noticeDueSql({
  parameters: { valid_to, notice_days },
  utc_offset_seconds,
}: ExpiryRule): Sql {
  const last = carriedSecondSql(valid_to, utc_offset_seconds)
  const due = sql`greatest(assumeNotNull(${last}) - ${notice_days * DAY_SECONDS}, second - 1)`
  return sql`if(isNull(${last}), NULL, ${due})`
}
