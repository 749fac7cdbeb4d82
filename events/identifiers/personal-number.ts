import { containsResidentIdentityNumber } from '#/identifiers/resident-identity-number.ts'

// Eleven digits that begin as mobile numbers of the mainland do, also with 86 in front and in the
// usual groups, and not inside a longer number.
export const MOBILE_NUMBER = /(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/

/**
 * Whether a number that belongs to a person stands anywhere in the text: of an identity card (18
 * characters, or the 15 digits of the old form) or of a mobile telephone. Percent-encoding does not
 * hide it.
 */
export function containsPersonalNumber(text: string): boolean {
  const plain = withoutPercent(text)
  return MOBILE_NUMBER.test(plain) || containsResidentIdentityNumber(plain)
}

/** The text as it reads where percent signs encode characters of it. */
export function withoutPercent(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    // Not UTF-8 in percent signs; the digits are ASCII all the same.
    return text.replace(/%3([0-9])/g, '$1')
  }
}
