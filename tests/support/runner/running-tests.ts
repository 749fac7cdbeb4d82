import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { WorkerSign } from './signs-of-life.ts'
import { threadsOfProcess } from './threads-of-process.ts'

const LOOK_MS = 15_000

type Module = Pick<TestModule, 'relativeModuleId'>
type Case = Pick<TestCase, 'fullName'> & { readonly module: Module }

/** What ends a worker that stands. */
export interface Watch {
  readonly look_ms: number
  /** Those that have become silent since the last look, each once. */
  readonly silent: (since_ms: number) => readonly WorkerSign[]
  readonly end: (pid: number) => void
}

/**
 * Says every fifteen seconds which test files run and what each is at, so that a long test does not
 * look like one that hangs. A worker whose thread stands is shown and ended, which fails the run:
 * no limit of a test runs out there.
 */
export class RunningTests implements Reporter {
  readonly #write: (line: string) => void
  readonly #watch: Watch | undefined
  readonly #running = new Map<string, { readonly since: number; at: string | null }>()
  #files = 0
  #done = 0
  #timers: readonly NodeJS.Timeout[] = []
  /** One after the other, so that their lines do not mix. */
  #ending: Promise<void> = Promise.resolve()

  constructor(
    write: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
    watch?: Watch,
  ) {
    this.#write = write
    this.#watch = watch
  }

  onTestRunStart(files: readonly unknown[]): void {
    this.#files = files.length
    this.#done = 0
    this.#timers = [setInterval(() => this.#tell(), LOOK_MS)]
    if (this.#watch !== undefined) {
      const watch = this.#watch
      const look = (): void => {
        for (const worker of watch.silent(watch.look_ms))
          this.#ending = this.#ending.then(() => this.#end(worker, watch))
      }
      this.#timers = [...this.#timers, setInterval(look, watch.look_ms)]
    }
    for (const timer of this.#timers) timer.unref()
  }

  onTestModuleQueued({ relativeModuleId }: Module): void {
    this.#running.set(relativeModuleId, { since: Date.now(), at: null })
  }

  onTestCaseReady({ fullName, module }: Case): void {
    const running = this.#running.get(module.relativeModuleId)
    if (running !== undefined) running.at = fullName
  }

  onTestModuleEnd({ relativeModuleId }: Module): void {
    this.#running.delete(relativeModuleId)
    this.#done += 1
  }

  onTestRunEnd(): void {
    for (const timer of this.#timers) clearInterval(timer)
  }

  async #end({ pid, file }: WorkerSign, watch: Watch): Promise<void> {
    const at = this.#running.get(file)?.at ?? 'no test yet'
    this.#write(`✗ ${file}, at: ${at}: the worker ${pid} stands and is ended. Its threads:`)
    for (const line of await threadsOfProcess(pid)) this.#write(`    ${line}`)
    watch.end(pid)
  }

  #tell(): void {
    this.#write(`… ${this.#done} of ${this.#files} test files are done; running:`)
    for (const [file, { since, at }] of this.#running) {
      const seconds = Math.round((Date.now() - since) / 1_000)
      this.#write(`    ${file}, for ${seconds} s${at === null ? '' : `, at: ${at}`}`)
    }
  }
}
