import { rename, writeFile } from 'node:fs/promises'

/** What the processes of a run are told through a file (steered-process.ts). */
export interface Steering {
  readonly clock_offset_ms: number
  /** Counts up: at each step every connection of every process is cut. */
  readonly cuts: number
}

export class SteeringFile {
  readonly #path: string
  #steering: Steering = { clock_offset_ms: 0, cuts: 0 }

  private constructor(path: string) {
    this.#path = path
  }

  static async create(path: string): Promise<SteeringFile> {
    const file = new SteeringFile(path)
    await file.#write()
    return file
  }

  /** For the processes that are to be steered. */
  get env(): Readonly<Record<string, string>> {
    const preload = new URL('steered-process.ts', import.meta.url)
    return { FAULT_STEERING: this.#path, NODE_OPTIONS: `--import=${preload.href}` }
  }

  async setClock(offset_ms: number): Promise<void> {
    this.#steering = { ...this.#steering, clock_offset_ms: offset_ms }
    await this.#write()
  }

  async cutConnections(): Promise<void> {
    this.#steering = { ...this.#steering, cuts: this.#steering.cuts + 1 }
    await this.#write()
  }

  async #write(): Promise<void> {
    const draft = `${this.#path}.draft`
    await writeFile(draft, JSON.stringify(this.#steering))
    await rename(draft, this.#path)
  }
}
