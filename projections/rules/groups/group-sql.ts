import { JIANWEI_NAMESPACE } from '@jianwei/events/uuid-v5.ts'
import { text } from '#/sql.ts'
import { ENVELOPE_FIELDS } from '#/rules/fields.ts'
import { fieldTextSql, payloadPath } from '#/rules/filter-sql.ts'
import type { GroupField } from '#/rules/groups/group-field.ts'
import {
  GROUP_DIGITS_MAX,
  GROUP_ESCAPES,
  GROUP_NAMESPACE,
  GROUP_PLAIN_RANGES,
  HASH_LETTERS,
  valueCharactersMax,
} from '#/rules/groups/group-text.ts'

/** Groups over the columns of `events_v1`, as `group-text.ts` writes them. */

/** The subject id of the fact's group; of no meaning where `inGroupSql` does not hold. */
export function groupIdSql(group: readonly GroupField[]): string {
  const charactersMax = valueCharactersMax(group)
  const parts = group.map(
    ({ field, prefix }, index) =>
      `${text(`${index === 0 ? `${GROUP_NAMESPACE}:` : ';'}${field}=`)}, ${valueTextSql(countedSql(field, prefix), charactersMax)}`,
  )
  return `concat(${parts.join(', ')})`
}

/** One text that is equal for facts of one group: what `groupIdSql` tells apart, for where nobody reads it. */
export function groupTieSql(group: readonly GroupField[]): string {
  const values = group.map(({ field, prefix }) => countedSql(field, prefix))
  if (values.length === 1) return values.join('')
  return `concat(${values.map((value) => `toString(length(${value})), ':', ${value}`).join(', ')})`
}

/** Whether the fact has all fields of the group. */
export function inGroupSql(group: readonly GroupField[]): string {
  const present = group.map(({ field }) =>
    ENVELOPE_FIELDS.has(field) ? `${fieldTextSql(field)} != ''` : `JSONType(${payloadPath(field)}) = 'String'`,
  )
  return `(${present.join(' AND ')})`
}

function countedSql(field: string, prefix: number | null): string {
  const value = ENVELOPE_FIELDS.has(field) ? fieldTextSql(field) : `JSONExtractString(${payloadPath(field)})`
  return prefix === null ? value : `substringUTF8(${value}, 1, ${prefix})`
}

const PLAIN = `^[${GROUP_PLAIN_RANGES.map(([from, to]) => `\\x{${from.toString(16)}}-\\x{${to.toString(16)}}`).join('')}]*$`

function valueTextSql(value: string, charactersMax: number): string {
  const escaped = GROUP_ESCAPES.reduce(
    (sql, [character, code]) => `replaceAll(${sql}, ${text(character)}, ${text(code)})`,
    value,
  )
  const digits = `length(replaceRegexpAll(${value}, '[^0-9]', ''))`
  const fits = `match(${value}, ${text(PLAIN)}) AND lengthUTF8(${escaped}) <= ${charactersMax} AND ${digits} <= ${GROUP_DIGITS_MAX}`
  return `if(${fits}, ${escaped}, concat('~~', ${hashLettersSql(value)}))`
}

/** The digits of SHA-1 that a name-based identity keeps as they are. */
function hashLettersSql(value: string): string {
  const hex = `lower(hex(SHA1(concat(unhex('${JIANWEI_NAMESPACE.replaceAll('-', '')}'), ${value}))))`
  return `translate(concat(substring(${hex}, 1, 12), substring(${hex}, 14, 3)), '0123456789abcdef', '${HASH_LETTERS}')`
}
