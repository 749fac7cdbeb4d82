import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PIECE_BYTES = [1 << 20, 4_096]

/** A file system of its own in memory, small enough to be filled. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async mount(megabytes: number): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), 'jianwei-disk-'))
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'jianwei-tests', path])
      return new SmallDisk(path)
    } catch (error) {
      await rmdir(path)
      throw error
    }
  }

  /** Not one more page fits until `free`. */
  async fill(): Promise<void> {
    await using file = await open(this.#filler, 'a')
    for (const bytes of PIECE_BYTES) {
      const piece = Buffer.alloc(bytes, 1)
      while (await fits(file.appendFile(piece)));
    }
  }

  async free(): Promise<void> {
    await rm(this.#filler, { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('umount', ['--lazy', this.path])
    await rmdir(this.path)
  }

  get #filler(): string {
    return join(this.path, 'filler')
  }
}

/** Why there can be no disk of our own; empty where there can. */
export async function whyNoSmallDisk(): Promise<string> {
  try {
    await using _ = await SmallDisk.mount(1)
    return ''
  } catch (error) {
    return `no file system can be mounted: ${String(error).split('\n', 1)[0]}`
  }
}

async function fits(writing: Promise<void>): Promise<boolean> {
  try {
    await writing
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false
    throw error
  }
}
