import { partitionedInForceSql } from '#/rules/groups/grouped-versions-sql.ts'
import { groupOutcomesSql } from '#/rules/groups/group-outcomes-sql.ts'
import { isSurgeSql } from '#/rules/kinds/surge/critical-count.ts'
import { reachSeconds, surgeFacts, surgeFrames, surgePartition } from '#/rules/kinds/surge/facts-sql.ts'
import { instantTextSql } from '#/rules/places.ts'
import type { SurgeRule } from '#/rules/rule.ts'
import type { VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX, factIdsSql, OUTCOME_SAMPLE_MAX } from '#/rules/warning-sql.ts'
import { joinedToWindows, piecesOfAnchorSql } from '#/rules/window-pieces-sql.ts'

/** `W` of a surge: the instants at which it comes true, then the facts in each one's window. */
export function surgeWarningsSql(rule: SurgeRule, view: VersionsView): string {
  const { window_seconds } = rule.parameters
  const facts = partitionedInForceSql(surgePartition(rule), view, surgeFacts(rule, window_seconds))
  return `
SELECT any(a.subject_id) AS subject_id, ${instantTextSql('a.anchor * 1000')} AS anchor, anchor AS anchor_at,
  ${factIdsSql(`arraySlice(arraySort(groupArray((f.second, f.fact))), -${EVIDENCE_FACTS_MAX}).2`)} AS evidence,
  count() AS evidence_count
FROM ${joinedToWindows(window_seconds, anchorsSql(rule, facts), facts)}
  AND f.second > a.anchor - ${window_seconds}
GROUP BY a.subject_key, a.anchor`
}

function anchorsSql(rule: SurgeRule, facts: string): string {
  const holds = isSurgeSql(rule.parameters)
  return `
  SELECT subject_key, any(subject_id) AS subject_id, second AS anchor,
    ${piecesOfAnchorSql(rule.parameters.window_seconds, 'second')}
  FROM (${countedSql(rule, facts)})
  WHERE judged AND ${holds('reached', 'base')} AND NOT ${holds('reached_before', 'base_before')}
    AND ${anchorInForceSql(rule, 'second')}
  GROUP BY subject_key, second`
}

/** The facts with the counts of their four stretches, and whether the group's facts reach back far enough. */
function countedSql({ parameters }: SurgeRule, facts: string): string {
  const counts = Object.entries(surgeFrames(parameters)).map(([name, over]) => `count() ${over} AS ${name}`)
  return `
    SELECT subject_key, subject_id, fact_id, second, ${counts.join(', ')},
      min(second) OVER (PARTITION BY subject_key) <= second - ${reachSeconds(parameters)} AS judged
    FROM (${facts})`
}

/** Facts in no group, and facts at which so many lie in the window that the baseline would have decided, had there been a whole one. */
export function surgeOutcomesSql(rule: SurgeRule, view: VersionsView): string {
  const { of, group_by, window_seconds, at_least } = rule.parameters
  const facts = partitionedInForceSql(surgePartition(rule), view, surgeFacts(rule, window_seconds))
  return `
SELECT 'insufficient_data' AS outcome, 'BASELINE_TOO_SHORT' AS code, count() AS facts,
  groupArray(${OUTCOME_SAMPLE_MAX})(toString(fact_id)) AS sample
FROM (${countedSql(rule, facts)})
WHERE NOT judged AND reached >= ${at_least} AND ${anchorInForceSql(rule, 'second')}
GROUP BY outcome
UNION ALL
${groupOutcomesSql(group_by, [of], view)}`
}
