import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { eventually } from '#/support/hang.ts'
import { rememberFolder } from '#/support/program/as-administrator.ts'
import { logOfProcess } from '#/support/log/log-of-processes.ts'

export type ServiceName = 'intake' | 'projector' | 'sentinel' | 'server' | 'publisher' | 'notices'

/**
 * One of the services as a process of its own, as it is operated: configured by its environment,
 * watched by its log lines.
 */
export class ServiceProcess implements AsyncDisposable {
  readonly name: ServiceName
  readonly lines: Readonly<Record<string, unknown>>[] = []
  readonly #child: ChildProcess
  readonly #folder: string | undefined

  /** Listens on any free port unless the environment names one. */
  constructor(name: ServiceName, env: Readonly<Record<string, string>>) {
    this.name = name
    this.#folder = env['JIANWEI_DATA']
    const main = fileURLToPath(new URL(`../../../services/${name}/main.ts`, import.meta.url))
    this.#child = spawn('node', [main], {
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'info',
        PORT: '0',
        ...env,
        ...logOfProcess(env),
      },
      stdio: ['ignore', 'inherit', 'pipe'],
    })
    // Piped, so it is there.
    createInterface({ input: this.#child.stderr! }).on('line', (line) =>
      this.lines.push(lineOf(line)),
    )
  }

  /** As its last word about it says. */
  get role(): unknown {
    return this.lines.findLast(({ message }) => message === 'role')?.['role']
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Where it listens, as soon as it does. */
  async origin(): Promise<string> {
    const line = await this.until(() => this.lines.find(({ message }) => message === 'listening'))
    const origin = String(line['origin'])
    if (this.#folder !== undefined) rememberFolder(origin, this.#folder)
    return origin
  }

  /** What `look` finds; fails when the process ends before. */
  async until<Found>(look: () => Found | undefined): Promise<Found> {
    const lines = (): string => JSON.stringify(this.lines, null, 1)
    return eventually(() => {
      const found = look()
      if (found === undefined && !this.isRunning)
        throw new Error(`${this.name} ended:
${lines()}`)
      return found
    }, lines)
  }

  /** Resolves when it has ended by itself. */
  async ended(): Promise<void> {
    if (this.isRunning) await once(this.#child, 'exit')
  }

  /** Ends it by the signal and gives the exit code, null when the signal itself ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (!this.isRunning) return this.#child.exitCode
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exited
    return this.#child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL')
  }
}

function lineOf(text: string): Readonly<Record<string, unknown>> {
  try {
    // Log lines are objects.
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  } catch {
    return { text }
  }
}
