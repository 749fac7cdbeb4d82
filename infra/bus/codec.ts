/** How the bytes of a batch are packed, in the shape that the client calls. */
export interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
  decompress(packed: Buffer): Promise<Buffer>
}

/**
 * What one batch may unpack to. Brokers take packed batches of about 1 MB, so more than this is an
 * attack, not data.
 */
export const UNPACKED_BYTES_MAX = 256 * 1024 * 1024

export class BatchTooLarge extends Error {
  override readonly name = 'BatchTooLarge'

  constructor(bytes: number) {
    super(`a batch unpacks to ${bytes} bytes, more than ${UNPACKED_BYTES_MAX}`)
  }
}
