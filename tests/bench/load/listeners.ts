import { get, Agent, type IncomingMessage } from 'node:http'
import type { Person } from './people.ts'

/** People who listen to the stream of alerts, and when each step reached them. */
export class Listeners implements Disposable {
  readonly #responses: IncomingMessage[] = []
  readonly #agent = new Agent({ keepAlive: false, maxSockets: Infinity })
  /** By position, when the first and the last of them heard of it, and how many did. */
  readonly #heard = new Map<number, { first: number; last: number; count: number }>()
  #ended = 0

  private constructor() {}

  static async open(base: string, people: readonly Person[]): Promise<Listeners> {
    const listeners = new Listeners()
    await Promise.all(people.map((person) => listeners.#listen(base, person)))
    return listeners
  }

  /** How many streams ended before they were closed. */
  get ended(): number {
    return this.#ended
  }

  /** Steps that reached anybody. */
  get steps(): number {
    return this.#heard.size
  }

  /** Steps that did not reach all of them. */
  get missed(): number {
    const everybody = this.#responses.length
    return [...this.#heard.values()].filter(({ count }) => count !== everybody).length
  }

  /** From a moment on until each step reached the last of them, in milliseconds. */
  spreads(): readonly number[] {
    return [...this.#heard.values()].map(({ first, last }) => last - first)
  }

  /** When everybody had heard of a step; undefined where somebody has not. */
  heardByAll(position: number): number | undefined {
    const step = this.#heard.get(position)
    return step === undefined || step.count < this.#responses.length ? undefined : step.last
  }

  #listen(base: string, { authorization }: Person): Promise<void> {
    return new Promise((resolve, reject) => {
      const url = `${base}/v1/alerts/stream`
      const request = get(url, { agent: this.#agent, headers: { authorization } }, (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`the stream answered ${response.statusCode}`))
          return
        }
        this.#responses.push(response)
        let rest = ''
        response.on('data', (piece: Buffer) => {
          const text = rest + String(piece)
          const end = text.lastIndexOf('\n\n') + 1
          rest = text.slice(end)
          this.#take(text.slice(0, end))
        })
        response.once('close', () => (this.#ended += 1))
        resolve()
      })
      request.once('error', reject)
    })
  }

  #take(text: string): void {
    const now = performance.now()
    // A sign of life says again up to where the listener is, and is no step.
    for (const [, id] of text.matchAll(/^id: ?(\d+)\nevent: alert$/gm)) {
      const step = this.#heard.get(Number(id)) ?? { first: now, last: now, count: 0 }
      this.#heard.set(Number(id), { first: step.first, last: now, count: step.count + 1 })
    }
  }

  [Symbol.dispose](): void {
    for (const response of this.#responses) response.destroy()
    this.#agent.destroy()
  }
}
