import { instantTextSql } from '#/rules/places.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX, factIdsSql } from '#/rules/warning-sql.ts'
import { joinedToWindows, piecesOfAnchorSql } from '#/rules/window-pieces-sql.ts'
import { frameSumsSql, reachesSql, summedFacts, type WindowSums } from '#/rules/window-sums/facts-sql.ts'

/** `W`: the instants at which the sums come true, then the facts in each one's window. */
export function windowSumsWarningsSql(sums: WindowSums, view: VersionsView): string {
  const { window_seconds } = sums
  const facts = inForceSql(view, summedFacts(sums))
  return `
SELECT any(a.subject_id) AS subject_id, ${instantTextSql('a.anchor * 1000')} AS anchor, anchor AS anchor_at,
  ${factIdsSql(`arraySlice(arraySort(groupArray((f.second, f.fact))), -${EVIDENCE_FACTS_MAX}).2`)} AS evidence,
  count() AS evidence_count
FROM ${joinedToWindows(window_seconds, anchorsSql(sums, facts), facts)}
  AND f.second > a.anchor - ${window_seconds}
GROUP BY a.subject_key, a.anchor`
}

function anchorsSql(sums: WindowSums, facts: string): string {
  const amount = (index: number): string => `amount_${index}`
  const frames = frameSumsSql(sums, { reached: { name: 'reached', amount }, before: { name: 'before', amount } })
  return `
  SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, ${piecesOfAnchorSql(sums.window_seconds, 'second')}
  FROM (SELECT subject_key, subject_id, second, ${frames} FROM (${facts}))
  WHERE ${reachesSql(sums, 'reached')} AND NOT ${reachesSql(sums, 'before')} AND ${anchorInForceSql(sums.rule, 'second')}
  GROUP BY subject_key, second`
}
