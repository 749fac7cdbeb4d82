import type { Position } from '@jianwei/events/envelope.ts'
import type { AlertChange } from '#/alert-changes/alert-changes.ts'
import type { AlertFeed, FeedLog } from '#/server/live/alert-feed.ts'
import type { EventStream } from '#/server/live/event-stream.ts'

/** Who is told of the past again and again, because changes come faster, is told to come back. */
const ROUNDS_MAX = 10

export interface Listening {
  readonly feed: AlertFeed
  readonly log: FeedLog
  readonly stream: EventStream
  /** The last position that the reader has; undefined: only what is new. */
  readonly after: Position | undefined
  /** Ends where the log ended when it began. */
  readonly until_head: boolean
  readonly tell: (change: AlertChange) => void
  readonly signal: AbortSignal
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>
}

/** One who hears what comes, until it is disposed of. */
export interface Joined extends Disposable {
  /** Up to where all was told when it joined. */
  readonly told: number
}

/**
 * Tells a reader of every change behind its position, each once and in the order of the log: first
 * what only the log has, then what the feed keeps, then what comes. Resolves when the reader
 * listens to what comes, or has ended.
 */
export async function listen(listening: Listening): Promise<Joined> {
  const { feed, stream, until_head } = listening
  const position = feed.position ?? (0 as Position)
  let at = await knownPosition(listening, position)
  if (until_head) {
    const until = await listening.log.head()
    await listening.inTurn(() => tellPast(listening, at, until))
    stream.end('HEAD_REACHED')
    return NOTHING
  }
  for (let round = 0; feed.since(at) === undefined; round++) {
    if (round === ROUNDS_MAX) stream.end('TOO_FAR_BEHIND')
    if (stream.ended !== undefined) return NOTHING
    at = await listening.inTurn(() => tellPast(listening, at, feed.position ?? at))
  }
  // From here to the end nothing waits, so that no change falls between.
  for (const change of feed.since(at) ?? []) listening.tell(change)
  const told = Math.max(at, feed.position ?? 0)
  const following = feed.listen((change) => {
    if (change.position > told) listening.tell(change)
  })
  return { told, [Symbol.dispose]: () => following[Symbol.dispose]() }
}

const NOTHING: Joined = { told: 0, [Symbol.dispose]() {} }

/** Where the reader stands. One that comes from another log, or from beyond the end, is told so. */
async function knownPosition(
  { log, stream, after }: Listening,
  position: Position,
): Promise<Position> {
  if (after === undefined) return position
  if (after <= position && after === 0) return after
  if ((await log.checkpointAt(after)) !== undefined) return after
  stream.send('reset', { reason: 'POSITION_UNKNOWN', position }, position)
  return position
}

/** Gives how far the reader is then. */
async function tellPast(
  { feed, stream, tell, signal }: Listening,
  after: Position,
  until: Position,
): Promise<Position> {
  for await (const change of feed.past({ after, until, signal })) {
    tell(change)
    await stream.taken()
    if (stream.ended !== undefined) return after
  }
  return until
}
