import type { Instant } from '@jianwei/events/instant.ts'
import { judgingOf } from '#/rules/judging.ts'
import { stillSilentSql } from '#/rules/kinds/silence/warnings-sql.ts'
import type { SilenceRule } from '#/rules/rule.ts'
import type { VersionsView } from '#/rules/versions-sql.ts'
import { OUTCOME_SAMPLE_MAX } from '#/rules/warning-sql.ts'

/** What a rule shows that depends on something that is silent. */
export const SOURCE_SILENT = 'SOURCE_SILENT'

/**
 * A row of `OutcomeRow` if anything that these rules watch is silent at the clock and has not reported since: `facts` is the number of
 * silent keys, `sample` has their last reports. Null without rules. Versions of one rule that find the same silence count once.
 */
export function sourceSilentSql(rules: readonly SilenceRule[], view: VersionsView, clock: Instant): string | null {
  if (rules.length === 0) return null
  const silent = rules
    .map((rule) => stillSilentSql(rule, { ...view, judging: judgingOf(rule) }, clock))
    .join('\nUNION ALL\n')
  return `
SELECT 'insufficient_data' AS outcome, '${SOURCE_SILENT}' AS code, uniqExact(fact_id) AS facts,
  arraySlice(arraySort(groupUniqArray(toString(fact_id))), 1, ${OUTCOME_SAMPLE_MAX}) AS sample
FROM (${silent})
HAVING facts > 0`
}
