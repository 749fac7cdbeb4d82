import type { z } from 'zod'
import { withoutNoise } from '#/identifiers/feed-noise.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
  type RefusedIdentifier,
} from '#/identifiers/parsed-identifier.ts'

/**
 * Unified social credit code (统一社会信用代码), GB 32100-2015: registration department (1), class (1),
 * region of the registration authority (6 digits), organisation code (9), check character (1).
 */
export type Uscc = string & z.$brand<'Uscc'>

export type UsccRefusal =
  | 'USCC_LENGTH'
  | 'USCC_ALPHABET'
  | 'USCC_REGION_DIGITS'
  | 'USCC_CHECK_CHARACTER'

export const USCC_LENGTH = 18
/**
 * The 31 characters of the standard; a character's value is its index. I, O, S, V and Z are not
 * used.
 */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

const MODULUS = 31
// 3 to the power 0…16, modulo 31.
const WEIGHTS = Uint8Array.of(1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
const REGION_START = 2
const REGION_END = 8
const ORGANISATION_WEIGHTS = Uint8Array.of(3, 7, 9, 10, 5, 8, 4, 2)
const ORGANISATION_START = 8
const NOT_A_VALUE = 255

const valueOfCharCode = new Uint8Array(128).fill(NOT_A_VALUE)
for (let value = 0; value < MODULUS; value++)
  valueOfCharCode[USCC_ALPHABET.charCodeAt(value)] = value

// Longest first, so that a label is not cut in the middle.
const LABELS = [
  '统一社会信用代码证号',
  '统一社会信用代码',
  '社会信用代码',
  '统一代码',
  '信用代码',
  'USCC',
]

/**
 * Reads a code as feeds write it: labels, copy counts such as （1/1）, blanks, lower case and
 * full-width characters are taken off. The outer check character must fit; the inner one (GB 11714)
 * need not, because codes in circulation break it: see `innerCheckHolds`.
 */
export function parseUscc(raw: string): ParsedIdentifier<Uscc, UsccRefusal> {
  if (isCanonicalUscc(raw)) return { ok: true, value: raw, raw }
  const text = withoutNoise(raw, LABELS)
  return isCanonicalUscc(text) ? { ok: true, value: text, raw } : refusalOf(text)
}

/** True for a code that is already written as this platform keeps it. */
export function isCanonicalUscc(text: string): text is Uscc {
  if (text.length !== USCC_LENGTH) return false
  const sum = weightedSum(text)
  return (
    sum >= 0 &&
    (sum + valueAt(text, USCC_LENGTH - 1)) % MODULUS === 0 &&
    valueAt(text, USCC_LENGTH - 1) < MODULUS
  )
}

/**
 * In groups for people to read: department and class, region, organisation code, check character.
 */
export function formatUscc(code: Uscc): string {
  return `${code.slice(0, 2)} ${code.slice(2, 8)} ${code.slice(8, 17)} ${code.slice(17)}`
}

/** Whether the organisation code inside carries its own right check character (GB 11714). */
export function innerCheckHolds(code: Uscc): boolean {
  return organisationCheckCharacter(code.slice(ORGANISATION_START, 16)) === code[16]
}

/**
 * The region (GB/T 2260, 6 digits) of the authority that registered the body. May be abolished
 * since.
 */
export function usccRegistrationRegion(code: Uscc): string {
  return code.slice(REGION_START, REGION_END)
}

/**
 * The 18th character for 17 given ones. Throws RangeError unless they are 17 characters of the
 * right kind.
 */
export function usccCheckCharacter(prefix17: string): string {
  const sum = prefix17.length === USCC_LENGTH - 1 ? weightedSum(prefix17) : -1
  if (sum < 0)
    throw new RangeError(
      'a USCC prefix is 17 characters of the code alphabet with digits in places 3–8',
    )
  return USCC_ALPHABET.charAt((MODULUS - (sum % MODULUS)) % MODULUS)
}

/**
 * A valid code from its first 17 characters, for simulations and tests. Throws like
 * `usccCheckCharacter`.
 */
export function usccFrom(prefix17: string): Uscc {
  // The check character computed for a prefix is what makes the code valid.
  return (prefix17 + usccCheckCharacter(prefix17)) as Uscc
}

/** The ninth character of an organisation code (GB 11714) for its first eight, each 0–9 or A–Z. */
export function organisationCheckCharacter(body8: string): string {
  if (!/^[0-9A-Z]{8}$/.test(body8))
    throw new RangeError('an organisation code body is 8 characters 0–9 or A–Z')
  let sum = 0
  // Both have eight elements; base 36 gives A–Z the values 10–35 of the standard.
  for (let i = 0; i < 8; i++) sum += parseInt(body8.charAt(i), 36) * ORGANISATION_WEIGHTS[i]!
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/**
 * The weighted sum of the first 17 characters, or -1 where one of them cannot stand in its place.
 */
function weightedSum(text: string): number {
  let sum = 0
  for (let i = 0; i < USCC_LENGTH - 1; i++) {
    const value = valueAt(text, i)
    if (value === NOT_A_VALUE || (value > 9 && i >= REGION_START && i < REGION_END)) return -1
    // WEIGHTS has one element for each of the 17 characters.
    sum += value * WEIGHTS[i]!
  }
  return sum
}

function valueAt(text: string, index: number): number {
  return valueOfCharCode[text.charCodeAt(index)] ?? NOT_A_VALUE
}

function refusalOf(text: string): RefusedIdentifier<UsccRefusal> {
  if (text.length !== USCC_LENGTH) {
    return refused(
      'USCC_LENGTH',
      `a unified social credit code has 18 characters, this one has ${text.length}`,
    )
  }
  for (let i = 0; i < USCC_LENGTH; i++) {
    if (valueAt(text, i) === NOT_A_VALUE) {
      return refused(
        'USCC_ALPHABET',
        `character ${i + 1} cannot occur in a unified social credit code: ` +
          'digits and capital letters without I, O, S, V, Z',
      )
    }
  }
  if (weightedSum(text) < 0) {
    return refused(
      'USCC_REGION_DIGITS',
      'characters 3–8 of a unified social credit code are a region code: digits only',
    )
  }
  return refused(
    'USCC_CHECK_CHARACTER',
    'the last character does not fit the 17 before it: one character was mistyped, or two ' +
      'were swapped',
  )
}

export const UsccSchema = identifierSchema<Uscc>(parseUscc, {
  title: { zh: '统一社会信用代码', en: 'Unified social credit code' },
  description: {
    zh: 'GB 32100-2015，18 位。所附文字、(1/1) 之类的份数、空格、小写与全角字符均会去除或者规范。',
    en:
      'GB 32100-2015, 18 characters. Labels, copy counts such as (1/1), blanks, lower case and ' +
      'full-width characters are taken off.',
  },
  examples: ['91330100799655058B'],
})
