import { once } from 'node:events'
import { z } from 'zod'

/** By file URL: the functions that ran, by where they begin, with their names. */
export type FunctionsRun = ReadonlyMap<string, ReadonlyMap<number, string>>

const Answer = z.object({ id: z.int().optional(), result: z.unknown() })

const Coverage = z.object({
  result: z.array(
    z.object({
      url: z.string(),
      functions: z.array(
        z.object({
          functionName: z.string(),
          ranges: z.array(z.object({ startOffset: z.int(), count: z.int() })),
        }),
      ),
    }),
  ),
})

/** Which functions run in another process, by the inspector that it listens with. */
export class CoverageOfProcess implements AsyncDisposable {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (result: unknown) => void>()
  #asked = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = Answer.parse(JSON.parse(String(data)))
      if (id === undefined) return
      this.#waiting.get(id)?.(result)
      this.#waiting.delete(id)
    })
  }

  /** Counts from now on. */
  static async begin(url: string): Promise<CoverageOfProcess> {
    const socket = new WebSocket(url)
    await once(socket, 'open')
    const coverage = new CoverageOfProcess(socket)
    await coverage.#ask('Profiler.enable')
    await coverage.#ask('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    return coverage
  }

  /** What ran since the last call, or since the beginning. */
  async take(): Promise<FunctionsRun> {
    const { result } = Coverage.parse(await this.#ask('Profiler.takePreciseCoverage'))
    return new Map(
      result.map(({ url, functions }) => [
        url,
        new Map(
          functions.flatMap(({ functionName, ranges: [whole] }) =>
            whole !== undefined && whole.count > 0 ? [[whole.startOffset, functionName]] : [],
          ),
        ),
      ]),
    )
  }

  #ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#asked
    const { promise, resolve } = Promise.withResolvers<unknown>()
    this.#waiting.set(id, resolve)
    this.#socket.send(JSON.stringify({ id, method, params }))
    return promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close()
    await once(this.#socket, 'close')
  }
}
