import type { Position } from '#/envelope.ts'

/**
 * What a log knows of itself beside its events, where it lies on a server that others may write to
 * as well. Of a log that only this program writes there is nothing to know: `LOG_OF_ITS_OWN`.
 */
export interface LogStanding {
  /** How far the log has been read; undefined where it need not be. */
  reading(): LogReading | undefined
  /** What was found up to there. */
  findings(): Promise<LogFindings>
  /** Some of what was set aside, oldest first, with its content. */
  setAside(limit: number): Promise<readonly SetAsideEvent[]>
}

/** Places count the server's bytes. */
export interface LogReading {
  /** `reading`: towards where the log ended at the start. `following`: it has come there. */
  readonly state: 'reading' | 'following'
  readonly place: number
  readonly end: number
  /** Events of the log that were read since the start. */
  readonly events: number
}

export interface LogFindings {
  readonly set_aside: readonly SetAsideCount[]
  readonly stream_losses: readonly StreamLoss[]
}

export const ASIDE_REASONS = [
  'tombstone',
  'transaction',
  'not_json',
  'no_envelope',
  'unreadable',
] as const

/**
 * Why something in a stream of the log is no event of it. `tombstone`: the stream was deleted for
 * ever. `transaction`: it was written in an explicit transaction, so its position is not its own.
 * `not_json`, `no_envelope`: another program wrote it. `unreadable`: an event of this program whose
 * data do not fit its type.
 */
export type AsideReason = (typeof ASIDE_REASONS)[number]

/** How much was set aside in one stream for one reason. */
export interface SetAsideCount {
  readonly reason: AsideReason
  /** As the server names it. */
  readonly stream: string
  readonly events: number
  readonly first_position: Position
  readonly last_position: Position
  /** By the server's clock. */
  readonly first_ms: number
  readonly last_ms: number
}

export interface SetAsideEvent {
  readonly reason: AsideReason
  readonly stream: string
  /** The server's number in the stream, as text: a tombstone's is 2^63 − 1. */
  readonly revision: string
  readonly event_id: string
  readonly type: string
  readonly position: Position
  readonly created_ms: number
  /** The first of the bytes of its data; of JSON, as it is written anew. */
  readonly content: Uint8Array
  /** Of all of its data. */
  readonly content_bytes: number
}

export const STREAM_LOSS_KINDS = [
  'deleted',
  'tombstoned',
  'cut',
  'count_limited',
  'age_limited',
  'lifted',
  'missing',
] as const

/**
 * `deleted`: softly, it may be written again. `tombstoned`: for ever. `cut`: everything before the
 * revision `amount`. `count_limited`: to the newest `amount` events. `age_limited`: to `amount`
 * seconds. `lifted`: a limit was taken away again. `missing`: `amount` events before the one at the
 * position are not there.
 */
export type StreamLossKind = (typeof STREAM_LOSS_KINDS)[number]

/** What the server takes, or has taken, out of a stream of the log. */
export interface StreamLoss {
  readonly kind: StreamLossKind
  /** As the server names it. */
  readonly stream: string
  readonly amount: number | null
  /** How many events the stream had been given by then. */
  readonly given: number
  /** Where the server tells of it. */
  readonly position: Position
  /** When, by the server's clock. */
  readonly found_ms: number
}

export const LOG_OF_ITS_OWN: LogStanding = {
  reading: () => undefined,
  findings: async () => ({ set_aside: [], stream_losses: [] }),
  setAside: async () => [],
}
