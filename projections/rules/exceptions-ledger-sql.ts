import { anchorFacts } from '#/rules/anchor-facts.ts'
import { secondOfTextSql } from '#/rules/carried-time.ts'
import type { ExceptionCondition, RuleException } from '#/rules/exceptions.ts'
import { comparisonsOfExceptions, exceptingFacts, viewOfException } from '#/rules/exceptions-sql.ts'
import { filterSql } from '#/rules/filter-sql.ts'
import { intervalsSql } from '#/rules/intervals-sql.ts'
import { neverSql, placeColumnsSql, placeOfColumnsSql } from '#/rules/places.ts'
import type { Rule } from '#/rules/rule.ts'
import { carrierFacts, truthSql } from '#/rules/subject-carriers-sql.ts'
import { subjectColumn } from '#/rules/subject-comparisons.ts'
import { truthPiecesSql } from '#/rules/subject-states-sql.ts'
import { versionsSql, type VersionsView } from '#/rules/versions-sql.ts'
import { pieceSql, piecesOfAnchorSql } from '#/rules/window-pieces-sql.ts'

/**
 * Exceptions over all points of knowing: of each interval in which a kind's condition held, those in which no exception did. One warning may
 * so stand several times; the evidence each time is that of the beginning of the condition, because the condition went on.
 *
 * A condition's interval is cut where its anchor is a fact of which a correction moved the second, then the places are found at which exceptions
 * began and ceased, and what remains is joined again.
 */
export function unsuppressedLedgerSql(rule: Rule, view: VersionsView, ledger: string): string {
  if (rule.exceptions.length === 0) return ledger
  const by = view.known.by
  const never = neverSql(by)
  const intervals = intervalsSql(
    `
  SELECT ${CARRIED.join(', ')}, arrayConcat([(known_from, toInt32(1), toInt32(0))],
    if(known_until = ${never}, [], [(known_until, toInt32(-1), toInt32(0))]),
    arrayMap(change -> (change.1, toInt32(0), change.2), exempt)) AS changes
  FROM (${exemptSql(rule, view, anchoredSql(rule, view, ledger))})`,
    { carried: CARRIED, sums: ['holds', 'excepted'], stands: 'holds > 0 AND excepted = 0', never },
  )
  return `
SELECT subject_id, anchor, anchor_at, evidence, evidence_count,
  ${placeColumnsSql(by, 'joined.1', 'raised')}, ${placeColumnsSql(by, 'joined.2', 'withdrawn')}
FROM (
  SELECT ${SHOWN.map((column) => `any(${column}) AS ${column}`).join(', ')}, anchor,
    groupArray(raised) AS beginnings, groupArray(withdrawn) AS ends
  FROM (${intervals})
  GROUP BY subject_key, anchor, began
)
ARRAY JOIN arrayZip(arraySort(arrayFilter(place -> NOT has(ends, place), beginnings)),
  arraySort(arrayFilter(place -> NOT has(beginnings, place), ends))) AS joined`
}

const SHOWN = ['subject_id', 'anchor_at', 'evidence', 'evidence_count']
const CARRIED = [...SHOWN, 'subject_key', 'anchor', 'began']

/** What tells the pieces of intervals apart, and what else stays with them. */
const KEY = ['subject_key', 'anchor', 'known_from']
const KEPT = [...SHOWN, 'second', 'known_until', 'began']

/** The ledger's intervals, each from `known_from` to `known_until` with the `second` of its anchor, and the place where the condition `began`. */
function anchoredSql(rule: Rule, view: VersionsView, ledger: string): string {
  const by = view.known.by
  const milliseconds = (instant: string): string =>
    `(${secondOfTextSql(instant)} * 1000 + toInt64OrZero(substring(${instant}, 21, 3)))`
  const intervals = `
    SELECT ${SHOWN.join(', ')}, anchor, cityHash64(subject_id) AS subject_key, ${secondOfTextSql('anchor_at')} AS second,
      ${placeOfColumnsSql(by, 'raised', milliseconds)} AS known_from,
      ${placeOfColumnsSql(by, 'withdrawn', milliseconds)} AS known_until, known_from AS began
    FROM (${ledger})`
  const anchors = anchorFacts(rule)
  if (anchors === null) return intervals
  return `
SELECT l.* EXCEPT (second, known_from, known_until), v.at AS second,
  greatest(l.known_from, v.version_from) AS known_from, least(l.known_until, v.version_until) AS known_until
FROM (${intervals}) AS l
INNER JOIN (
  SELECT subject_key, toString(fact_id) AS anchor, at, known_from AS version_from, known_until AS version_until
  FROM (${versionsSql({ scope: view.scope, known: view.known }, anchors)})
) AS v ON l.subject_key = v.subject_key AND l.anchor = v.anchor
WHERE v.version_from < l.known_until AND v.version_until > l.known_from`
}

/** With `exempt`: the places at which an exception began (+1) or ceased (−1) to hold. */
function exemptSql({ exceptions }: Rule, view: VersionsView, intervals: string): string {
  return exceptions.reduce(
    (rows, { when }) => (when.by === 'fact' ? withFactSql(view, rows, when) : rows),
    withSubjectSql(exceptions, view, intervals),
  )
}

function withSubjectSql(exceptions: readonly RuleException[], view: VersionsView, intervals: string): string {
  const comparisons = comparisonsOfExceptions(exceptions)
  if (comparisons.length === 0) {
    return `SELECT *, [(known_from, toInt32(0))] AS exempt FROM (${intervals})`
  }
  const carriers = versionsSql({ scope: view.scope, known: view.known }, carrierFacts(comparisons))
  const filters = exceptions.flatMap(({ when }) => (when.by === 'subject' ? [filterSql(when.filter)] : []))
  const truths = comparisons.map((_, index) => `arrayMap(piece -> ${truthSql(comparisons, index, 'piece.3')}, pieces)`)
  return `
SELECT * EXCEPT (pieces, excepted),
  arrayMap((piece, is, was) -> (piece.1, is - was), pieces, excepted, arrayPushFront(arrayPopBack(excepted), toInt32(0))) AS exempt
FROM (
  SELECT *, arrayMap((${comparisons.map(subjectColumn).join(', ')}) -> toInt32(${filters.join(' OR ')}), ${truths.join(', ')}) AS excepted
  FROM (${truthPiecesSql(intervals, { carriers, comparisons, key: KEY, carried: KEPT })})
)`
}

function withFactSql(view: VersionsView, rows: string, when: Extract<ExceptionCondition, { by: 'fact' }>): string {
  const never = neverSql(view.known.by)
  const facts = versionsSql(viewOfException(view, when), exceptingFacts(when))
  const within = when.within_seconds
  const excepts = `f.known_from > 0 AND f.second > r.second - ${within} AND f.second <= r.second`
  return `
SELECT ${KEY.map((column) => `r.${column} AS ${column}`).join(', ')},
  ${KEPT.map((column) => `any(r.${column}) AS ${column}`).join(', ')},
  arrayConcat(any(r.exempt), groupArrayIf((f.known_from, toInt32(1)), ${excepts}),
    groupArrayIf((f.known_until, toInt32(-1)), ${excepts} AND f.known_until != ${never})) AS exempt
FROM (SELECT *, ${piecesOfAnchorSql(within, 'second')} FROM (${rows})) AS r
LEFT JOIN (SELECT *, ${pieceSql(within, 'second')} AS piece FROM (${facts})) AS f
  ON r.subject_key = f.subject_key AND r.piece = f.piece
GROUP BY ${KEY.map((column) => `r.${column}`).join(', ')}`
}
