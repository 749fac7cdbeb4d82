import { MOBILE_NUMBER } from '#/identifiers/personal-number.ts'
import {
  hasDigits,
  isResidentIdentityNumber,
  parseResidentIdentityNumber,
} from '#/identifiers/resident-identity-number.ts'

/** A number of a person within a text, by character offsets; `end` is the first one after it. */
export interface NumberFound {
  readonly kind: 'id_number' | 'telephone' | 'bank_card'
  readonly start: number
  readonly end: number
}

const MOBILE = new RegExp(MOBILE_NUMBER, 'g')
/** An area code and seven or eight digits. */
const LANDLINE = /(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)/g
const CARD = /(?<![\dA-Za-z])\d{4}(?:[- ]?\d{4}){3}(?:[- ]?\d{1,3})?(?![\dA-Za-z])/g
/** Bank cards as they are issued: 62 of UnionPay, and those of other schemes. */
const CARD_BEGINS = /^(?:62|60|4|5[1-5]|3[4-7]|9)/
// What people put between the groups of an identity number, zero-width characters among it.
const ID_RUN = /\d[\d\s\-._/\u200B-\u200D\u2060]{13,}[\dXx]/g
const SEPARATOR = /[^\dXx]/
const ID_CHARACTERS = 18

/** The numbers in a text that nobody has looked through, in their order and none within another. */
export function personalNumbersIn(text: string): readonly NumberFound[] {
  const plain = halfWidth(text)
  return apart([
    ...identityNumbersIn(plain),
    ...matches(plain, MOBILE, 'telephone'),
    ...matches(plain, CARD, 'bank_card').filter(({ start, end }) =>
      isCardNumber(plain.slice(start, end).replace(/[- ]/g, '')),
    ),
    ...matches(plain, LANDLINE, 'telephone'),
  ])
}

/**
 * Identity numbers of the current form alone: their check character tells them from the other
 * numbers of a fact.
 */
export function certainIdentityNumbersIn(text: string): readonly NumberFound[] {
  // Most texts of answers are looked through in vain.
  if (!hasDigits(text, ID_CHARACTERS - 1)) return []
  const plain = halfWidth(text)
  return apart(
    [...plain.matchAll(ID_RUN)].flatMap(({ 0: run, index }) =>
      windowsOf(compact(run, index)).filter(({ number }) => isResidentIdentityNumber(number)),
    ),
  )
}

/**
 * In running text a number counts whose check character is wrong, too: it was misread or mistyped,
 * and still tells whose it is.
 */
function identityNumbersIn(plain: string): readonly NumberFound[] {
  return [...plain.matchAll(ID_RUN)].flatMap(({ 0: run, index }) => {
    const characters = compact(run, index)
    const number = textOf(characters)
    const parsed = parseResidentIdentityNumber(number)
    if (parsed.ok || parsed.code === 'RESIDENT_CHECK_CHARACTER') return [spanOf(characters)]
    return windowsOf(characters).filter((window) => isResidentIdentityNumber(window.number))
  })
}

interface Character {
  readonly text: string
  readonly at: number
}

/** The digits of a run, each with where it stands. */
function compact(run: string, offset: number): readonly Character[] {
  return Array.from(run).flatMap((text, index) =>
    SEPARATOR.test(text) ? [] : [{ text: text.toUpperCase(), at: offset + index }],
  )
}

function windowsOf(characters: readonly Character[]) {
  const count = Math.max(0, characters.length - ID_CHARACTERS + 1)
  return Array.from({ length: count }, (_, first) => {
    const window = characters.slice(first, first + ID_CHARACTERS)
    return { number: textOf(window), ...spanOf(window) }
  })
}

function textOf(characters: readonly Character[]): string {
  return characters.map(({ text }) => text).join('')
}

function spanOf(characters: readonly Character[]): NumberFound {
  return { kind: 'id_number', start: characters[0]?.at ?? 0, end: (characters.at(-1)?.at ?? 0) + 1 }
}

function matches(
  plain: string,
  pattern: RegExp,
  kind: NumberFound['kind'],
): readonly NumberFound[] {
  return [...plain.matchAll(pattern)].map(({ 0: found, index }) => ({
    kind,
    start: index,
    end: index + found.length,
  }))
}

/** The first of those that overlap, in the order in which they were found. */
function apart(found: readonly NumberFound[]): readonly NumberFound[] {
  const kept: NumberFound[] = []
  for (const { kind, start, end } of found)
    if (kept.every((other) => end <= other.start || start >= other.end))
      kept.push({ kind, start, end })
  return kept.toSorted((a, b) => a.start - b.start)
}

/** The check digit of cards (ISO/IEC 7812). */
function isCardNumber(digits: string): boolean {
  if (digits.length < 16 || digits.length > 19 || !CARD_BEGINS.test(digits)) return false
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const doubled = index % 2 === 1 ? Number(digit) * 2 : Number(digit)
      return total + (doubled > 9 ? doubled - 9 : doubled)
    }, 0)
  return sum % 10 === 0
}

/** Full-width digits and letters as those of ASCII, each at its place. */
export function halfWidth(text: string): string {
  return text.replace(/[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\uFF0B\uFF0D]/g, (character) =>
    String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  )
}
