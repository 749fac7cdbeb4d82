import { createHash, randomUUID } from 'node:crypto'
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  EvidenceDamaged,
  EvidenceUnavailable,
  type EvidenceStore,
  type KeptFile,
} from '@jianwei/events/ports/evidence-store.ts'
import { makeFolder } from '#/runtime/make-folder.ts'

/** What was begun so long ago is finished by nobody: its process died. */
const LEFT_OVER_MS = 24 * 3_600_000

/**
 * Files in a folder: `ab/abcd…` by hash, and `incoming` for what is being written. A file comes
 * into its place by a rename after it was synced, so that half of one is never found there.
 */
export class EvidenceFolder implements EvidenceStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async keep(bytes: Uint8Array): Promise<KeptFile> {
    const sha256 = hashOf(bytes)
    const kept = { sha256, size: bytes.length }
    try {
      // What is there and whole needs no second copy; what is damaged is mended by this one.
      if ((await this.#found(sha256)) !== undefined) return kept
      await this.#write(sha256, bytes)
      return kept
    } catch (error) {
      throw new EvidenceUnavailable(error)
    }
  }

  async read(sha256: string): Promise<Uint8Array> {
    let bytes: Uint8Array | undefined
    try {
      bytes = await readFile(this.#pathOf(sha256))
    } catch (error) {
      if (!isAbsent(error)) throw new EvidenceUnavailable(error)
    }
    if (bytes === undefined) throw new EvidenceDamaged(sha256, 'gone')
    if (hashOf(bytes) !== sha256) throw new EvidenceDamaged(sha256, 'changed')
    return bytes
  }

  /** Removes what processes that died had begun to write: how many files, and what it left. */
  async sweep(): Promise<{ readonly removed: number; readonly left: readonly string[] }> {
    const incoming = join(this.#folder, 'incoming')
    const left: string[] = []
    let removed = 0
    for (const name of await readdir(incoming).catch(() => [])) {
      const path = join(incoming, name)
      // Another process may be faster.
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      )
      if (age < LEFT_OVER_MS) continue
      await rm(path, { force: true }).then(
        () => (removed += 1),
        () => left.push(name),
      )
    }
    return { removed, left }
  }

  async #found(sha256: string): Promise<Uint8Array | undefined> {
    const bytes = await readFile(this.#pathOf(sha256)).catch(() => undefined)
    return bytes !== undefined && hashOf(bytes) === sha256 ? bytes : undefined
  }

  async #write(sha256: string, bytes: Uint8Array): Promise<void> {
    const incoming = join(this.#folder, 'incoming')
    const shelf = join(this.#folder, sha256.slice(0, 2))
    makeFolder(incoming)
    makeFolder(shelf)
    const path = join(incoming, randomUUID())
    try {
      const file = await open(path, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(path, this.#pathOf(sha256))
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
    for (const folder of [shelf, this.#folder]) await synced(folder)
  }

  #pathOf(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256)
  }
}

/** The name of a file is durable once its folder is. */
async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
