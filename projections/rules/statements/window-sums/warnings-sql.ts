import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'
import { joinedToWindows, piecesOfAnchorSql } from '#/rules/statements/window-pieces-sql.ts'
import {
  frameSumsSql,
  reachesSql,
  summedFacts,
  type WindowSums,
} from '#/rules/statements/window-sums/facts-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/** `W`: the instants at which the sums come true, then the facts in each one's window. */
export function windowSumsWarningsSql(sums: WindowSums, view: VersionsView): Sql {
  const { window_seconds } = sums
  const facts = factsInForceSql(view, summedFacts(sums))
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
FROM ${joinedToWindows(window_seconds, anchorsSql(sums, facts), facts)}
  AND f.second > a.anchor - ${window_seconds}
GROUP BY a.subject_key, a.anchor`,
  )
}

function anchorsSql(sums: WindowSums, facts: Sql): Sql {
  const amount = (index: number): Sql => sql`amount_${index}`
  const frames = frameSumsSql(sums, {
    reached: { name: sql`reached`, amount },
    before: { name: sql`before`, amount },
  })
  return stepSql(
    'anchors',
    'instants at which all sums over the window are enough, and right before were not',
    sql`
  SELECT subject_key, any(subject_id) AS subject_id, second AS anchor,
    ${piecesOfAnchorSql(sums.window_seconds, sql`second`)}
  FROM (SELECT subject_key, subject_id, second, ${frames} FROM (${facts}))
  WHERE ${reachesSql(sums, sql`reached`)} AND NOT ${reachesSql(sums, sql`before`)}
    AND ${anchorInForceSql(sums.rule, sql`second`)}
  GROUP BY subject_key, second`,
  )
}
