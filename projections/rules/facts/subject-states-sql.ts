import type { Comparison } from '#/rules/language/filter.ts'
import {
  areRanked,
  comparedAttributes,
  truthSql,
  type ComparedAttribute,
} from '#/rules/facts/subject-carriers-sql.ts'
import { knownAtLiteral, type Known } from '#/rules/facts/knowledge-points.ts'
import { subjectColumn } from '#/rules/language/subject-comparisons.ts'
import { identifier, joined, NOTHING, sql, stepSql, type Sql } from '#/sql.ts'
import {
  AFTER_ALL_SECONDS,
  BEFORE_ALL_SECONDS,
} from '@jianwei/events/working-days/civil-seconds.ts'

/**
 * How subjects were, seen from a second: which comparisons hold for the latest that was said up to
 * it, by the highest source where sources are the authority. `carriers` are facts that say
 * something (`subject-carriers-sql.ts`); of several in one second, that with the greatest id
 * counts.
 *
 * What is in force at one point of knowing is a step function of the second alone. Over all points
 * of knowing it is one of two dimensions: seen from a second, the truths change where a version
 * that is not later began or ceased to be known. It is made only for the seconds and from the
 * knowledge points on that are asked for, because facts mostly arrive after what was said before
 * them, and then there is one step.
 */

/**
 * `facts` with a column for each comparison. Both are as in force at one point of knowing, without
 * knowledge points.
 */
export function factsWithSubjectSql(
  facts: Sql,
  carriers: Sql,
  comparisons: readonly Comparison[],
  known: Known,
): Sql {
  const latest = latestTruthsSql(comparisons, known)
  return stepSql(
    'what subjects were',
    'to each row the latest that was said of its subject up to its second',
    sql`
SELECT e.*${columnsSql(comparisons, sql`s.truths`)}
FROM (${facts}) AS e
ASOF LEFT JOIN (
  SELECT subject_key, second AS since, any(latest) AS truths
  FROM (SELECT subject_key, second, ${latest} AS latest FROM (${carriers}))
  GROUP BY subject_key, since
) AS s ON e.subject_key = s.subject_key AND e.second >= s.since`,
  )
}

/**
 * `versions`, with `known_from` and `known_until`, cut where a comparison's truth changes while
 * they are known: rows that together cover the same knowledge points, each with a column for each
 * comparison.
 */
export function versionsWithSubjectSql(
  versions: Sql,
  {
    carriers,
    comparisons,
    known,
    never,
  }: {
    readonly carriers: Sql
    readonly comparisons: readonly Comparison[]
    readonly known: Known
    readonly never: Sql
  },
): Sql {
  const asked = sql`
    SELECT e.subject_key AS subject_key, c.since AS second, min(e.known_from) AS known_from,
      ${never} AS known_until
    FROM (SELECT subject_key, second, known_from FROM (${versions})) AS e
    ASOF JOIN (SELECT DISTINCT subject_key, second AS since FROM (${carriers})) AS c
      ON e.subject_key = c.subject_key AND e.second >= c.since
    GROUP BY subject_key, second`
  const pieces = truthPiecesSql(asked, {
    carriers,
    comparisons,
    known,
    key: [sql`subject_key`, sql`second`, sql`known_from`],
    carried: [sql`known_until`],
  })
  // From before everything that a subject's facts say, nothing is known of it.
  const unknown = sql`[(0, ${never}, toUInt64(0))]`
  return stepSql(
    'cut by what subjects were',
    'the versions, cut where what was known of their subject changes',
    sql`
SELECT * EXCEPT (pieces, piece, version_from, version_until),
  greatest(version_from, piece.1) AS known_from,
  least(version_until, piece.2) AS known_until${columnsSql(comparisons, sql`piece.3`)}
FROM (
  SELECT e.* EXCEPT (known_from, known_until), e.known_from AS version_from,
    e.known_until AS version_until,
    if(empty(p.pieces), ${unknown}, p.pieces) AS pieces
  FROM (${versions}) AS e
  ASOF LEFT JOIN (SELECT subject_key, second AS since, pieces FROM (${pieces})) AS p
    ON e.subject_key = p.subject_key AND e.second >= p.since
)
ARRAY JOIN pieces AS piece
WHERE piece.1 < version_until AND piece.2 > version_from`,
  )
}

/**
 * For each of `rows`, with `subject_key`, `second`, `known_from` and `known_until`, the array
 * `pieces` of (from, until, truths) as seen from its second: together its knowledge points, each
 * piece of other truths than the one before. `key` tells the rows apart, `carried` are further
 * columns to keep.
 */
export function truthPiecesSql(
  rows: Sql,
  {
    carriers,
    comparisons,
    known,
    key,
    carried,
  }: {
    readonly carriers: Sql
    readonly comparisons: readonly Comparison[]
    readonly known: Known
    readonly key: readonly Sql[]
    readonly carried: readonly Sql[]
  },
): Sql {
  const own = joined(key.map((column) => sql`r.${column} AS ${column}`))
  const kept = joined(carried.map((column) => sql`any(r.${column}) AS ${column}`))
  // Facts mostly arrive in time's order, and then what comes next hides what was said before for
  // all of the row's knowledge points.
  const ranked = areRanked(comparisons, known)
  const asHigh = ranked ? sql` AND c.next_ranks = c.ranks` : NOTHING
  const hidden = sql`c.next_second <= r.second AND c.next_from <= r.known_from
      AND c.next_until >= r.known_until AND bitAnd(c.says, c.next_says) = c.says${asHigh}`
  const seen = sql`c.known_from > 0 AND c.second <= r.second AND c.known_until > r.known_from
    AND NOT (${hidden})`
  const attributes = comparedAttributes(comparisons, known)
  const latest = attributes.map((attribute, index) => {
    const last = decidingSql(attribute, index)
    return sql`bitAnd(tupleElement(${last}, 6), toUInt64(${attribute.bits}))`
  })
  const setAt = attributes.flatMap(({ ranked: number, set_at }) =>
    number === null ? [] : set_at.map(knownAtLiteral),
  )
  const settings = setAt.length === 0 ? NOTHING : sql`, [${joined(setAt)}]`
  const next = withNextSql(carriers, ranked)
  const told = [
    sql`c.second, c.fact, c.known_from, c.known_until, c.says, c.truths`,
    ...(ranked ? [sql`c.ranks`] : []),
  ]
  const said = sql`
    SELECT ${own}, ${kept},
      arraySort(groupArrayIf((${joined(told)}),
        ${seen})) AS said
    FROM (${rows}) AS r LEFT JOIN (${next}) AS c ON r.subject_key = c.subject_key
    GROUP BY ${joined(key.map((column) => sql`r.${column}`))}`
  const points = sql`
    SELECT *, arraySort(arrayDistinct(arrayPushFront(arrayFilter(known_at -> known_at > known_from
      AND known_at < known_until,
      arrayConcat(said.3, said.4${settings})), known_from))) AS known_at_list
    FROM (${said})`
  const truths = sql`
    SELECT *, arrayMap(known_at -> ${latest.reduce((all, one) => sql`bitOr(${all}, ${one})`)},
      known_at_list) AS truths
    FROM (${points})`
  const steps = sql`
    SELECT *, arrayFilter((state, before) -> state.2 != before, arrayZip(known_at_list, truths),
      arrayPushFront(arrayPopBack(truths), bitNot(truths[1]))) AS steps
    FROM (${truths})`
  // The engine writes an alias out wherever it is used, so each step is a statement of its own.
  return stepSql(
    'truths',
    'for each row, between which knowledge points which comparisons with its subject hold',
    sql`
SELECT ${joined(key)}, ${joined(carried)},
  arrayZip(steps.1, arrayPushBack(arrayPopFront(steps.1), known_until), steps.2) AS pieces
FROM (${steps})`,
  )
}

/** Of what was said of an attribute up to a second, what decides as known at `known_at`. */
function decidingSql({ ranked, set_at }: ComparedAttribute, index: number): Sql {
  const isKnown = sql`bitTest(one.5, ${index}) AND one.3 <= known_at
      AND one.4 > known_at`
  if (ranked === null) return sql`arrayLast(one -> ${isKnown}, said)`
  const points = joined(set_at.map(knownAtLiteral))
  const setting = sql`1 + arrayCount(point -> point <= known_at, [${points}])`
  return sql`arraySort(one -> (one.7[${ranked}][${setting}], one.1, one.2),
      arrayFilter(one -> ${isKnown}, said))[-1]`
}

/** Carriers with what comes next in time: its second, its knowledge points and what it says. */
function withNextSql(carriers: Sql, ranked: boolean): Sql {
  const over = sql`OVER (PARTITION BY subject_key ORDER BY second, fact
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`
  const ranks = ranked ? sql`, ranks, leadInFrame(ranks) ${over} AS next_ranks` : NOTHING
  return sql`
    SELECT subject_key, second, fact, known_from, known_until, says, truths,
      leadInFrame(second, 1, toInt64(${AFTER_ALL_SECONDS})) ${over} AS next_second,
      leadInFrame(known_from) ${over} AS next_from,
      leadInFrame(known_until) ${over} AS next_until, leadInFrame(says) ${over} AS next_says${ranks}
    FROM (${carriers})`
}

/** The truths of the latest facts up to each second, one fact for each attribute, as one number. */
function latestTruthsSql(comparisons: readonly Comparison[], known: Known): Sql {
  const over = sql`OVER (PARTITION BY subject_key ORDER BY second
      RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`
  const latest = comparedAttributes(comparisons, known).map(({ bits, ranked }, index) => {
    // The newest setting is the one that holds.
    const [rank, none] =
      ranked === null ? [NOTHING, NOTHING] : [sql`ranks[${ranked}][-1], `, sql`toUInt8(0), `]
    const said = sql`(${rank}toInt64(second), fact, bitAnd(truths, toUInt64(${bits})))`
    const nothing = sql`(${none}toInt64(${BEFORE_ALL_SECONDS}), toFixedString('', 16), toUInt64(0))`
    const last = ranked === null ? 3 : 4
    return sql`tupleElement(max(if(bitTest(says, ${index}), ${said}, ${nothing})) ${over}, ${last})`
  })
  return latest.reduce((all, one) => sql`bitOr(${all}, ${one})`)
}

function columnsSql(comparisons: readonly Comparison[], truths: Sql): Sql {
  return joined(
    comparisons.map(
      (comparison, index) =>
        sql`, ${truthSql(comparisons, index, truths)} AS ${identifier(subjectColumn(comparison))}`,
    ),
    '',
  )
}
