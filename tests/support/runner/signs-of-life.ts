import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HANG_MS } from '../hang.ts'

/**
 * How long a worker's loop may be silent, counted by the loop of the run; shorter where a test asks
 * for it. Whatever a test waits for, its loop answers meanwhile: this is for a thread that does not
 * come back from native code, or never leaves JavaScript, where no other limit of a test runs out.
 */
export const SILENCE_MS_MAX = Number(process.env['TEST_SILENCE_MS'] ?? HANG_MS)

/** Below those that the system gives to connections. */
const PORT_MIN = 20_000
const PORTS = 10_000

/** Where a worker listens for a debugger once the signal told it to: a port of its own. */
export function debugPortOf(pid: number): number {
  return PORT_MIN + (pid % PORTS)
}

/** One worker, by its last sign. */
export interface WorkerSign {
  readonly pid: number
  /** The test file it runs. */
  readonly file: string
  /** Differs from that of the sign before. */
  readonly at: number
}

/** A file a worker, in a folder a run: a worker that stands cannot answer a message. */
export class SignsOfLife {
  readonly #folder: string

  /** The run by the process that leads it. */
  constructor(run: number) {
    this.#folder = join(tmpdir(), `jianwei-signs-${run}`)
  }

  give(pid: number, file: string): void {
    mkdirSync(this.#folder, { recursive: true })
    // Written anew, so that the file system says when: a test may have set its process's clock.
    writeFileSync(this.#of(pid), file)
  }

  forget(pid: number): void {
    rmSync(this.#of(pid), { force: true })
  }

  all(): readonly WorkerSign[] {
    return this.#pids().flatMap((pid) => {
      try {
        const file = readFileSync(this.#of(pid), 'utf8')
        return [{ pid, file, at: statSync(this.#of(pid)).mtimeMs }]
      } catch {
        // It ended meanwhile.
        return []
      }
    })
  }

  forgetAll(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #pids(): readonly number[] {
    try {
      return readdirSync(this.#folder).map(Number)
    } catch {
      // No worker has given a sign yet.
      return []
    }
  }

  #of(pid: number): string {
    return join(this.#folder, String(pid))
  }
}
