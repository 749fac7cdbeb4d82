import { setTimeout as sleep } from 'node:timers/promises'
import type { Position } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import { failureOf, logError, sizeLimitOf } from '#/log/kurrent/client-failure.ts'
import { placeOf, positionOf, serverPlaceOf } from '#/log/kurrent/event-format.ts'
import {
  NEVER_WRITTEN,
  type ClientEvent,
  type KurrentClient,
} from '#/log/kurrent/kurrent-client.ts'
import type { KnownPositions } from '#/log/kurrent/known-positions.ts'
import { answered, collected, retrying, type Patience } from '#/log/kurrent/retrying.ts'
import { asideReason } from '#/log/kurrent/set-aside.ts'
import { WrittenRun, type PlacedWrite } from '#/log/kurrent/written-runs.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'

/** Times that other writers may be faster. */
export const ATTEMPTS_MAX = 50
/** A node that does not have yet what it is asked for is given a little longer each time. */
const BEHIND_MS_MIN = 5
const BEHIND_MS_MAX = 250

/** Events read at once behind what is known of a stream. */
const TAIL_PIECE_EVENTS_MAX = 500
/** Beyond it the index, which reads them anyway, is waited for. */
const TAIL_EVENTS_MAX = 2_000

/** What the server takes in one append, unless it was told otherwise. */
const USUAL_APPEND_BYTES_MAX = 1_048_576

/** How much the server takes in one append: what it last said, or what it usually is. */
export class AppendSize {
  bytes_max = USUAL_APPEND_BYTES_MAX
}

export interface ServerAppendParts {
  readonly client: KurrentClient
  readonly names: StreamNames
  readonly positions: KnownPositions
  readonly patience: Patience
  readonly size: AppendSize
}

/**
 * `elsewhere`: the stream is at another revision. `too-large`: the limit is in `AppendSize` now. In
 * both cases nothing was written.
 */
export type ServerAppendOutcome =
  | {
      readonly outcome: 'written'
      /** Of the last event. */
      readonly position: Position
      readonly run: WrittenRun
    }
  | { readonly outcome: 'elsewhere' }
  | { readonly outcome: 'too-large' }

/**
 * Writes events of one stream of the server behind exactly its revision. When the answer does not
 * come, the same is written again: the server compares with what the stream holds and answers as it
 * did the first time. What was written is known from then on. Throws LogUnavailable when nobody
 * knows whether it was.
 */
export async function writeBehind(
  { client, patience, positions, size }: ServerAppendParts,
  { stream, revision }: { readonly stream: string; readonly revision: number },
  events: readonly PlacedWrite[],
): Promise<ServerAppendOutcome> {
  const expected = revision === NEVER_WRITTEN ? 'absent' : BigInt(revision)
  const command = {
    stream,
    expected,
    events: events.map(({ event }) => event),
    deadline_ms: patience.answer_ms,
  } as const
  const run = new WrittenRun(stream, revision + 1, events)
  // Before it is sent: the subscription may be faster than the answer.
  positions.writes.begin(run)
  try {
    const reply = await retrying(() => client.append(command), patience)
    if (reply.logPosition === undefined)
      throw new LogUnavailable('the server did not say where it has put an event')
    const position = positionOf(reply.logPosition)
    positions.rememberRun(run, position)
    return { outcome: 'written', position, run }
  } catch (error) {
    positions.writes.forget(run)
    if (failureOf(error) === 'wrong-revision') return { outcome: 'elsewhere' }
    const limit = sizeLimitOf(error)
    if (limit === undefined) throw logError(error)
    size.bytes_max = limit
    return { outcome: 'too-large' }
  }
}

/**
 * Where the events of a run are, the last of them at the position, and others that the log holds;
 * waits for the index where only it will say. Those that it does not have then are left out. Throws
 * LogUnavailable when it does not come that far.
 */
export async function positionsOfRun(
  known: KnownPositions,
  { run, position }: { readonly run: WrittenRun; readonly position: Position },
  others: readonly EventId[],
): Promise<ReadonlyMap<EventId, Position>> {
  await known.caughtUpTo(position)
  const positions = run.positions()
  // The ids are those of our events.
  const ids = run.events.map(({ event }) => event.id as EventId)
  const asked = [...ids.filter((id) => !positions.has(id)), ...others]
  if (asked.length > 0) for (const [id, at] of await known.positionsOf(asked)) positions.set(id, at)
  return positions
}

/**
 * Reads what others have written to a stream of the server behind what is known of it, so that all
 * of it is known. Gives how many events that were.
 */
export async function readBehind(parts: ServerAppendParts, stream: string): Promise<number> {
  const { client, patience, positions, names } = parts
  for (let read = 0; ;) {
    const known = positions.revisionOf(stream) ?? NEVER_WRITTEN
    const reading = {
      stream,
      direction: 'forwards',
      from: BigInt(known + 1),
      events_max: TAIL_PIECE_EVENTS_MAX,
    } as const
    const piece = await answered(
      () => collected(client.readStream(reading), patience.answer_ms),
      patience,
    )
    for (const event of piece) remember(event, positions, names)
    read += piece.length
    const last = piece.at(-1)
    if (last === undefined || piece.length < TAIL_PIECE_EVENTS_MAX) return read
    if (read >= TAIL_EVENTS_MAX) await positions.caughtUpTo(positionOf(serverPlaceOf(last)))
  }
}

/** Lets a node come to what another one has, after so many attempts. */
export async function giveTime(attempt: number): Promise<void> {
  await sleep(Math.min(BEHIND_MS_MIN * 2 ** attempt, BEHIND_MS_MAX))
}

/** Each time that something was to be written, somebody else had been there before. */
export function othersWereFaster(stream: string): LogUnavailable {
  return new LogUnavailable(`other writers of ${stream} were faster ${ATTEMPTS_MAX} times`)
}

function remember(event: ClientEvent, positions: KnownPositions, names: StreamNames): void {
  const position: Position = positionOf(serverPlaceOf(event))
  positions.rememberEnd(event.streamId, Number(event.revision), position)
  if (asideReason(event, names) !== undefined) return
  positions.remember(event.id as EventId, position)
  const place = names.isJournal(event.streamId) ? placeOf(event, names) : undefined
  if (place !== undefined)
    positions.rememberEnd(names.nameOf(place.stream), place.revision, position)
}
