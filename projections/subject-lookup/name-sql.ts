import { plainText } from '@jianwei/events/identifiers/feed-noise.ts'
import { and, or, sql, type Sql } from '#/sql.ts'
import { typedPinyin } from '#/subject-lookup/pinyin.ts'

/** Whose names may be found by whoever asks. */
export type FoundNames = 'all' | 'no persons'

/**
 * `subject_key` of the subjects that have, or had, a name that holds the text: as it is written, or
 * by its pinyin from the beginning of a syllable on, or by its initials.
 */
export function subjectsNamedSql(query: string, found: FoundNames): Sql {
  const typed = typedPinyin(query)
  const read =
    typed === undefined
      ? []
      : [sql`match(pinyin, ${syllablesOf(typed)})`, sql`position(initials, ${typed}) > 0`]
  const whose = found === 'all' ? [] : [sql`is_personal = 0`]
  return sql`
SELECT subject_key FROM subject_lookup_v1
WHERE ${and([
    sql`attribute = 'name'`,
    ...whose,
    or([sql`position(key, ${plainText(query)}) > 0`, ...read]),
  ])}`
}

/** Letters and digits, between any two of which a syllable may end. */
function syllablesOf(letters: string): string {
  return ` ${Array.from(letters).join(' ?')}`
}
