import type { Reporter, TestCase, TestModule } from 'vitest/node'

const LOOK_MS = 15_000

type Module = Pick<TestModule, 'relativeModuleId'>
type Case = Pick<TestCase, 'fullName'> & { readonly module: Module }

/**
 * Says every fifteen seconds which test files run and what each is at, so that a long test does not
 * look like one that hangs.
 */
export class RunningTests implements Reporter {
  readonly #write: (line: string) => void
  readonly #running = new Map<string, { readonly since: number; at: string | null }>()
  #files = 0
  #done = 0
  #timer: NodeJS.Timeout | undefined

  constructor(write: (line: string) => void = (line) => process.stdout.write(`${line}\n`)) {
    this.#write = write
  }

  onTestRunStart(files: readonly unknown[]): void {
    this.#files = files.length
    this.#done = 0
    this.#timer = setInterval(() => this.#tell(), LOOK_MS)
    this.#timer.unref()
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
    clearInterval(this.#timer)
  }

  #tell(): void {
    this.#write(`… ${this.#done} of ${this.#files} test files are done; running:`)
    for (const [file, { since, at }] of this.#running) {
      const seconds = Math.round((Date.now() - since) / 1_000)
      this.#write(`    ${file}, for ${seconds} s${at === null ? '' : `, at: ${at}`}`)
    }
  }
}
