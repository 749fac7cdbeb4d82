/*
 * As much of DER (X.690) as a certificate is written with. Each function gives one element: tag,
 * length, content. Nothing is read here.
 */

const SEQUENCE = 0x30
const SET = 0x31
const CONTEXT = 0xa0

export function sequence(...elements: readonly Buffer[]): Buffer {
  return element(SEQUENCE, Buffer.concat(elements))
}

export function set(...elements: readonly Buffer[]): Buffer {
  return element(SET, Buffer.concat(elements))
}

/** What the type in hand calls `[number]`, with whole elements in it. */
export function context(number: number, ...elements: readonly Buffer[]): Buffer {
  return element(CONTEXT | number, Buffer.concat(elements))
}

/** What the type in hand calls `[number]`, with bytes in it. */
export function contextBytes(number: number, content: Buffer): Buffer {
  return element(0x80 | number, content)
}

/** A whole number from its big-endian bytes, none of them a sign. */
export function unsigned(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first < 0 ? Buffer.of(0) : bytes.subarray(first)
  return element(0x02, (digits[0] ?? 0) < 0x80 ? digits : Buffer.concat([Buffer.of(0), digits]))
}

export const yes: Buffer = element(0x01, Buffer.of(0xff))
export const nothing: Buffer = element(0x05, Buffer.alloc(0))

/** Bits from the first one on: `unused` of the last byte are none of it. */
export function bits(content: Buffer, unused = 0): Buffer {
  return element(0x03, Buffer.concat([Buffer.of(unused), content]))
}

export function octets(content: Buffer): Buffer {
  return element(0x04, content)
}

export function text(value: string): Buffer {
  return element(0x0c, Buffer.from(value, 'utf8'))
}

/** `1.2.840.113549.1.1.11`, for example. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)))
}

/** To the second. Times before 2050 have two digits for the year, as certificates want it. */
export function time(instant: Date): Buffer {
  const digits = instant.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return instant.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(digits.slice(2), 'ascii'))
    : element(0x18, Buffer.from(digits, 'ascii'))
}

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content), content])
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.of(length)
  const bytes: number[] = []
  for (let left = length; left > 0; left >>>= 8) bytes.unshift(left & 0xff)
  return Buffer.of(0x80 | bytes.length, ...bytes)
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f]
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}
