import { createHash, randomUUID } from 'node:crypto'
import { open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import {
  UploadsUnavailable,
  UploadTooLarge,
  type RemovedUploads,
  type SentFile,
  type Upload,
  type UploadStore,
} from '@jianwei/events/ports/upload-store.ts'
import { makeFolder } from '#/runtime/make-folder.ts'

const HOUR_MS = 3_600_000
/** Nobody sends for so long: what was begun then lost its process. */
const LEFT_OVER_MS = 24 * HOUR_MS
/** The free space is looked at again after so many bytes. */
const LOOK_BYTES = 64 * 1024 * 1024
const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface UploadLimits {
  readonly bytes_max: number
  readonly kept_hours: number
  /** So much stays free on the disk, for the log above all. */
  readonly free_bytes_min: number
}

/**
 * Uploads in a folder: each in one of its own, with what is known of it in `upload.json` and its
 * bytes under their own name in `file`. It comes into its place by a rename after it was synced.
 */
export class UploadFolder implements UploadStore {
  readonly #folder: string
  readonly #limits: UploadLimits
  readonly #now: () => Instant

  constructor(folder: string, limits: UploadLimits, now: () => Instant) {
    this.#folder = folder
    this.#limits = limits
    this.#now = now
  }

  async receive({ file_name, actor, bytes, bytes_expected }: SentFile): Promise<Upload> {
    const upload_id = randomUUID()
    const incoming = join(this.#folder, 'incoming', upload_id)
    try {
      await told(async () => makeFolder(join(incoming, 'file')))
      await this.#assertFits(bytes_expected ?? 0)
      const kept = await this.#write(join(incoming, 'file', file_name), bytes)
      const now = this.#now()
      const kept_until = instantFromMs(msOfInstant(now) + this.#limits.kept_hours * HOUR_MS)
      const upload = { upload_id, file_name, ...kept, actor, received_at: now, kept_until }
      await told(async () => {
        await writeSynced(join(incoming, 'upload.json'), JSON.stringify(upload))
        await rename(incoming, join(this.#folder, upload_id))
        await synced(this.#folder)
      })
      return upload
    } catch (error) {
      await rm(incoming, { recursive: true, force: true }).catch(() => {})
      throw error
    }
  }

  async find(uploadId: string): Promise<Upload | undefined> {
    // Anything else could lead out of the folder.
    if (!UPLOAD_ID.test(uploadId)) return undefined
    return told(async () => {
      const text = await readFile(join(this.#folder, uploadId, 'upload.json'), 'utf8').catch(
        (error: unknown) => {
          if (isAbsent(error)) return undefined
          throw error
        },
      )
      // Only this class writes it, and whole.
      return text === undefined ? undefined : (JSON.parse(text) as Upload)
    })
  }

  pathOf({ upload_id, file_name }: Upload): string {
    return join(this.#folder, upload_id, 'file', file_name)
  }

  async removeOver(isInUse: (uploadId: string) => boolean): Promise<RemovedUploads> {
    const now = msOfInstant(this.#now())
    const left: string[] = []
    let [expired, bytes_freed] = [0, 0]
    for (const name of await namesIn(this.#folder)) {
      const upload = await this.find(name).catch(() => undefined)
      if (upload === undefined || isInUse(name) || msOfInstant(upload.kept_until) > now) continue
      if (await removed(join(this.#folder, name))) {
        expired += 1
        bytes_freed += upload.bytes_count
      } else left.push(name)
    }
    const half = await this.#removeHalfSent()
    return { expired, bytes_freed, half_sent: half.removed, left: [...left, ...half.left] }
  }

  /** By the time of the file system: nobody can say when they began. */
  async #removeHalfSent(): Promise<{ readonly removed: number; readonly left: string[] }> {
    const incoming = join(this.#folder, 'incoming')
    const left: string[] = []
    let count = 0
    for (const name of await namesIn(incoming)) {
      const path = join(incoming, name)
      const age = await stat(join(path, 'file')).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      )
      if (age < LEFT_OVER_MS) continue
      if (await removed(path)) count += 1
      else left.push(`incoming/${name}`)
    }
    return { removed: count, left }
  }

  async #write(
    path: string,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<Pick<Upload, 'bytes_count' | 'sha256'>> {
    const hash = createHash('sha256')
    let [bytes_count, looked] = [0, 0]
    await using file = await told(() => open(path, 'wx', 0o600))
    for await (const chunk of bytes) {
      bytes_count += chunk.length
      if (bytes_count > this.#limits.bytes_max) throw new UploadTooLarge(this.#limits.bytes_max)
      if (bytes_count - looked > LOOK_BYTES) {
        looked = bytes_count
        await this.#assertFits(0)
      }
      hash.update(chunk)
      await told(() => file.writeFile(chunk))
    }
    await told(() => file.sync())
    return { bytes_count, sha256: hash.digest('hex') }
  }

  async #assertFits(bytes: number): Promise<void> {
    const { bytes_max, free_bytes_min } = this.#limits
    if (bytes > bytes_max) throw new UploadTooLarge(bytes_max)
    const { bavail, bsize } = await told(() => statfs(this.#folder))
    if (bavail * bsize - bytes < free_bytes_min)
      throw new UploadsUnavailable(
        `the disk of the uploads is nearly full; ${free_bytes_min} bytes of it stay free`,
      )
  }
}

/** What the file system refuses passes: the disk is full, or the folder is away. */
async function told<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    throw new UploadsUnavailable('the folder of uploads cannot be used now', { cause })
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

async function removed(path: string): Promise<boolean> {
  return rm(path, { recursive: true, force: true }).then(
    () => true,
    () => false,
  )
}

async function writeSynced(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flush: true })
}

async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
