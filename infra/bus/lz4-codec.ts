import { compressFrame, decompressFrame } from 'lz4-napi'
import type { Codec } from '#/bus/codec.ts'

/**
 * LZ4 frames. They unpack to at most 255 times their size, so the broker's limit on a batch bounds
 * the result.
 */
export const lz4Codec: Codec = {
  compress: ({ buffer }) => compressFrame(buffer),
  decompress: (packed) => decompressFrame(packed),
}
