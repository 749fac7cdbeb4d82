const VARINT = 0
const LENGTH = 2

/** Bytes of a varint. */
function sizeOfNumber(value: number): number {
  let size = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1
  return size
}

/** Bytes of a field that has a length, with its number, below 16, and the length. */
export function sizeOfField(bytes: number): number {
  return 1 + sizeOfNumber(bytes) + bytes
}

/**
 * Writes a message of protocol buffers (protobuf.dev/programming-guides/encoding) into bytes whose
 * number is known before. Field numbers are below 16, so each takes one byte.
 */
export class MessageWriter {
  readonly bytes: Buffer
  #at = 0

  /** All of the bytes will be written. */
  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size)
  }

  /** Begins a message within the message. */
  begin(field: number, bytes: number): void {
    this.bytes[this.#at] = (field << 3) | LENGTH
    this.#at += 1
    this.#number(bytes)
  }

  /** `bytes`: of the text in UTF-8. */
  text(field: number, text: string, bytes: number): void {
    this.begin(field, bytes)
    this.#at += this.bytes.write(text, this.#at, bytes, 'utf8')
  }

  /** Fields that were written elsewhere. */
  raw(fields: Buffer): void {
    this.#at += fields.copy(this.bytes, this.#at)
  }

  uint64(field: number, value: bigint): void {
    this.bytes[this.#at] = (field << 3) | VARINT
    this.#at += 1
    let rest = value
    for (; rest >= 128n; rest >>= 7n) {
      this.bytes[this.#at] = Number(rest & 127n) | 128
      this.#at += 1
    }
    this.bytes[this.#at] = Number(rest)
    this.#at += 1
  }

  #number(value: number): void {
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) {
      this.bytes[this.#at] = (rest % 128) | 128
      this.#at += 1
    }
    this.bytes[this.#at] = rest
    this.#at += 1
  }
}

/** A small message, made of its fields. */
export function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields)
}

export function numberField(field: number, value: bigint): Buffer {
  let size = 1
  for (let rest = value; rest > 0n || size === 1; rest >>= 7n) size += 1
  const writer = new MessageWriter(size)
  writer.uint64(field, value)
  return writer.bytes
}

export function textField(field: number, text: string): Buffer {
  return messageField(field, Buffer.from(text, 'utf8'))
}

export function messageField(field: number, bytes: Buffer): Buffer {
  const writer = new MessageWriter(sizeOfField(bytes.length))
  writer.begin(field, bytes.length)
  writer.raw(bytes)
  return writer.bytes
}
