import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { FileDamaged } from '#/intake/files/file-errors.ts'

const READ_BYTES = 256 * 1024
const [GZIP, ZIP] = ['1f8b', '504b0304']

/** How far a file was read. */
export interface BytesRead {
  /** As it lies on the disk, packed or not. */
  packed: number
}

export type Packing = 'none' | 'gzip' | 'zip'

/** By the first bytes of the file, whatever it is called. */
export async function packingOf(path: string): Promise<Packing> {
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
  const first = buffer.toString('hex', 0, bytesRead)
  if (first.startsWith(GZIP)) return 'gzip'
  return first.startsWith(ZIP) ? 'zip' : 'none'
}

/**
 * The file's bytes, unpacked where it is packed by gzip, in one piece or several; `read` is kept in
 * step. Throws FileDamaged where the packing breaks.
 */
export async function* bytesOf(
  path: string,
  packing: Exclude<Packing, 'zip'>,
  read: BytesRead,
): AsyncGenerator<Uint8Array> {
  const file = counted(path, read)
  if (packing === 'none') return yield* file
  // The consumer sees the error of either stream; the callback has nothing to add.
  yield* unpacked(
    path,
    pipeline(file, createGunzip(), () => {}),
  )
}

/** Of the whole file as it lies on the disk. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  // Bytes, because no encoding was asked for.
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

async function* counted(path: string, read: BytesRead): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
    // As above.
    read.packed += (chunk as Uint8Array).length
    yield chunk as Uint8Array
  }
}

async function* unpacked(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('Z_')) throw error
    const what = code === 'Z_BUF_ERROR' ? 'is cut off' : 'is damaged'
    const message =
      `${basename(path)} ${what}: its packing breaks (${code}); ` +
      'records before that point may have been taken'
    throw new FileDamaged(code, message, error)
  }
}
