import { compress, uncompress } from 'snappy'
import { BatchTooLarge, UNPACKED_BYTES_MAX, type Codec } from '#/bus/codec.ts'

/**
 * Snappy as Kafka's clients write it: librdkafka one raw block, Java the framing of the xerial
 * library (a magic of 8 bytes, two version numbers of 4 bytes, then blocks, each with its length in
 * 4 bytes before it).
 */
export const snappyCodec: Codec = {
  compress: ({ buffer }) => compress(buffer),
  decompress: (packed) => (isFramed(packed) ? unpackFrames(packed) : unpackBlock(packed)),
}

const MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const HEADER_BYTES = MAGIC.length + 8
const LENGTH_BYTES = 4

function isFramed(packed: Buffer): boolean {
  return packed.length >= HEADER_BYTES && packed.subarray(0, MAGIC.length).equals(MAGIC)
}

async function unpackFrames(packed: Buffer): Promise<Buffer> {
  const blocks: Buffer[] = []
  let total = 0
  for (let at = HEADER_BYTES; at < packed.length;) {
    const start = at + LENGTH_BYTES
    at = start + packed.readUInt32BE(start - LENGTH_BYTES)
    const block = await unpackBlock(packed.subarray(start, at))
    total += block.length
    if (total > UNPACKED_BYTES_MAX) throw new BatchTooLarge(total)
    blocks.push(block)
  }
  return Buffer.concat(blocks)
}

async function unpackBlock(block: Buffer): Promise<Buffer> {
  const bytes = unpackedLength(block)
  if (bytes > UNPACKED_BYTES_MAX) throw new BatchTooLarge(bytes)
  // Without `asBuffer: false` the library answers with a Buffer.
  return (await uncompress(block)) as Buffer
}

/** A block begins with the length that it unpacks to: seven bits a byte, the lowest first. */
function unpackedLength(block: Buffer): number {
  let length = 0
  for (const [index, byte] of block.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) break
  }
  return length
}
