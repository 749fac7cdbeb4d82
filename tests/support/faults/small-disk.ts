import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PIECE_BYTES = [1 << 20, 4_096]

/** A file system of its own in memory, small enough to be filled. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string
  readonly #unmounting: ChildProcess

  private constructor(path: string) {
    this.path = path
    // Waits for the end of a pipe from here, which comes also when this process is killed. In a
    // group of its own, so that what is sent to ours does not end it first.
    const script = 'cat >/dev/null; umount -l "$0" && rmdir "$0"'
    this.#unmounting = spawn('sh', ['-c', script, path], {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    })
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
    const done = once(this.#unmounting, 'exit')
    this.#unmounting.stdin?.end()
    await done
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
