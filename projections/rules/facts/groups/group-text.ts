import {
  LOCAL_PART_CHARACTERS_MAX,
  type PlatformNamespace,
} from '@jianwei/events/identifiers/namespaced-id.ts'
import { uuidV5 } from '@jianwei/events/uuid-v5.ts'
import { fieldValue, type FilteredFact } from '#/rules/facts/filter-predicate.ts'
import { ENVELOPE_FIELDS } from '#/rules/language/fields.ts'

/**
 * What makes a group of facts, whoever they are about: equal values of these fields, such as region
 * and category. A fact without one of the fields is in no group.
 */
export interface GroupField {
  readonly field: string
  /**
   * Only the first characters of the value count: 4 of a region code are the city. Null for the
   * whole value.
   */
  readonly prefix: number | null
}

/**
 * A group as a subject id: `group:region=3502;data.category.code=17`. People can read it, and two
 * groups never have one text: what separates the parts is escaped in the values. A value that a
 * subject id cannot hold (too long for its share of the length, with characters that have several
 * forms or none, or with as many digits as a person's number) is written as `~~` and a hash of it
 * in letters.
 *
 * `group-sql.ts` writes the same text; a test compares the two.
 */
export const GROUP_NAMESPACE = 'group' satisfies PlatformNamespace

/**
 * Escaped in values, each as `~` and its code: the escape itself, what separates the parts, and the
 * blank.
 */
export const GROUP_ESCAPES: readonly (readonly [string, string])[] = [
  ['~', '~7E'],
  [';', '~3B'],
  ['=', '~3D'],
  [' ', '~20'],
]

/**
 * Characters that a value may have to be written as it is: printable ASCII, Latin letters with
 * accents, Chinese characters, and common Chinese punctuation. All of them have one form in
 * Unicode, also beside each other.
 */
export const GROUP_PLAIN_RANGES: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xc0, 0x24f],
  [0x3001, 0x3011],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xff08, 0xff09],
  [0xff0c, 0xff0c],
  [0xff1a, 0xff1b],
]

/**
 * The old form of a resident identity number has 15 digits: a value with so many could hold one.
 */
export const GROUP_DIGITS_MAX = 14

/** `~~` and 15 letters. */
export const GROUP_TEXT_CHARACTERS_MIN = 17

const PLAIN_CLASS = GROUP_PLAIN_RANGES.map(
  ([from, to]) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`,
).join('')
const PLAIN = new RegExp(`^[${PLAIN_CLASS}]*$`, 'u')

/** How long the text of each value may be, so that the whole is a subject id. */
export function valueCharactersMax(group: readonly GroupField[]): number {
  const names = group.reduce((length, { field }) => length + field.length + 1, 0)
  return Math.floor((LOCAL_PART_CHARACTERS_MAX - names - (group.length - 1)) / group.length)
}

/**
 * The subject id of the group that a fact belongs to; undefined where one of the fields has no
 * text.
 */
export function groupIdOf(group: readonly GroupField[], fact: FilteredFact): string | undefined {
  const texts = groupTextsOf(group, (field) => fieldValue(fact, field))
  return texts === undefined ? undefined : groupIdOfTexts(group, texts)
}

/**
 * What of these values counts, by which groups differ; undefined where one of the fields has no
 * text.
 */
export function groupTextsOf(
  group: readonly GroupField[],
  valueOf: (field: string) => unknown,
): readonly string[] | undefined {
  const texts: string[] = []
  for (const { field, prefix } of group) {
    const value = valueOf(field)
    if (typeof value !== 'string' || (value === '' && ENVELOPE_FIELDS.has(field))) return undefined
    texts.push(prefix === null ? value : Array.from(value).slice(0, prefix).join(''))
  }
  return texts
}

/** The id of the group whose fields have these texts, of which only what counts is given. */
export function groupIdOfTexts(group: readonly GroupField[], texts: readonly string[]): string {
  const charactersMax = valueCharactersMax(group)
  const parts = group.map(
    ({ field }, index) => `${field}=${valueText(texts[index] ?? '', charactersMax)}`,
  )
  return `${GROUP_NAMESPACE}:${parts.join(';')}`
}

/**
 * The values that groups have in the field with this index, none twice; undefined where one of them
 * is escaped or hashed in its id.
 */
export function plainValuesOf(
  group: readonly GroupField[],
  groupIds: readonly string[],
  index: number,
): readonly string[] | undefined {
  const values = new Set<string>()
  for (const id of groupIds) {
    // What separates the parts is escaped in the values.
    const part = id.slice(GROUP_NAMESPACE.length + 1).split(';')[index]
    const value = part?.slice((group[index]?.field.length ?? 0) + 1)
    if (value === undefined || value.includes('~')) return undefined
    values.add(value)
  }
  return [...values]
}

export function isGroupId(subjectId: string): boolean {
  return subjectId.startsWith(`${GROUP_NAMESPACE}:`)
}

/**
 * The region code that all facts of the group lie in, for a group by region or by its first 2 or 4
 * digits; null for others, of which the facts may lie anywhere.
 */
export function regionOfGroup(groupId: string): string | null {
  const digits = /^group:(?:.*;)?region=(\d{2}|\d{4}|\d{6})(?:;|$)/.exec(groupId)?.[1]
  return digits?.padEnd(6, '0') ?? null
}

/** Where what is about a subject lies by its newest fact; a group only where all of its do. */
export function regionBySubject(subjectId: string, ofNewest: string | null): string | null {
  return isGroupId(subjectId) ? regionOfGroup(subjectId) : ofNewest
}

function valueText(value: string, charactersMax: number): string {
  const escaped = GROUP_ESCAPES.reduce(
    (text, [character, code]) => text.replaceAll(character, code),
    value,
  )
  const digits = value.replace(/[^0-9]/g, '').length
  if (PLAIN.test(value) && escaped.length <= charactersMax && digits <= GROUP_DIGITS_MAX)
    return escaped
  return `~~${hashLetters(value)}`
}

/** 60 bits of the name-based identity, in letters: digits might look like a number of something. */
function hashLetters(value: string): string {
  const hex = uuidV5(value).replaceAll('-', '')
  // The 13th digit is the version of the identity, the same for all.
  return (hex.slice(0, 12) + hex.slice(13, 16)).replace(/./g, (digit) =>
    HASH_LETTERS.charAt(parseInt(digit, 16)),
  )
}

export const HASH_LETTERS = 'abcdefghijklmnop'
