import {
  intervalsOfLedgerSql,
  remainingLedgerSql,
  SHOWN_COLUMNS,
} from '#/rules/compiler/ledger-pieces-sql.ts'
import type { ExceptionCondition, RuleException } from '#/rules/language/exceptions.ts'
import {
  comparisonsOfExceptions,
  exceptingFacts,
  viewOfException,
} from '#/rules/compiler/exceptions-sql.ts'
import { filterSql } from '#/rules/facts/filter-sql.ts'
import { neverSql } from '#/rules/facts/knowledge-points.ts'
import { kindOf, type Rule } from '#/rules/rule.ts'
import { carrierFacts, truthSql } from '#/rules/facts/subject-carriers-sql.ts'
import { subjectColumn } from '#/rules/language/subject-comparisons.ts'
import { truthPiecesSql } from '#/rules/facts/subject-states-sql.ts'
import { versionsSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { pieceSql, piecesOfAnchorSql } from '#/rules/statements/window-pieces-sql.ts'
import { columns, joined, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * Exceptions over all points of knowing: of each interval in which a kind's condition held, those
 * in which no exception did. One warning may so stand several times; the evidence each time is that
 * of the beginning of the condition, because the condition went on.
 *
 * A condition's interval is cut where its anchor is a fact of which a correction moved the second,
 * then the knowledge points are found at which exceptions began and ceased, and what remains is
 * joined again.
 */
export function unsuppressedLedgerSql(rule: Rule, view: VersionsView, ledger: Sql): Sql {
  if (rule.exceptions.length === 0) return ledger
  return remainingLedgerSql(view.known.by, exemptSql(rule, view, anchoredSql(rule, view, ledger)))
}

/** What tells the pieces of intervals apart, and what else stays with them. */
const KEY = [sql`subject_key`, sql`anchor`, sql`known_from`]
const KEPT = [...SHOWN_COLUMNS, sql`second`, sql`known_until`, sql`began`]

/** The ledger's intervals, cut where a correction moved the `second` of their anchor. */
function anchoredSql(rule: Rule, view: VersionsView, ledger: Sql): Sql {
  const intervals = intervalsOfLedgerSql(view.known.by, ledger)
  const anchors = kindOf(rule).anchorFacts?.(rule)
  if (anchors === undefined) return intervals
  return stepSql(
    'cut by corrections',
    'the intervals, cut where a correction moved the second of the anchor',
    sql`
SELECT l.* EXCEPT (second, known_from, known_until), v.at AS second,
  greatest(l.known_from, v.version_from) AS known_from,
  least(l.known_until, v.version_until) AS known_until
FROM (${intervals}) AS l
INNER JOIN (
  SELECT subject_key, toString(fact_id) AS anchor, at, known_from AS version_from,
    known_until AS version_until
  FROM (${versionsSql({ scope: view.scope, known: view.known }, anchors)})
) AS v ON l.subject_key = v.subject_key AND l.anchor = v.anchor
WHERE v.version_from < l.known_until AND v.version_until > l.known_from`,
  )
}

/** With `exempt`: the knowledge points at which an exception began (+1) or ceased (−1) to hold. */
function exemptSql({ exceptions }: Rule, view: VersionsView, intervals: Sql): Sql {
  return exceptions.reduce(
    (rows, { when }) => (when.by === 'fact' ? withFactSql(view, rows, when) : rows),
    withSubjectSql(exceptions, view, intervals),
  )
}

function withSubjectSql(
  exceptions: readonly RuleException[],
  view: VersionsView,
  intervals: Sql,
): Sql {
  const comparisons = comparisonsOfExceptions(exceptions)
  if (comparisons.length === 0) {
    return sql`SELECT *, [(known_from, toInt32(0))] AS exempt FROM (${intervals})`
  }
  const carriers = versionsSql(
    { scope: view.scope, known: view.known },
    carrierFacts(comparisons, view.known),
  )
  const filters = exceptions.flatMap(({ when }) =>
    when.by === 'subject' ? [filterSql(when.filter)] : [],
  )
  const truths = comparisons.map(
    (_, index) => sql`arrayMap(piece -> ${truthSql(comparisons, index, sql`piece.3`)}, pieces)`,
  )
  return stepSql(
    'exempt by subject',
    'to each interval the knowledge points at which the subject began or ceased to be excepted',
    sql`
SELECT * EXCEPT (pieces, excepted),
  arrayMap((piece, is, was) -> (piece.1, is - was), pieces, excepted,
    arrayPushFront(arrayPopBack(excepted), toInt32(0))) AS exempt
FROM (
  SELECT *,
    arrayMap((${columns(comparisons.map(subjectColumn))}) -> toInt32(${joined(filters, ' OR ')}),
      ${joined(truths)}) AS excepted
  FROM (${truthPiecesSql(intervals, {
    carriers,
    comparisons,
    known: view.known,
    key: KEY,
    carried: KEPT,
  })})
)`,
  )
}

function withFactSql(
  view: VersionsView,
  rows: Sql,
  when: Extract<ExceptionCondition, { by: 'fact' }>,
): Sql {
  const never = neverSql(view.known.by)
  const facts = versionsSql(viewOfException(view, when), exceptingFacts(when))
  const within = when.within_seconds
  const excepts = sql`f.known_from > 0 AND f.second > r.second - ${within} AND f.second <= r.second`
  return stepSql(
    'exempt by facts',
    'to each interval the knowledge points at which facts began or ceased to except it',
    sql`
SELECT ${joined(KEY.map((column) => sql`r.${column} AS ${column}`))},
  ${joined(KEPT.map((column) => sql`any(r.${column}) AS ${column}`))},
  arrayConcat(any(r.exempt), groupArrayIf((f.known_from, toInt32(1)), ${excepts}),
    groupArrayIf((f.known_until, toInt32(-1)), ${excepts} AND f.known_until != ${never})) AS exempt
FROM (SELECT *, ${piecesOfAnchorSql(within, sql`second`)} FROM (${rows})) AS r
LEFT JOIN (SELECT *, ${pieceSql(within, sql`second`)} AS piece FROM (${facts})) AS f
  ON r.subject_key = f.subject_key AND r.piece = f.piece
GROUP BY ${joined(KEY.map((column) => sql`r.${column}`))}`,
  )
}
