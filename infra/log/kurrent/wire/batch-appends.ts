import { randomUUID } from 'node:crypto'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { AppendCommand, AppendReply } from '#/log/kurrent/kurrent-client.ts'
import { within } from '#/log/kurrent/retrying.ts'
import { appendRequests, type AppendAnswer } from '#/log/kurrent/wire/append-messages.ts'
import type { AppendCall, WireConnection } from '#/log/kurrent/wire/wire-connection.ts'

type Waiting = PromiseWithResolvers<AppendReply>

/**
 * The appends of a connection, all in one call. They are in flight side by side; how many at most
 * is the caller's to say.
 */
export class BatchAppends {
  readonly #connection: WireConnection
  /** By call, as each ends with its own. */
  readonly #waiting = new WeakMap<AppendCall, Map<string, Waiting>>()

  constructor(connection: WireConnection) {
    this.#connection = connection
  }

  /**
   * Throws the package's error for what the server refuses, and LogUnavailable when no answer comes
   * in time: then nobody knows whether it was written.
   */
  async append(command: AppendCommand): Promise<AppendReply> {
    const { deadline_ms } = command
    const call = await within(
      this.#connection.appendCall((opened) => this.#begin(opened)),
      deadline_ms,
    )
    const waiting = this.#waiting.get(call)
    if (waiting === undefined) throw new LogUnavailable('the connection was closed')
    const id = randomUUID()
    const answer = Promise.withResolvers<AppendReply>()
    waiting.set(id, answer)
    try {
      for (const request of appendRequests(command, id, Date.now() + deadline_ms))
        call.write(request)
      // The deadline reaches the server only. When the connection is gone without a word, nothing
      // else ends the wait.
      return await within(answer.promise, deadline_ms)
    } finally {
      waiting.delete(id)
    }
  }

  #begin(call: AppendCall): void {
    const waiting = new Map<string, Waiting>()
    this.#waiting.set(call, waiting)
    const fail = (error: unknown): void => {
      this.#waiting.delete(call)
      for (const { reject } of waiting.values()) reject(error)
    }
    call
      .on('data', (answer: AppendAnswer) => {
        const asked = waiting.get(answer.correlation_id)
        if (answer.answer === 'written') asked?.resolve(answer.reply)
        else asked?.reject(this.#connection.refusalIn(answer.bytes))
      })
      .on('error', (error: Error) => fail(this.#connection.errorOf(error)))
      .on('end', () => fail(new LogUnavailable('the server ended the call of appends')))
  }
}
