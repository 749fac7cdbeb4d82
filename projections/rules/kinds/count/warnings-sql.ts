import { countedFacts, joinedToWindows, windowFrames } from '#/rules/kinds/count/facts-sql.ts'
import { instantTextSql } from '#/rules/places.ts'
import type { CountRule } from '#/rules/rule.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX, factIdsSql } from '#/rules/warning-sql.ts'

/** `W` of a count rule: the instants at which the count comes true, then the facts in each one's window. */
export function countWarningsSql(rule: CountRule, view: VersionsView): string {
  const { window_seconds } = rule.parameters
  const { condition, extra } = countedFacts(rule)
  const facts = inForceSql(view, condition, extra)
  return `
SELECT any(a.subject_id) AS subject_id, ${instantTextSql('a.anchor * 1000')} AS anchor, anchor AS anchor_at,
  ${factIdsSql(`arraySlice(arraySort(groupArray((f.second, f.fact))), -${EVIDENCE_FACTS_MAX}).2`)} AS evidence,
  count() AS evidence_count
FROM ${joinedToWindows(rule, anchorsSql(rule, facts), facts)}
  AND f.second > a.anchor - ${window_seconds}
GROUP BY a.subject_key, a.anchor`
}

function anchorsSql(rule: CountRule, facts: string): string {
  const { at_least, distinct } = rule.parameters
  const frames = windowFrames(rule)
  const size = distinct === null ? 'count()' : 'uniqExact(value)'
  return `
  SELECT subject_key, any(subject_id) AS subject_id, second AS anchor
  FROM (
    SELECT subject_key, subject_id, second, ${size} ${frames.reached} AS reached, ${size} ${frames.before} AS before
    FROM (${facts})
  )
  WHERE reached >= ${at_least} AND before < ${at_least} AND ${anchorInForceSql(rule, 'second')}
  GROUP BY subject_key, second`
}
