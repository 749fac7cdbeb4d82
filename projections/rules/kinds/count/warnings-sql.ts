import { countedFacts, windowSizesSql } from '#/rules/kinds/count/facts-sql.ts'
import { instantTextSql } from '#/rules/places.ts'
import type { CountRule } from '#/rules/rule.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX, factIdsSql } from '#/rules/warning-sql.ts'
import { joinedToWindows, piecesOfAnchorSql } from '#/rules/window-pieces-sql.ts'

/** `W` of a count rule: the instants at which the count comes true, then the facts in each one's window. */
export function countWarningsSql(rule: CountRule, view: VersionsView): string {
  const { window_seconds } = rule.parameters
  const facts = inForceSql(view, countedFacts(rule))
  return `
SELECT any(a.subject_id) AS subject_id, ${instantTextSql('a.anchor * 1000')} AS anchor, anchor AS anchor_at,
  ${factIdsSql(`arraySlice(arraySort(groupArray((f.second, f.fact))), -${EVIDENCE_FACTS_MAX}).2`)} AS evidence,
  count() AS evidence_count
FROM ${joinedToWindows(window_seconds, anchorsSql(rule, facts), facts)}
  AND f.second > a.anchor - ${window_seconds}
GROUP BY a.subject_key, a.anchor`
}

function anchorsSql(rule: CountRule, facts: string): string {
  const { at_least, window_seconds } = rule.parameters
  return `
  SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, ${piecesOfAnchorSql(window_seconds, 'second')}
  FROM (${windowSizesSql(rule, facts, ['subject_id'], { all: '1' })})
  WHERE all_reached >= ${at_least} AND all_before < ${at_least} AND ${anchorInForceSql(rule, 'second')}
  GROUP BY subject_key, second`
}
