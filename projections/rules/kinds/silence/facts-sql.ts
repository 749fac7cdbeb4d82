import { selectionSql } from '#/rules/facts/filter-sql.ts'
import { groupTieSql, inGroupSql } from '#/rules/facts/groups/group-sql.ts'
import type { Partition } from '#/rules/facts/groups/grouped-versions-sql.ts'
import type { SilenceRule } from '#/rules/kinds/silence/parameters.ts'
import type { SelectedFacts } from '#/rules/facts/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'
import { and, NOTHING, sql, type Sql } from '#/sql.ts'
import {
  AFTER_ALL_SECONDS,
  BEFORE_ALL_SECONDS,
} from '@jianwei/events/working-days/civil-seconds.ts'

/** Before and after every event, in seconds. */
export const BEFORE_ALL = sql`toInt64(${BEFORE_ALL_SECONDS})`
export const AFTER_ALL = sql`toInt64(${AFTER_ALL_SECONDS})`

export function silencePartition({ parameters: { per, key } }: SilenceRule): Partition {
  return per === 'group' ? { by: 'group', group: key } : { by: 'subject' }
}

/**
 * Everything that a silence rule looks at: reports (`is_report`) and what ends the duty to report,
 * with `fact` and with `tie`, which tells the keys of one subject apart. `more` is a
 * further condition.
 */
export function silenceFacts(
  { parameters: { of, unless, per, key } }: SilenceRule,
  more: Sql = and([]),
): SelectedFacts {
  const ends = unless === null ? NOTHING : sql` OR (${selectionSql(unless)})`
  const keyed = key.length === 0 ? sql`1` : inGroupSql(key)
  return {
    condition: sql`((${selectionSql(of)})${ends}) AND ${keyed} AND ${more}`,
    extra: {
      fact: FACT_NUMBER,
      is_report: sql`toUInt8(${selectionSql(of)})`,
      tie: per === 'group' || key.length === 0 ? sql`''` : groupTieSql(key),
    },
  }
}
