import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Gate } from './gate.ts'

/**
 * A warehouse server in a process of its own, behind a gate: it can be away, and it can be lost
 * with everything it held.
 */
export class WarehouseBehindGate implements AsyncDisposable {
  readonly #gate: Gate
  readonly #env: NodeJS.ProcessEnv
  #server: ChildProcess | undefined
  #url = ''

  private constructor(gate: Gate, env: NodeJS.ProcessEnv) {
    this.#gate = gate
    this.#env = env
  }

  /** Its rows are in `folder`, which whoever made it removes. `env`: what steers the process. */
  static async start(
    folder: string,
    env: Readonly<Record<string, string>>,
  ): Promise<WarehouseBehindGate> {
    await mkdir(folder, { recursive: true })
    const own = { ...env, PATH: process.env['PATH'], TMPDIR: folder, UV_THREADPOOL_SIZE: '16' }
    const warehouse = new WarehouseBehindGate(await Gate.open(), own)
    await warehouse.#launch()
    return warehouse
  }

  /** As WAREHOUSE_URL has it; stays the same. */
  get url(): string {
    const url = new URL(this.#url)
    url.port = String(this.#gate.port)
    return url.href
  }

  leave(): Promise<void> {
    return this.#gate.close()
  }

  comeBack(): Promise<void> {
    return this.#gate.reopen()
  }

  cut(): void {
    this.#gate.cut()
  }

  /** A new and empty one takes its place. */
  async lose(): Promise<void> {
    await this.#end()
    await this.#launch()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#gate[Symbol.asyncDispose]()
    await this.#end()
  }

  async #launch(): Promise<void> {
    const program = fileURLToPath(new URL('warehouse-server.ts', import.meta.url))
    this.#server = spawn('node', [program], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    // Piped, so it is there.
    const lines = createInterface({ input: this.#server.stdout! })
    const [line] = await Promise.race([once(lines, 'line'), once(this.#server, 'exit')])
    if (typeof line !== 'string') throw new Error(`the warehouse server ended with ${line}`)
    this.#url = line
    this.#gate.leadTo(Number(new URL(line).port))
  }

  async #end(): Promise<void> {
    const server = this.#server
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }
}
