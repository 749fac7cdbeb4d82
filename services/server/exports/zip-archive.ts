import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

/** The one file that knows yazl: files of an archive, made while it is read. */

/** One file of an archive; its text is asked for when the files before it are written. */
export interface ZipEntry {
  readonly path: string
  readonly chunks: AsyncIterable<string> | Iterable<string>
}

/** The first day that the format knows: an archive of the same rows has the same bytes. */
const OPTIONS = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true }

/**
 * The archive in pieces. Nothing is made that nobody takes, and who stops reading half-way ends
 * what makes the texts as well. Throws what making a text throws.
 */
export async function* zipArchive(entries: readonly ZipEntry[]): AsyncGenerator<Buffer> {
  const zip = new ZipFile()
  // A PassThrough, which its type calls a stream of the old interface.
  const output = zip.outputStream as Readable
  let source: Readable | undefined
  zip.on('error', (error) => output.destroy(asError(error)))
  for (const { path, chunks } of entries)
    zip.addReadStreamLazy(path, OPTIONS, (give) => {
      source = Readable.from(bytesOf(chunks), { objectMode: false })
      source.on('error', (error) => zip.emit('error', error))
      give(null, source)
    })
  zip.end()
  try {
    // Of a stream of bytes come buffers.
    for await (const piece of output) yield piece as Buffer
  } finally {
    source?.destroy()
  }
}

async function* bytesOf(chunks: ZipEntry['chunks']): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the archive cannot be written')
}
