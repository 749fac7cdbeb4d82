import { AUTHORITY_PARTICULARS } from '@jianwei/events/authority/events.ts'
import { sql, textList, type Sql } from '#/sql.ts'

/** Also those without width. */
const BLANKS = String.raw`[\s\x{200B}-\x{200D}\x{2060}\x{FEFF}]+`

/** Particulars of which sources may contradict each other. */
export const COMPARED = textList(AUTHORITY_PARTICULARS)

/**
 * What a row of `subject_facts_v3` says, as it is compared: full width became half, blanks went,
 * letters are capitals, brackets are of one kind. Of a code with words the words: codes of two
 * sources are not comparable. Empty where there is nothing to compare.
 */
export const COMPARED_VALUE = sql`translateUTF8(replaceRegexpAll(upperUTF8(normalizeUTF8NFKC(
    if(attribute = 'registration_state', JSONExtractString(value, 'text'), value))),
    ${BLANKS}, ''), '[]{}〔〕【】〖〗〈〉', '()()()()()()')`

/**
 * Whether two compared values of a particular contradict each other. An industry does not
 * contradict one that it lies in, nor one of another edition of the standard.
 */
export function contradictSql(attribute: Sql, one: Sql, other: Sql): Sql {
  const edition = (value: Sql): Sql => sql`substringIndex(${value}, '@', -1)`
  const code = (value: Sql): Sql => sql`substringIndex(${value}, '@', 1)`
  return sql`(${one} != '' AND ${other} != '' AND ${one} != ${other}
    AND NOT (${attribute} = 'industry_code' AND (${edition(one)} != ${edition(other)}
      OR startsWith(${code(one)}, ${code(other)}) OR startsWith(${code(other)}, ${code(one)}))))`
}
