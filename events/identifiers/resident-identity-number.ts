import type { z } from 'zod'
import { personal } from '#/define-event.ts'
import { plainText, withoutNoise } from '#/identifiers/feed-noise.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
} from '#/identifiers/parsed-identifier.ts'
import { isRealDay } from '#/working-days/civil-day.ts'

/**
 * Resident identity number (公民身份号码), GB 11643: address (6), birth date (8), sequence (3), check
 * (1). Personal data: it never becomes part of a subject id, a message, a log line or a URL.
 */
export type ResidentIdentityNumber = string & z.$brand<'ResidentIdentityNumber'>

export type ResidentIdentityRefusal =
  | 'RESIDENT_LENGTH'
  | 'RESIDENT_DIGITS'
  | 'RESIDENT_ADDRESS'
  | 'RESIDENT_BIRTH_DATE'
  | 'RESIDENT_CHECK_CHARACTER'

const LENGTH = 18
const OLD_LENGTH = 15
const LABELS = ['公民身份号码', '居民身份证号码', '身份证号码', '身份证号', '身份证']
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_CHARACTERS = '10X98765432'
/**
 * The provinces that numbers begin with; 81–83 are residence permits for Hong Kong, Macao and
 * Taiwan. Only the province is compared: numbers keep the address code of their first issue, which
 * may be older than any published table.
 */
const PROVINCES = new Set(
  (
    '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 ' +
    '61 62 63 64 65 71 81 82 83'
  ).split(' '),
)

/**
 * Reads 18 characters, or the 15 digits used until 1999, which are turned into the 18 of the same
 * person.
 */
export function parseResidentIdentityNumber(
  raw: string,
): ParsedIdentifier<ResidentIdentityNumber, ResidentIdentityRefusal> {
  const text = withoutNoise(raw, LABELS)
  if (text.length !== LENGTH && text.length !== OLD_LENGTH) {
    return refused(
      'RESIDENT_LENGTH',
      'a resident identity number has 18 characters (15 in the old form), ' +
        `this one has ${text.length}`,
    )
  }
  if (!/^(?:\d{17}[\dX]|\d{15})$/.test(text)) {
    return refused(
      'RESIDENT_DIGITS',
      'a resident identity number is digits, with an X at most as the 18th character',
    )
  }
  const body = text.length === LENGTH ? text.slice(0, 17) : `${text.slice(0, 6)}19${text.slice(6)}`
  if (!PROVINCES.has(body.slice(0, 2))) {
    return refused('RESIDENT_ADDRESS', 'the first two digits are not a province')
  }
  if (!isBirthDate(body.slice(6, 14))) {
    return refused(
      'RESIDENT_BIRTH_DATE',
      'the digits of the birth date are not a day of the calendar between 1800 and 2099',
    )
  }
  const check = residentCheckCharacter(body)
  if (text.length === LENGTH && text.charAt(17) !== check) {
    return refused(
      'RESIDENT_CHECK_CHARACTER',
      'the last character does not fit the 17 digits before it',
    )
  }
  return { ok: true, value: (body + check) as ResidentIdentityNumber, raw }
}

/**
 * True for 18 characters that hold as a number of the current form. Cheap for text that does not
 * begin like one.
 */
export function isResidentIdentityNumber(text: string): boolean {
  return (
    text.length === LENGTH &&
    PROVINCES.has(text.slice(0, 2)) &&
    parseResidentIdentityNumber(text).ok
  )
}

/** In groups for people who may see it: address, birth date, sequence and check. */
export function formatResidentIdentityNumber(number: ResidentIdentityNumber): string {
  return `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`
}

/** The 18th character for 17 digits. Throws RangeError for anything else. */
export function residentCheckCharacter(prefix17: string): string {
  if (!/^\d{17}$/.test(prefix17))
    throw new RangeError('a resident identity number prefix is 17 digits')
  let sum = 0
  // Both have 17 elements.
  for (let i = 0; i < 17; i++) sum += Number(prefix17.charAt(i)) * WEIGHTS[i]!
  return CHECK_CHARACTERS.charAt(sum % 11)
}

/**
 * Whether a resident identity number stands anywhere in the text, however it is wrapped: every
 * window of 18 characters is tried, and every run of exactly 15 digits (the old form has no check
 * character, so a longer number would often contain one by chance).
 */
export function containsResidentIdentityNumber(text: string): boolean {
  if (!hasDigits(text, OLD_LENGTH)) return false
  const plain = plainText(text)
  // Separators between the groups do not hide a number.
  return holdsNumber(plain) || holdsNumber(plain.replace(/[-._/]/g, ''))
}

function holdsNumber(text: string): boolean {
  for (const [run] of text.matchAll(/\d{15,}X?/g)) {
    if (run.length === OLD_LENGTH && parseResidentIdentityNumber(run).ok) return true
    for (let start = 0; start + LENGTH <= run.length; start++) {
      if (isResidentIdentityNumber(run.slice(start, start + LENGTH))) return true
    }
  }
  return false
}

/**
 * Whether the text has that many digits, full-width ones included: most ids do not and need no
 * search.
 */
export function hasDigits(text: string, digits: number): boolean {
  let seen = 0
  for (let i = 0; i < text.length && seen < digits; i++) {
    const code = text.charCodeAt(i)
    if ((code >= 0x30 && code <= 0x39) || (code >= 0xff10 && code <= 0xff19)) seen++
  }
  return seen >= digits
}

function isBirthDate(digits8: string): boolean {
  const year = Number(digits8.slice(0, 4))
  return (
    year >= 1800 &&
    year < 2100 &&
    isRealDay(year, Number(digits8.slice(4, 6)), Number(digits8.slice(6)))
  )
}

export const ResidentIdentityNumberSchema = personal(
  identifierSchema<ResidentIdentityNumber>(parseResidentIdentityNumber, {
    title: { zh: '公民身份号码', en: 'Resident identity number' },
    description: {
      zh: 'GB 11643，18 位；旧的 15 位号码转换为 18 位。属于个人信息。',
      en: 'GB 11643, 18 characters; the old 15 digits are turned into 18. Personal data.',
    },
  }),
  'id_number',
)
