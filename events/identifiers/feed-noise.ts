/**
 * What real feeds wrap around an identifier: a label before it, a copy count such as （1/1） behind
 * it, full-width letters and digits, blanks between the groups.
 */

/**
 * Longer than any identifier with its label; longer input is not searched, so its cost is bounded.
 */
export const IDENTIFIER_INPUT_CHARACTERS_MAX = 256

const FULL_WIDTH = /[\uFF01-\uFF5E]/g
const FULL_WIDTH_OFFSET = 0xfee0
// `\s` holds the ideographic blank and the byte order mark; the zero-width characters come from
// copied web pages.
const BLANKS = /[\s\u200B-\u200D\u2060]+/g
const COPY_COUNT = /(?:\(\d{1,3}[/-]\d{1,3}\))+$/

/** Full-width forms become ASCII, blanks go, letters become capitals. */
export function plainText(raw: string): string {
  return raw
    .replace(FULL_WIDTH, (character) =>
      String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_OFFSET),
    )
    .replace(BLANKS, '')
    .toUpperCase()
}

/**
 * The identifier alone: `plainText` without one of the labels in front and without copy counts
 * behind.
 */
export function withoutNoise(raw: string, labels: readonly string[]): string {
  if (raw.length > IDENTIFIER_INPUT_CHARACTERS_MAX) return raw
  let text = plainText(raw)
  const label = labels.find((candidate) => text.startsWith(candidate))
  if (label !== undefined) text = text.slice(label.length)
  if (text.startsWith(':')) text = text.slice(1)
  return text.replace(COPY_COUNT, '')
}
