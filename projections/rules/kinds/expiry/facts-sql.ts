import { carriedSecondSql } from '#/rules/carried-time.ts'
import { DAY_SECONDS } from '#/rules/civil-seconds.ts'
import { selectionSql } from '#/rules/filter-sql.ts'
import { tiedSql, tieSql } from '#/rules/match-fields.ts'
import type { ExpiryRule } from '#/rules/rule.ts'
import type { SelectedFacts } from '#/rules/versions-sql.ts'
import { anchorInForceSql } from '#/rules/warning-sql.ts'

/**
 * Everything that an expiry rule looks at: facts that carry a validity, that end one, that say the subject is no longer active (`is_carrier`,
 * `is_ending`, `is_inactive`), with the values that tie them together and with `due`, beyond which the clock makes a carrier warn.
 */
export function expiryFacts(rule: ExpiryRule): SelectedFacts {
  const { of, ended_by, inactive_by, match } = rule.parameters
  const roles = {
    is_carrier: `(${selectionSql(of)} AND ${tiedSql(match)})`,
    is_ending: ended_by === null ? '0' : `(${selectionSql(ended_by)} AND ${tiedSql(match)})`,
    is_inactive: inactive_by === null ? '0' : `(${selectionSql(inactive_by)})`,
  }
  return {
    condition: `(${Object.values(roles).join(' OR ')})`,
    extra: {
      is_carrier: `toUInt8(${roles.is_carrier})`,
      is_ending: `toUInt8(${roles.is_ending})`,
      is_inactive: `toUInt8(${roles.is_inactive})`,
      tie: tieSql(match),
      due: dueSql(rule),
    },
  }
}

/** Facts whose validity has an end that falls under the rule; `and` is a condition more, also on `due`. */
export function carriers(rule: ExpiryRule, and: string): SelectedFacts {
  return {
    condition: `${selectionSql(rule.parameters.of)} AND isNotNull(due) AND ${dueInForceSql(rule)} AND ${and}`,
    extra: { due: dueSql(rule) },
  }
}

/** Whether the rule applies at the first second in which the warning may stand. */
export function dueInForceSql(rule: ExpiryRule): string {
  return anchorInForceSql(rule, '(due + 1)')
}

/** NULL for a validity without end. Not before the fact itself: who reports a validity that is over warns from then on. */
export function dueSql({ parameters: { valid_to, notice_days }, utc_offset_seconds }: ExpiryRule): string {
  const last = carriedSecondSql(valid_to, utc_offset_seconds)
  const due = `greatest(assumeNotNull(${last}) - ${notice_days * DAY_SECONDS}, second - 1)`
  return `if(isNull(${last}), NULL, ${due})`
}
