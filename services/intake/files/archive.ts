import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { FileDamaged, FileRefused } from '#/intake/files/file-errors.ts'

/** The one file that knows yauzl: the files in a ZIP archive, each read when it is asked for. */

export interface ArchiveMember {
  /** With its folders, as the archive says it. */
  readonly name: string
  readonly packed_bytes: number
  readonly unpacked_bytes: number
  /** Throws FileDamaged. */
  bytes(): AsyncGenerator<Uint8Array>
}

export interface Archive extends AsyncDisposable {
  readonly members: readonly ArchiveMember[]
}

const MEMBERS_MAX = 10_000
const UTF8_NAME = 0x0800
/** What archives of Apple's computers hold beside the files. */
const BESIDE = /(^|\/)(__MACOSX\/|\.DS_Store$|\._)/

/** Throws FileRefused for what cannot be read, and FileDamaged for what is no whole archive. */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await opened(path)
  const members: ArchiveMember[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry)
      if (name.endsWith('/') || BESIDE.test(name)) continue
      if (entry.isEncrypted()) throw new FileRefused('FILE_FORMAT', 'the archive is encrypted')
      members.push(memberOf(zip, entry, name))
      if (members.length > MEMBERS_MAX)
        throw new FileRefused('FILE_FORMAT', `the archive has more than ${MEMBERS_MAX} files`)
    }
  } catch (error) {
    zip.close()
    throw error instanceof FileRefused ? error : damaged(error)
  }
  return {
    members,
    async [Symbol.asyncDispose]() {
      zip.close()
    },
  }
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(path, { autoClose: false, decodeStrings: false })
  } catch (error) {
    throw damaged(error)
  }
}

function memberOf(zip: ZipFile, entry: Entry, name: string): ArchiveMember {
  return {
    name,
    packed_bytes: entry.compressedSize,
    unpacked_bytes: entry.uncompressedSize,
    async *bytes() {
      try {
        // It yields bytes, because no encoding was asked for.
        for await (const chunk of await zip.openReadStreamPromise(entry)) yield chunk as Uint8Array
      } catch (error) {
        throw damaged(error)
      }
    },
  }
}

/** Older programs write names in the encoding of the office's computer, and do not say so. */
function nameOf({ fileNameRaw, generalPurposeBitFlag }: Entry): string {
  const isUtf8 = (generalPurposeBitFlag & UTF8_NAME) !== 0
  try {
    return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(fileNameRaw)
  } catch {
    return new TextDecoder('gb18030').decode(fileNameRaw)
  }
}

function damaged(error: unknown): FileDamaged {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'ZIP_DAMAGED'
  return new FileDamaged(code, 'it is cut off or damaged', error)
}
