import { Readable } from 'node:stream'
import { CANCELLED } from '#/log/kurrent/grpc-codes.ts'
import type {
  AllSubscription,
  OpenSubscription,
  ResolvedClientEvent,
} from '#/log/kurrent/kurrent-client.ts'
import { subscribeRequest, type ReadAnswer } from '#/log/kurrent/wire/read-messages.ts'
import type { ReadCall, WireConnection } from '#/log/kurrent/wire/wire-connection.ts'

/** A subscription to everything that the filter lets through. */
export function openSubscription(
  connection: WireConnection,
  { after, prefixes, ready_events_max, onSearched }: AllSubscription,
): OpenSubscription {
  let call: ReadCall | undefined
  let isClosed = false
  const readable = new Readable({
    objectMode: true,
    highWaterMark: ready_events_max,
    read: () => void call?.resume(),
  })
  const give = (answer: ReadAnswer): void => {
    switch (answer.answer) {
      case 'event':
        if (!readable.push({ event: answer.event } satisfies ResolvedClientEvent)) call?.pause()
        return
      case 'checkpoint':
        return onSearched(answer.position)
      case 'confirmation':
      case 'caughtUp':
      case 'fellBehind':
        readable.emit(answer.answer)
        return
      case 'other':
        return
    }
  }
  const fail = (error: unknown): void => {
    if (!isClosed) readable.emit('error', error)
  }
  const open = async (): Promise<void> => {
    const opened = await connection.subscribe(subscribeRequest(after, prefixes))
    call = opened
      .on('data', give)
      .on('error', (error: Error) => {
        if (!isOurCancellation(error)) fail(connection.errorOf(error))
      })
      .on('end', () => readable.push(null))
  }
  const opening = open()
  opening.catch(fail)
  return {
    readable,
    async close() {
      isClosed = true
      await opening.catch(() => {})
      // A call that is cancelled in the turn in which it was opened is not (grpc-node, issue 1652).
      await new Promise<void>((resolve) => void setImmediate(resolve))
      call?.cancel()
    },
  }
}

function isOurCancellation(error: Error): boolean {
  return (
    'code' in error &&
    error.code === CANCELLED &&
    'details' in error &&
    error.details === 'Cancelled on client'
  )
}
