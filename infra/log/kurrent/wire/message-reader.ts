/** How a field is written; groups and 32-bit numbers do not occur in the server's messages. */
const VARINT = 0
const FIXED_64 = 1
const LENGTH = 2
const FIXED_32 = 5

/** Seven bytes of a varint hold 49 bits, which a number takes exactly. */
const BYTES_IN_NUMBER = 7
const BITS_IN_NUMBER = 49n
const VARINT_BYTES_MAX = 10

/**
 * Reads a message of protocol buffers (protobuf.dev/programming-guides/encoding) field by field,
 * without a schema: whoever knows the message asks for what the field holds, or leaves it. Throws
 * RangeError where the bytes end before the message does.
 */
export class MessageReader {
  readonly #bytes: Buffer
  readonly #end: number
  #at: number
  #wireType = VARINT

  constructor(bytes: Buffer, from = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#at = from
    this.#end = end
  }

  /** The number of the next field, 0 behind the last. */
  next(): number {
    if (this.#at >= this.#end) return 0
    const tag = this.#number()
    this.#wireType = tag & 7
    return tag >>> 3
  }

  /** A field that is not asked for. */
  skip(): void {
    switch (this.#wireType) {
      case VARINT:
        this.#number()
        return
      case FIXED_64:
        return this.#pass(8)
      case FIXED_32:
        return this.#pass(4)
      case LENGTH:
        return this.#pass(this.#number())
      default:
        throw new RangeError(`a message has a field of the unknown kind ${this.#wireType}`)
    }
  }

  uint64(): bigint {
    let low = 0
    let high = 0n
    let scale = 1
    for (let index = 0; index < VARINT_BYTES_MAX; index += 1) {
      const byte = this.#byte()
      if (index < BYTES_IN_NUMBER) {
        low += (byte & 127) * scale
        scale *= 128
      } else high += BigInt(byte & 127) << BigInt(7 * (index - BYTES_IN_NUMBER))
      if (byte < 128) break
    }
    const whole = BigInt(low)
    return high === 0n ? whole : BigInt.asUintN(64, whole + (high << BITS_IN_NUMBER))
  }

  /** A part of the message's own bytes. */
  bytes(): Buffer {
    const from = this.#begin()
    return this.#bytes.subarray(from, this.#at)
  }

  text(): string {
    const from = this.#begin()
    return this.#bytes.toString('utf8', from, this.#at)
  }

  message(): MessageReader {
    const from = this.#begin()
    return new MessageReader(this.#bytes, from, this.#at)
  }

  /** Where a field of some length begins; the reader is behind it then. */
  #begin(): number {
    const length = this.#number()
    const from = this.#at
    this.#pass(length)
    return from
  }

  #pass(length: number): void {
    this.#at += length
    if (this.#at > this.#end) throw new RangeError('a message ends in the middle of a field')
  }

  #number(): number {
    let value = 0
    let scale = 1
    for (let index = 0; index < VARINT_BYTES_MAX; index += 1) {
      const byte = this.#byte()
      value += (byte & 127) * scale
      if (byte < 128) break
      scale *= 128
    }
    return value
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined || this.#at >= this.#end)
      throw new RangeError('a message ends in the middle of a field')
    this.#at += 1
    return byte
  }
}
