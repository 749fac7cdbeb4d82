import { partitionedInForceSql } from '#/rules/facts/groups/grouped-versions-sql.ts'
import { groupOutcomesSql } from '#/rules/statements/group-outcomes-sql.ts'
import { isSurgeSql } from '#/rules/kinds/surge/critical-count.ts'
import {
  reachSeconds,
  surgeFacts,
  surgeFrames,
  surgePartition,
} from '#/rules/kinds/surge/facts-sql.ts'
import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import type { SurgeRule } from '#/rules/kinds/surge/parameters.ts'
import type { VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX, sampleSql } from '#/rules/statements/warning-sql.ts'
import { joinedToWindows, piecesOfAnchorSql } from '#/rules/statements/window-pieces-sql.ts'
import { identifier, joined, sql, stepSql, type Sql } from '#/sql.ts'

/** `W` of a surge: the instants at which it comes true, then the facts in each one's window. */
export function surgeWarningsSql(rule: SurgeRule, view: VersionsView): Sql {
  const { window_seconds } = rule.parameters
  const facts = partitionedInForceSql(surgePartition(rule), view, surgeFacts(rule, window_seconds))
  return stepSql(
    'warnings',
    'each anchor with the facts of its window, the newest as evidence',
    sql`
SELECT any(a.subject_id) AS subject_id, ${instantTextSql(sql`a.anchor * 1000`)} AS anchor,
  anchor AS anchor_at,
  ${factIdsSql(
    sql`arraySlice(arraySort(groupArray((f.second, f.fact))), -${EVIDENCE_FACTS_MAX}).2`,
  )} AS evidence,
  count() AS evidence_count
FROM ${joinedToWindows(window_seconds, anchorsSql(rule, facts), facts)}
  AND f.second > a.anchor - ${window_seconds}
GROUP BY a.subject_key, a.anchor`,
  )
}

function anchorsSql(rule: SurgeRule, facts: Sql): Sql {
  const holds = isSurgeSql(rule.parameters)
  return stepSql(
    'anchors',
    'instants at which the window stands out from its baseline, and right before did not',
    sql`
  SELECT subject_key, any(subject_id) AS subject_id, second AS anchor,
    ${piecesOfAnchorSql(rule.parameters.window_seconds, sql`second`)}
  FROM (${countedSql(rule, facts)})
  WHERE judged AND ${holds(sql`reached`, sql`base`)}
    AND NOT ${holds(sql`reached_before`, sql`base_before`)}
    AND ${anchorInForceSql(rule, sql`second`)}
  GROUP BY subject_key, second`,
  )
}

/**
 * The facts with the counts of their four stretches, and whether the group's facts reach back far
 * enough.
 */
function countedSql({ parameters }: SurgeRule, facts: Sql): Sql {
  const counts = Object.entries(surgeFrames(parameters)).map(
    ([name, over]) => sql`count() ${over} AS ${identifier(name)}`,
  )
  return stepSql(
    'counts',
    'to each fact how many lie in window and baseline, at its instant and right before',
    sql`
    SELECT subject_key, subject_id, fact_id, second, ${joined(counts)},
      min(second) OVER (PARTITION BY subject_key) <= second - ${reachSeconds(parameters)} AS judged
    FROM (${facts})`,
  )
}

/**
 * Facts in no group, and facts at which so many lie in the window that the baseline would have
 * decided, had there been a whole one.
 */
export function surgeOutcomesSql(rule: SurgeRule, view: VersionsView): Sql {
  const { of, group_by, window_seconds, at_least } = rule.parameters
  const facts = partitionedInForceSql(surgePartition(rule), view, surgeFacts(rule, window_seconds))
  return stepSql(
    'baseline too short',
    'facts at which the group reaches back less far than a baseline, counted',
    sql`
SELECT 'insufficient_data' AS outcome, 'BASELINE_TOO_SHORT' AS code, count() AS facts,
  ${sampleSql(sql`toString(fact_id)`)}
FROM (${countedSql(rule, facts)})
WHERE NOT judged AND reached >= ${at_least} AND ${anchorInForceSql(rule, sql`second`)}
GROUP BY outcome
UNION ALL
${groupOutcomesSql(group_by, [of], view)}`,
  )
}
