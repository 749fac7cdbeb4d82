import type { Comparison } from '#/rules/filter.ts'
import { attributeBits, truthSql } from '#/rules/subject-carriers-sql.ts'
import { subjectColumn } from '#/rules/subject-comparisons.ts'

/**
 * How subjects were, seen from a second: which comparisons hold for the latest that was said up to it. `carriers` are facts that say something
 * (`subject-carriers-sql.ts`); of several in one second, that with the greatest id counts.
 *
 * What is in force at one point of knowing is a step function of the second alone. Over all points of knowing it is one of two dimensions:
 * seen from a second, the truths change where a version that is not later began or ceased to be known. It is made only for the seconds and
 * from the places on that are asked for, because facts mostly arrive after what was said before them, and then there is one step.
 */

/** `facts` with a column for each comparison. Both are as in force at one point of knowing, without places. */
export function factsWithSubjectSql(facts: string, carriers: string, comparisons: readonly Comparison[]): string {
  const latest = latestTruthsSql(comparisons, {
    condition: '1',
    of: '',
    over: 'OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)',
  })
  return `
SELECT e.*${columnsSql(comparisons, 's.truths')}
FROM (${facts}) AS e
ASOF LEFT JOIN (
  SELECT subject_key, second AS since, any(latest) AS truths
  FROM (SELECT subject_key, second, ${latest} AS latest FROM (${carriers}))
  GROUP BY subject_key, since
) AS s ON e.subject_key = s.subject_key AND e.second >= s.since`
}

/**
 * `versions`, with `known_from` and `known_until`, cut where a comparison's truth changes while they are known: rows that together
 * cover the same places, each with a column for each comparison.
 */
export function versionsWithSubjectSql(
  versions: string,
  {
    carriers,
    comparisons,
    never,
  }: { readonly carriers: string; readonly comparisons: readonly Comparison[]; readonly never: string },
): string {
  const asked = `
    SELECT e.subject_key AS subject_key, c.since AS second, min(e.known_from) AS known_from, ${never} AS known_until
    FROM (SELECT subject_key, second, known_from FROM (${versions})) AS e
    ASOF JOIN (SELECT DISTINCT subject_key, second AS since FROM (${carriers})) AS c
      ON e.subject_key = c.subject_key AND e.second >= c.since
    GROUP BY subject_key, second`
  const pieces = truthPiecesSql(asked, {
    carriers,
    comparisons,
    key: ['subject_key', 'second', 'known_from'],
    carried: ['known_until'],
  })
  // From before everything that a subject's facts say, nothing is known of it.
  const unknown = `[(0, ${never}, toUInt64(0))]`
  return `
SELECT * EXCEPT (pieces, piece, version_from, version_until),
  greatest(version_from, piece.1) AS known_from, least(version_until, piece.2) AS known_until${columnsSql(comparisons, 'piece.3')}
FROM (
  SELECT e.* EXCEPT (known_from, known_until), e.known_from AS version_from, e.known_until AS version_until,
    if(empty(p.pieces), ${unknown}, p.pieces) AS pieces
  FROM (${versions}) AS e
  ASOF LEFT JOIN (SELECT subject_key, second AS since, pieces FROM (${pieces})) AS p
    ON e.subject_key = p.subject_key AND e.second >= p.since
)
ARRAY JOIN pieces AS piece
WHERE piece.1 < version_until AND piece.2 > version_from`
}

/**
 * For each of `rows`, with `subject_key`, `second`, `known_from` and `known_until`, the array `pieces` of (from, until, truths) as
 * seen from its second: together its places, each piece of other truths than the one before. `key` tells the rows apart, `carried` are
 * further columns to keep.
 */
export function truthPiecesSql(
  rows: string,
  {
    carriers,
    comparisons,
    key,
    carried,
  }: {
    readonly carriers: string
    readonly comparisons: readonly Comparison[]
    readonly key: readonly string[]
    readonly carried: readonly string[]
  },
): string {
  const keys = key.join(', ')
  const own = key.map((column) => `r.${column} AS ${column}`).join(', ')
  const kept = carried.map((column) => `any(r.${column}) AS ${column}`).join(', ')
  const ownKeys = key.map((column) => `r.${column}`).join(', ')
  const latest = latestTruthsSql(comparisons, {
    condition: 'c.second <= r.second AND c.known_from <= r.place AND c.known_until > r.place',
    of: 'c.',
    over: '',
  })
  const between = `groupUniqArrayArrayIf([c.known_from, c.known_until], c.second <= r.second AND c.known_until > r.known_from)`
  return `
SELECT ${keys}, ${carried.join(', ')}, pieces FROM (
  SELECT ${keys}, ${carried.map((column) => `any(${column}) AS ${column}`).join(', ')},
    arraySort(groupArray((place, latest))) AS states,
    arrayFilter((state, before) -> state.2 != before, states,
      arrayPushFront(arrayPopBack(states.2), bitNot(states.2[1]))) AS steps,
    arrayZip(steps.1, arrayPushBack(arrayPopFront(steps.1), known_until), steps.2) AS pieces
  FROM (
    SELECT ${own}, ${kept}, r.place AS place, ${latest} AS latest
    FROM (
      SELECT ${own}, ${kept},
        arrayJoin(arrayPushFront(arrayFilter(place -> place > known_from AND place < known_until, ${between}), known_from)) AS place
      FROM (${rows}) AS r LEFT JOIN (${carriers}) AS c ON r.subject_key = c.subject_key
      GROUP BY ${ownKeys}
    ) AS r
    LEFT JOIN (${carriers}) AS c ON r.subject_key = c.subject_key
    GROUP BY ${ownKeys}, r.place
  )
  GROUP BY ${keys}
)`
}

/** The truths of the latest facts, one for each attribute, as one number. */
function latestTruthsSql(
  comparisons: readonly Comparison[],
  { condition, of, over }: { readonly condition: string; readonly of: string; readonly over: string },
): string {
  const latest = attributeBits(comparisons).map(({ bits }, index) => {
    const said = `(toInt64(${of}second), ${of}fact, bitAnd(${of}truths, toUInt64(${bits})))`
    const nothing = `(toInt64(${BEFORE_ALL}), toFixedString('', 16), toUInt64(0))`
    return `tupleElement(max(if(${condition} AND bitTest(${of}says, ${index}), ${said}, ${nothing})) ${over}, 3)`
  })
  return latest.reduce((all, one) => `bitOr(${all}, ${one})`)
}

/** Earlier than every event. */
const BEFORE_ALL = -1_000_000_000_000

function columnsSql(comparisons: readonly Comparison[], truths: string): string {
  return comparisons
    .map((comparison, index) => `, ${truthSql(comparisons, index, truths)} AS ${subjectColumn(comparison)}`)
    .join('')
}
