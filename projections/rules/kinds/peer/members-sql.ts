import { authoritiesOf, ranksSql, type KnownAuthority } from '#/rules/facts/authorities.ts'
import { joined, NOTHING, sql, stepSql, textList, type Sql } from '#/sql.ts'
import { seenSql } from '#/rules/kinds/peer/facts-sql.ts'
import type { PeerAttribute, PeerRule } from '#/rules/kinds/peer/parameters.ts'
import { firstSnapshotAfterSql } from '#/rules/kinds/peer/snapshots-sql.ts'
import { knownAtLiteral, type Known } from '#/rules/facts/knowledge-points.ts'
import { versionsSql } from '#/rules/facts/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'

/** The attribute that says whether a subject is in the register. */
const REGISTRATION = 'registration'

/**
 * Members of the register: rows of `subject_key`, `registered_by` (the fact), the snapshots
 * `first_in` up to `end_in` over which nothing about them changes, and `peers`: what their group
 * has in common, empty where a value is missing.
 */
export function membersSql(rule: PeerRule, known: Known): Sql {
  const { group_by } = rule.parameters
  const attributes = [REGISTRATION, ...group_by.map(({ attribute }) => attribute)]
  const set = [...new Set(attributes)].flatMap((one) => decidedAttribute(rule, one, known) ?? [])
  const versions = versionsSql(
    { scope: { of: 'everything' }, known },
    {
      table: sql`subject_facts_v3`,
      condition: sql`attribute IN ${textList(attributes)}`,
      extra: {
        fact: FACT_NUMBER,
        said: sql`toString(attribute)`,
        value: sql`value`,
        ...(set.length === 0 ? {} : { ranks: ranksSql(set.map(({ orders }) => orders)) }),
      },
    },
  )
  const ranks = set.length === 0 ? NOTHING : sql`, ranks`
  const turns =
    set.length === 0 ? NOTHING : sql`, [${joined(set.flatMap(({ first_in }) => first_in))}]`
  const latestOf = (attribute: string): Sql =>
    latestSql(
      attribute,
      set.findIndex((one) => one.attribute === attribute),
      set,
    )
  const values = group_by.map((attribute, index) => commonSql(attribute, sql`latest_${index}.4`))
  const latest = group_by.map(
    ({ attribute }, index) => sql`${latestOf(attribute)} AS latest_${index}`,
  )
  return stepSql(
    'members',
    'who is in the register at which snapshots, and what its peers have in common',
    sql`
  SELECT subject_key, latest_registration.2 AS registered_by, piece.1 AS first_in,
    piece.2 AS end_in,
    [${joined(values)}] AS common, if(has(common, ''), '', toString(common)) AS peers
  FROM (
    SELECT subject_key, piece,
      arrayFilter(s -> s.5 <= piece.1 AND s.6 > piece.1, statements) AS known,
      ${latestOf(REGISTRATION)} AS latest_registration,
      ${joined(latest)}
    FROM (
      SELECT subject_key, arraySort(groupArray((second, fact, said, value, first_in,
        end_in${ranks}))) AS statements,
        arraySort(arrayDistinct(arrayConcat(statements.5, statements.6${turns}))) AS borders
      FROM (SELECT *, ${seenSql(rule, known.by, null)} FROM (${versions}) WHERE first_in < end_in)
      GROUP BY subject_key
    )
    ARRAY JOIN arrayZip(arrayPopBack(borders), arrayPopFront(borders)) AS piece
  )
  WHERE latest_registration.4 = 'registered'`,
  )
}

/** An attribute of which sources are the authority, with the snapshots that know of its orders. */
interface DecidedAttribute {
  readonly attribute: string
  readonly orders: readonly KnownAuthority[]
  readonly first_in: readonly Sql[]
}

function decidedAttribute(
  rule: PeerRule,
  attribute: string,
  known: Known,
): DecidedAttribute | undefined {
  const orders = authoritiesOf(attribute, known)
  if (orders.every(({ sources }) => sources.length === 0)) return undefined
  const first_in = orders.map(({ known_from }) =>
    firstSnapshotAfterSql(rule, known.by, knownAtLiteral(known_from)),
  )
  return { attribute, orders, first_in }
}

/**
 * What was said last of an attribute, by the highest source where sources are the authority, then
 * by time, then by the id of the fact.
 */
function latestSql(attribute: string, index: number, set: readonly DecidedAttribute[]): Sql {
  const decided = set[index]
  if (decided === undefined) return sql`arrayLast(s -> s.3 = ${attribute}, known)`
  const order = sql`1 + arrayCount(turn -> turn <= piece.1, [${joined(decided.first_in)}])`
  return sql`arraySort(s -> (s.7[${index + 1}][${order}], s.1, s.2),
        arrayFilter(s -> s.3 = ${attribute}, known))[-1]`
}

/**
 * The part of a value that peers have in common; empty where it is missing or not as fine as the
 * rule asks.
 */
function commonSql({ prefix }: PeerAttribute, value: Sql): Sql {
  if (prefix === null) return value
  const code = sql`splitByChar('@', ${value})[1]`
  const edition = sql`substring(${value}, length(${code}) + 1)`
  return sql`if(lengthUTF8(${code}) < ${prefix}, '',
    concat(substringUTF8(${code}, 1, ${prefix}), ${edition}))`
}
