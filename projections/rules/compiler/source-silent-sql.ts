import type { Instant } from '@jianwei/events/instant.ts'
import { ruleFactsOf } from '#/rules/facts/rule-facts.ts'
import { silencesOfReportsSql, stillSilentWarningsSql } from '#/rules/kinds/silence/warnings-sql.ts'
import { silenceSelections, type SilenceRule } from '#/rules/kinds/silence/parameters.ts'
import { judgedSql } from '#/rules/compiler/judged-duties-sql.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import type { VersionsView } from '#/rules/facts/versions-sql.ts'
import { OUTCOME_SAMPLE_MAX } from '#/rules/statements/warning-sql.ts'
import { joined, sql, type Sql } from '#/sql.ts'

/** What a rule shows that depends on something that is silent. */
export const SOURCE_SILENT = 'SOURCE_SILENT'

/**
 * A row of `OutcomeRow` if anything that these rules watch is silent at the clock and has not
 * reported since: `facts` is the number of silent keys, `sample` has their last reports. Null
 * without rules. Versions of one rule that find the same silence count once. A silence that is not
 * judged, because nobody feeds what the report waits for, is none.
 */
export function sourceSilentSql(
  rules: readonly SilenceRule[],
  view: VersionsView & Stated,
  clock: Instant,
): Sql | null {
  if (rules.length === 0) return null
  const silent = joined(
    rules.map((rule) => {
      const rule_facts = ruleFactsOf(rule, silenceSelections(rule))
      const silences = stillSilentWarningsSql(rule, { ...view, rule_facts }, clock)
      return sql`SELECT anchor FROM (${judgedSql(rule, view, silences)})`
    }),
    '\nUNION ALL\n',
  )
  return sql`
SELECT 'insufficient_data' AS outcome, ${SOURCE_SILENT} AS code, uniqExact(anchor) AS facts,
  arraySlice(arraySort(groupUniqArray(anchor)), 1, ${OUTCOME_SAMPLE_MAX}) AS sample
FROM (${silent})
HAVING facts > 0`
}

/** One of the reports that were asked of, if it was followed by silence. */
export interface ReportRow {
  readonly report: string
  /** When its key reported again; null while it is silent. */
  readonly next_second: number | null
}

/** Whether what a rule watches is still silent after some reports: rows of `ReportRow`. */
export function silentSinceSql(
  rule: SilenceRule,
  view: VersionsView,
  clock: Instant,
  reports: readonly string[],
): Sql {
  const rule_facts = ruleFactsOf(rule, silenceSelections(rule))
  return silencesOfReportsSql(rule, { ...view, rule_facts }, clock, reports)
}
