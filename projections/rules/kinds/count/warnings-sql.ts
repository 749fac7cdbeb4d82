import { countSelection, windowSizesSql } from '#/rules/kinds/count/facts-sql.ts'
import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import type { CountRule } from '#/rules/kinds/count/parameters.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'
import { joinedToWindows, piecesOfAnchorSql } from '#/rules/statements/window-pieces-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/**
 * `W` of a count rule: the instants at which the count comes true, then the facts in each one's
 * window.
 */
export function countWarningsSql(rule: CountRule, view: VersionsView): Sql {
  const { window_seconds } = rule.parameters
  const facts = factsInForceSql(view, countSelection(rule))
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

function anchorsSql(rule: CountRule, facts: Sql): Sql {
  const { at_least, window_seconds } = rule.parameters
  return stepSql(
    'anchors',
    'instants at which so many lie in the window, and right before did not',
    sql`
  SELECT subject_key, any(subject_id) AS subject_id, second AS anchor,
    ${piecesOfAnchorSql(window_seconds, sql`second`)}
  FROM (${windowSizesSql(rule, facts, [sql`subject_id`], { all: sql`1` })})
  WHERE all_reached >= ${at_least} AND all_before < ${at_least}
    AND ${anchorInForceSql(rule, sql`second`)}
  GROUP BY subject_key, second`,
  )
}
