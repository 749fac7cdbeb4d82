import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { eventually } from '#/support/hang.ts'
import { rememberFolder } from '#/support/program/as-administrator.ts'
import { logOfProcess } from '#/support/log/log-of-processes.ts'

/**
 * `npm start` as a process: the whole program on its embedded stores, configured by its
 * environment.
 */
export class StartedProgram implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #folder: string | undefined
  #output = ''

  /** Listens on any free port unless the environment names one. */
  constructor(env: Readonly<Record<string, string>>) {
    this.#folder = env['JIANWEI_DATA']
    const launcher = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))
    this.#child = spawn('node', [launcher, 'start'], {
      // The console is as it is: no test waits for a build of it.
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        CONSOLE_BUILD: 'none',
        ...env,
        ...logOfProcess(env),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.on('data', (text) => (this.#output += String(text)))
    this.#child.stderr?.on('data', (text) => (this.#output += String(text)))
  }

  /** Where it answers, as soon as it does. */
  async origin(): Promise<string> {
    const found = await eventually(
      () => {
        const [, origin] = /^API +(http:\/\/[^/]+)\//m.exec(this.#output) ?? []
        if (origin === undefined && this.#child.exitCode !== null)
          throw new Error(`it ended:
${this.#output}`)
        return origin
      },
      () => this.#output,
    )
    if (this.#folder !== undefined) rememberFolder(found, this.#folder)
    return found
  }

  /** Resolves when it has written this; rejects when it ends before. */
  async says(text: string): Promise<void> {
    await eventually(
      () => {
        if (this.#output.includes(text)) return true
        if (this.#child.exitCode !== null)
          throw new Error(`it ended without saying "${text}":\n${this.#output}`)
        return undefined
      },
      () => this.#output,
    )
  }

  /** Everything that it has written. */
  get output(): string {
    return this.#output
  }

  /** The signal that ended it, if one did. */
  get endedBy(): NodeJS.Signals | null {
    return this.#child.signalCode
  }

  /** The exit code, once it has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await once(this.#child, 'close')
    return this.#child.exitCode
  }

  /** Ends it by the signal and gives the exit code, null when the signal itself ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL' | 'SIGSEGV' | 'SIGABRT'): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return this.#child.exitCode
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exited
    return this.#child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL')
  }
}
