import { selectionSql } from '#/rules/filter-sql.ts'
import { groupTieSql, inGroupSql } from '#/rules/groups/group-sql.ts'
import type { Partition } from '#/rules/groups/grouped-versions-sql.ts'
import type { SilenceRule } from '#/rules/rule.ts'
import type { SelectedFacts } from '#/rules/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/warning-sql.ts'

/** Before and after every event, in seconds. */
export const BEFORE_ALL = 'toInt64(-1000000000000)'
export const AFTER_ALL = 'toInt64(1000000000000)'

export function silencePartition({ parameters: { per, key } }: SilenceRule): Partition {
  return per === 'group' ? { by: 'group', group: key } : { by: 'subject' }
}

/**
 * Everything that a silence rule looks at: reports (`is_report`) and what ends the duty to report, with `fact` and with `tie`,
 * which tells the keys of one subject apart. `and` is a condition more.
 */
export function silenceFacts({ parameters: { of, unless, per, key } }: SilenceRule, and = '1'): SelectedFacts {
  const ends = unless === null ? '' : ` OR (${selectionSql(unless)})`
  const keyed = key.length === 0 ? '1' : inGroupSql(key)
  return {
    condition: `((${selectionSql(of)})${ends}) AND ${keyed} AND ${and}`,
    extra: {
      fact: FACT_NUMBER,
      is_report: `toUInt8(${selectionSql(of)})`,
      tie: per === 'group' || key.length === 0 ? "''" : groupTieSql(key),
    },
  }
}
