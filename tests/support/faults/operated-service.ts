import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceProcess, type ServiceName } from '#/support/program/service-process.ts'

const LOOK_MS = 50
const RESTART_DELAY_MS = 300
/**
 * Restarts after it ended by itself: a service that ends at every start, whatever the faults are.
 */
const ENDS_MAX = 200

/** How a service complains of a log that has no room. */
export const DISK_FULL = 'LOG_UNAVAILABLE (disk full)'

/**
 * A service as it is operated: whenever its process ends, for whatever reason, a new one is
 * started.
 */
export class OperatedService implements AsyncDisposable {
  readonly name: ServiceName
  readonly #env: Readonly<Record<string, string>>
  readonly #watching: Promise<void>
  #process: ServiceProcess
  #isStopping = false
  #kills = 0
  /** Last words of processes that ended by themselves. */
  readonly #endings: unknown[] = []
  readonly #past: ServiceProcess[] = []
  readonly #givenUp = new AbortController()
  #isHeld = false

  constructor(name: ServiceName, env: Readonly<Record<string, string>>) {
    this.name = name
    this.#env = env
    this.#process = new ServiceProcess(name, env)
    this.#watching = this.#watch()
  }

  get process(): ServiceProcess {
    return this.#process
  }

  get isListening(): boolean {
    return (
      this.#process.isRunning && this.#process.lines.some(({ message }) => message === 'listening')
    )
  }

  /**
   * Aborts, with the reason, when it is not started again any more because it ends by itself again
   * and again.
   */
  get givenUp(): AbortSignal {
    return this.#givenUp.signal
  }

  get kills(): number {
    return this.#kills
  }

  get endings(): readonly unknown[] {
    return this.#endings
  }

  /** How often it complained of what, over all of its processes: that faults reached it. */
  get setbacks(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { lines } of [...this.#past, this.#process]) {
      for (const line of lines) {
        const setback = setbackIn(line)
        if (setback !== undefined) counts.set(setback, (counts.get(setback) ?? 0) + 1)
      }
    }
    return counts
  }

  /** Until `startAgain`, none is started in the place of one that ends. */
  holdStarts(): void {
    this.#isHeld = true
  }

  startAgain(): void {
    this.#isHeld = false
  }

  /** Waits for one that is about to be started. */
  async kill(): Promise<void> {
    while (!this.#process.isRunning && !this.#isStopping) {
      this.#givenUp.signal.throwIfAborted()
      await sleep(LOOK_MS)
    }
    this.#kills += 1
    await this.#process.end('SIGKILL')
  }

  /** Its exit code. */
  async stop(): Promise<number | null> {
    this.#isStopping = true
    await this.#watching
    return this.#process.end('SIGTERM')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    await this.#watching
    await this.#process[Symbol.asyncDispose]()
  }

  async #watch(): Promise<void> {
    let kills = 0
    for (; !this.#isStopping; await sleep(LOOK_MS)) {
      if (this.#process.isRunning) continue
      if (this.#kills === kills) this.#endings.push(this.#process.lines.slice(-2))
      kills = this.#kills
      this.#past.push(this.#process)
      if (this.#endings.length > ENDS_MAX) {
        const words = JSON.stringify(this.#endings.at(-1))
        this.#givenUp.abort(
          new Error(`${this.name} ended by itself ${ENDS_MAX} times, at last with ${words}`),
        )
        return
      }
      await sleep(RESTART_DELAY_MS)
      while (this.#isHeld && !this.#isStopping) await sleep(LOOK_MS)
      if (!this.#isStopping) this.#process = new ServiceProcess(this.name, this.#env)
    }
  }
}

interface ToldError {
  readonly code?: string
  readonly message?: string
}

/** What a line of complaint is about; undefined for other lines. */
function setbackIn({ level, err }: Readonly<Record<string, unknown>>): string | undefined {
  if ((level !== 'warn' && level !== 'error') || typeof err !== 'object' || err === null)
    return undefined
  const { message = '', code = message.slice(0, 80) }: ToldError = err
  return message.includes('disk is full') ? `${code} (disk full)` : code
}
