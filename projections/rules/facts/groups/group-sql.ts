import { JIANWEI_NAMESPACE } from '@jianwei/events/uuid-v5.ts'
import { and, joined, sql, type Sql } from '#/sql.ts'
import { ENVELOPE_FIELDS } from '#/rules/language/fields.ts'
import { hasTextSql } from '#/rules/facts/fields/field-sql.ts'
import { fieldPresentSql, fieldTextSql } from '#/rules/facts/filter-sql.ts'
import {
  GROUP_DIGITS_MAX,
  GROUP_ESCAPES,
  GROUP_NAMESPACE,
  GROUP_PLAIN_RANGES,
  HASH_LETTERS,
  valueCharactersMax,
  type GroupField,
} from '#/rules/facts/groups/group-text.ts'

/** Groups over the columns of `events_by_type_v3`, as `group-text.ts` writes them. */

/** The subject id of the fact's group; of no meaning where `inGroupSql` does not hold. */
export function groupIdSql(group: readonly GroupField[]): Sql {
  const charactersMax = valueCharactersMax(group)
  const parts = group.map(
    ({ field, prefix }, index) =>
      sql`${`${index === 0 ? `${GROUP_NAMESPACE}:` : ';'}${field}=`},
  ${valueTextSql(countedSql(field, prefix), charactersMax)}`,
  )
  return sql`concat(${joined(parts)})`
}

/**
 * One text that is equal for facts of one group: what `groupIdSql` tells apart, for where nobody
 * reads it.
 */
export function groupTieSql(group: readonly GroupField[]): Sql {
  const values = group.map(({ field, prefix }) => countedSql(field, prefix))
  if (values.length === 1) return joined(values, '')
  const counted = values.map((value) => sql`toString(length(${value})), ':', ${value}`)
  return sql`concat(${joined(counted)})`
}

/** Whether the fact has all fields of the group. */
export function inGroupSql(group: readonly GroupField[]): Sql {
  const present = group.map(({ field }) =>
    ENVELOPE_FIELDS.has(field) ? fieldPresentSql(field) : hasTextSql(field),
  )
  return sql`(${and(present)})`
}

/** What counts of a field's value: all of it, or its first characters. */
export function countedSql(field: string, prefix: number | null): Sql {
  const value = fieldTextSql(field)
  return prefix === null ? value : sql`substringUTF8(${value}, 1, ${prefix})`
}

const PLAIN_RANGES = GROUP_PLAIN_RANGES.map(
  ([from, to]) => `\\x{${from.toString(16)}}-\\x{${to.toString(16)}}`,
)
const PLAIN = `^[${PLAIN_RANGES.join('')}]*$`

function valueTextSql(value: Sql, charactersMax: number): Sql {
  const escaped = GROUP_ESCAPES.reduce(
    (written, [character, code]) => sql`replaceAll(${written}, ${character}, ${code})`,
    value,
  )
  const digits = sql`length(replaceRegexpAll(${value}, '[^0-9]', ''))`
  const fits = sql`match(${value}, ${PLAIN}) AND lengthUTF8(${escaped}) <= ${charactersMax}
    AND ${digits} <= ${GROUP_DIGITS_MAX}`
  return sql`if(${fits}, ${escaped}, concat('~~', ${hashLettersSql(value)}))`
}

/** The digits of SHA-1 that a name-based identity keeps as they are. */
function hashLettersSql(value: Sql): Sql {
  const hex = sql`lower(hex(SHA1(concat(unhex(${JIANWEI_NAMESPACE.replaceAll('-', '')}),
    ${value}))))`
  return sql`translate(concat(substring(${hex}, 1, 12), substring(${hex}, 14, 3)),
    '0123456789abcdef', ${HASH_LETTERS})`
}
