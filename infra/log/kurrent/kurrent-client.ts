import type { Readable } from 'node:stream'

/**
 * A position in the server's own log. Both grow; for events that this program writes they are
 * equal.
 */
export interface LogPosition {
  readonly commit: bigint
  readonly prepare: bigint
}

/** An event as both client packages give it. */
export interface ClientEvent {
  readonly id: string
  readonly streamId: string
  readonly revision: bigint
  readonly type: string
  readonly isJson: boolean
  readonly data: unknown
  readonly metadata?: unknown
  /** When the server wrote it. */
  readonly created: Date
  /** Absent in streams that are read from a server older than 22.6. */
  readonly position?: LogPosition | undefined
}

/** What a subscription's stream gives: the event, or a link to one. */
export interface ResolvedClientEvent {
  readonly event?: ClientEvent | undefined
}

export interface EventToWrite {
  readonly id: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
}

export interface AppendCommand {
  readonly stream: string
  /**
   * Never the server's ANY: there it recognises repeats only by 8 MiB of ids in memory, forgets
   * them when its leader changes, and of [new, repeated] writes both. Against an exact revision it
   * compares with what the stream holds, for ever.
   */
  readonly expected: bigint | 'absent'
  readonly events: readonly EventToWrite[]
  readonly deadline_ms: number
}

export interface AppendReply {
  /** Of the last event. */
  readonly revision: bigint
  /** Of the last event. */
  readonly logPosition: LogPosition | undefined
}

export interface StreamReading {
  readonly stream: string
  readonly direction: 'forwards' | 'backwards'
  readonly from: bigint | 'start' | 'end'
  readonly events_max: number
}

export interface AllSubscription {
  readonly after: LogPosition | 'start'
  /** Only streams whose names begin so. */
  readonly prefixes: readonly string[]
  /** How many events the client holds ready. Beyond it the server waits. */
  readonly ready_events_max: number
}

export interface OpenSubscription {
  /**
   * Gives `ResolvedClientEvent`. Emits 'error' when the connection is lost, and then nothing more:
   * it never connects again by itself.
   */
  readonly readable: Readable
  /** Ends the call at the server as well, which leaving a loop over the stream does not. */
  close(): Promise<void>
}

/**
 * What the adapters need of a client package, one call each. Errors are the package's own
 * (`client-failure.ts` tells them apart). Readings end when their reader leaves them, at the server
 * as well, and are empty for a stream that does not exist.
 */
export interface KurrentClient extends AsyncDisposable {
  /** As the server says it, `23.10.8`; the first call of all connects. */
  serverVersion(): Promise<string>
  append(command: AppendCommand): Promise<AppendReply>
  readStream(reading: StreamReading): AsyncIterable<ClientEvent>
  /** The event at the position, whatever its stream is, or the next one. */
  readAt(logPosition: LogPosition): AsyncIterable<ClientEvent>
  /**
   * The last event of all streams whose names begin so. `answer_ms`: for each answer, of which it
   * may need several.
   */
  readLast(prefixes: readonly string[], answer_ms: number): Promise<ClientEvent | undefined>
  subscribeAll(subscription: AllSubscription): OpenSubscription
}
