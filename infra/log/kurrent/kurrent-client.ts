import type { Readable } from 'node:stream'

/**
 * A position in the server's own log. Both grow; for events that this program writes they are
 * equal.
 */
export interface LogPosition {
  readonly commit: bigint
  readonly prepare: bigint
}

/** Whether the one lies before the other. */
export function isBefore(one: LogPosition, other: LogPosition): boolean {
  return one.commit === other.commit ? one.prepare < other.prepare : one.commit < other.commit
}

/**
 * Events that the server looks at for one page of a subscription. Larger pages search faster
 * through what others have written; who begins at another's event reads as many by itself
 * (`subscribed-batches.ts`).
 */
export const SEARCH_WINDOW_EVENTS = 256
/** Times the window: how often the server says how far it has searched. */
export const SEARCH_REPORT_WINDOWS = 4

/** The revision of a stream that does not exist: revisions count from 0. */
export const NEVER_WRITTEN = -1

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
  /** A JSON object, or its text in UTF-8, which is sent as it is. */
  readonly metadata: Readonly<Record<string, unknown>> | Uint8Array
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
  /**
   * The server has looked at everything before the position, and put what the filter lets through
   * into the stream. Called ahead of who reads the stream. The event at the position itself may
   * still be to come: some versions name the place where the next one will be.
   */
  readonly onSearched: (position: LogPosition) => void
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
  /** Whatever their streams are, oldest first, from the event at the position on. */
  readForwards(from: LogPosition | 'start', events_max: number): AsyncIterable<ClientEvent>
  /** Whatever their streams are, newest first, from the event before the position on. */
  readBackwards(before: LogPosition | 'end', events_max: number): AsyncIterable<ClientEvent>
  subscribeAll(subscription: AllSubscription): OpenSubscription
}
