import type { z } from 'zod'
import { withoutNoise } from '#/identifiers/feed-noise.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
} from '#/identifiers/parsed-identifier.ts'

/**
 * Registration number of the time before the unified social credit code (注册号): region of the first
 * registration (6 digits), sequence (8), check digit (1). An alternate key: two registers may have
 * given the same body different numbers, and the check rule is known from secondary texts only.
 */
export type LegacyRegistrationNumber = string & z.$brand<'LegacyRegistrationNumber'>

export type LegacyRegistrationRefusal =
  | 'REGISTRATION_LENGTH'
  | 'REGISTRATION_DIGITS'
  | 'REGISTRATION_CHECK_DIGIT'

const LENGTH = 15
const LABELS = ['营业执照注册号', '工商注册号', '注册号', 'REGNO']

export function parseLegacyRegistrationNumber(
  raw: string,
): ParsedIdentifier<LegacyRegistrationNumber, LegacyRegistrationRefusal> {
  const text = withoutNoise(raw, LABELS)
  if (text.length !== LENGTH) {
    return refused(
      'REGISTRATION_LENGTH',
      `a registration number has 15 digits, this one has ${text.length} characters`,
    )
  }
  if (!/^\d{15}$/.test(text))
    return refused('REGISTRATION_DIGITS', 'a registration number is digits only')
  if (legacyRegistrationCheckDigit(text.slice(0, -1)) !== text.slice(-1)) {
    return refused(
      'REGISTRATION_CHECK_DIGIT',
      'the last digit does not fit the 14 before it: a digit was mistyped',
    )
  }
  return { ok: true, value: text as LegacyRegistrationNumber, raw }
}

/** In groups for people to read: region, sequence, check digit. */
export function formatLegacyRegistrationNumber(number: LegacyRegistrationNumber): string {
  return `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`
}

/** ISO 7064 MOD 11,10 over 14 digits. Throws RangeError for anything else. */
export function legacyRegistrationCheckDigit(prefix14: string): string {
  if (!/^\d{14}$/.test(prefix14)) throw new RangeError('a registration number prefix is 14 digits')
  let product = 10
  for (const digit of prefix14) {
    // A sum of 0 stands for 10, as the standard says.
    const sum = (product + Number(digit)) % 10 || 10
    product = (sum * 2) % 11
  }
  return String((11 - product) % 10)
}

export const LegacyRegistrationNumberSchema = identifierSchema<LegacyRegistrationNumber>(
  parseLegacyRegistrationNumber,
  {
    title: { zh: '注册号', en: 'Registration number before the unified code' },
    description: {
      zh: '15 位，末位为 ISO 7064 MOD 11,10 校验码；与统一社会信用代码并用的另一编号。',
      en:
        '15 digits with an ISO 7064 MOD 11,10 check digit; an alternate key beside the unified ' +
        'social credit code.',
    },
    examples: ['110108000000016'],
  },
)
