import { zstdCompressSync } from 'node:zlib'
import { compressSync } from 'snappy'
import { describe, expect, test } from 'vitest'
import { BatchTooLarge, UNPACKED_BYTES_MAX } from '#/bus/codec.ts'
import { lz4Codec } from '#/bus/lz4-codec.ts'
import { snappyCodec } from '#/bus/snappy-codec.ts'
import { zstdCodec } from '#/bus/zstd-codec.ts'

const text = Buffer.from('监管数据 '.repeat(10_000))

describe.each([
  { name: 'zstd', codec: zstdCodec },
  { name: 'lz4', codec: lz4Codec },
  { name: 'snappy', codec: snappyCodec },
])('$name', ({ codec }) => {
  test('unpacks what it packed', async () => {
    const packed = await codec.compress({ buffer: text })
    expect(packed.length).toBeLessThan(text.length / 10)
    expect(await codec.decompress(packed)).toEqual(text)
  })

  test('unpacks an empty batch', async () => {
    const packed = await codec.compress({ buffer: Buffer.alloc(0) })
    expect(await codec.decompress(packed)).toHaveLength(0)
  })

  test('refuses what it did not pack', async () => {
    await expect(codec.decompress(Buffer.from('not packed at all'))).rejects.toThrow()
  })
})

test('snappy unpacks the framing of the Java library', async () => {
  const blocks = [text.subarray(0, 40_000), text.subarray(40_000)].map((part) => compressSync(part))
  const framed = Buffer.concat([
    Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00, 0, 0, 0, 1, 0, 0, 0, 1]),
    ...blocks.flatMap((block) => [bigEndian(block.length), block]),
  ])
  expect(await snappyCodec.decompress(framed)).toEqual(text)
})

test('snappy refuses a block that would unpack to more than the limit, before it does', async () => {
  const length = UNPACKED_BYTES_MAX + 1
  const varint = [0, 7, 14, 21, 28].map(
    (shift) => ((length >>> shift) & 0x7f) | (shift < 28 ? 0x80 : 0),
  )
  await expect(snappyCodec.decompress(Buffer.from([...varint, 0]))).rejects.toBeInstanceOf(
    BatchTooLarge,
  )
})

test('zstd stops at the limit', async () => {
  const bomb = zstdCompressSync(Buffer.alloc(UNPACKED_BYTES_MAX + 1))
  expect(bomb.length).toBeLessThan(100_000)
  await expect(zstdCodec.decompress(bomb)).rejects.toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' })
})

function bigEndian(length: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(length)
  return bytes
}
