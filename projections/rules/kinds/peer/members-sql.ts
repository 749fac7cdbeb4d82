import { joined, sql, stepSql, textList, type Sql } from '#/sql.ts'
import { seenSql } from '#/rules/kinds/peer/facts-sql.ts'
import type { PeerAttribute, PeerRule } from '#/rules/kinds/peer/parameters.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
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
  const versions = versionsSql(
    { scope: { of: 'everything' }, known },
    {
      table: sql`subject_facts_v2`,
      condition: sql`attribute IN ${textList(attributes)}`,
      extra: { fact: FACT_NUMBER, said: sql`toString(attribute)`, value: sql`value` },
    },
  )
  const values = group_by.map((attribute, index) => commonSql(attribute, sql`latest_${index}.4`))
  const latest = group_by.map(
    ({ attribute }, index) => sql`${latestSql(attribute)} AS latest_${index}`,
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
      ${latestSql(REGISTRATION)} AS latest_registration,
      ${joined(latest)}
    FROM (
      SELECT subject_key, arraySort(groupArray((second, fact, said, value, first_in,
        end_in))) AS statements,
        arraySort(arrayDistinct(arrayConcat(statements.5, statements.6))) AS borders
      FROM (SELECT *, ${seenSql(rule, known.by, null)} FROM (${versions}) WHERE first_in < end_in)
      GROUP BY subject_key
    )
    ARRAY JOIN arrayZip(arrayPopBack(borders), arrayPopFront(borders)) AS piece
  )
  WHERE latest_registration.4 = 'registered'`,
  )
}

/** What was said last of an attribute, by time, then by the id of the fact. */
function latestSql(attribute: string): Sql {
  return sql`arrayLast(s -> s.3 = ${attribute}, known)`
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
