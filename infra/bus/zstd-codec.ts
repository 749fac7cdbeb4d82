import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { UNPACKED_BYTES_MAX, type Codec } from '#/bus/codec.ts'

const pack = promisify(zstdCompress)
const unpack = promisify(zstdDecompress)

/** Zstandard by Node's own library. */
export const zstdCodec: Codec = {
  compress: ({ buffer }) => pack(buffer),
  decompress: (packed) => unpack(packed, { maxOutputLength: UNPACKED_BYTES_MAX }),
}
