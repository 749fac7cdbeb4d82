/**
 * A number in JSON may have more digits than a double keeps: `JSON.parse` makes
 * 12345678901234567890 and 12345678901234567891 the same number. Texts that hold such a number are
 * found cheaply, and only those are read with the digits as they were written.
 */

/** A number that was written with other digits than the double next to it has. */
export class LongNumber {
  /** As it was written. */
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Beyond 2^53 the doubles no longer hold every whole number. */
  get isBeyondIntegers(): boolean {
    return isBeyondIntegers(Number(this.text))
  }
}

/** Sixteen characters of a number, or an exponent, behind what stands before a value. */
const MAY_BE_LONG = /(?:^|[[:,])\s*-?(?:[\d.]{16}|[\d.]+[eE])/
/** What a double needs at most, so a number with more was never one. */
const DOUBLE_DIGITS_MAX = 17

/**
 * As `JSON.parse`, with a LongNumber in the place of each number that a double does not keep. The
 * text is JSON within the limit of depth.
 */
export function withLongNumbers(text: string, value: unknown): unknown {
  if (!MAY_BE_LONG.test(text)) return value
  return JSON.parse(
    text,
    (_name: string, item: unknown, context?: { readonly source?: string }) => {
      const source = context?.source
      return typeof item !== 'number' || source === undefined || isKept(item, source)
        ? item
        : new LongNumber(source)
    },
  )
}

/**
 * Whether the text holds a number within 2^53 that would be rounded and was no double before: one
 * of more than 17 digits. Fewer are the way in which programs write doubles, and give the same
 * double back.
 */
export function holdsRoundedNumber(text: string): boolean {
  if (!MAY_BE_LONG.test(text)) return false
  let found = false
  JSON.parse(text, (_name: string, item: unknown, context?: { readonly source?: string }) => {
    const source = context?.source
    if (typeof item !== 'number' || source === undefined || isBeyondIntegers(item)) return
    found ||= !isKept(item, source) && digitsOf(source).digits.length > DOUBLE_DIGITS_MAX
  })
  return found
}

export function isBeyondIntegers(number: number): boolean {
  return Math.abs(number) > Number.MAX_SAFE_INTEGER
}

function isKept(number: number, source: string): boolean {
  if (isBeyondIntegers(number)) return false
  const [written, kept] = [digitsOf(source), digitsOf(String(number))]
  return written.digits === kept.digits && written.exponent === kept.exponent
}

/** The digits that count and the power of ten of the last one; the sign is the double's as well. */
function digitsOf(number: string): { readonly digits: string; readonly exponent: number } {
  const [, whole = '', fraction = '', power = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? []
  const all = whole + fraction
  let start = 0
  while (all[start] === '0') start += 1
  let end = all.length
  while (end > start && all[end - 1] === '0') end -= 1
  if (start === end) return { digits: '', exponent: 0 }
  return {
    digits: all.slice(start, end),
    exponent: Number(power) - fraction.length + (all.length - end),
  }
}
