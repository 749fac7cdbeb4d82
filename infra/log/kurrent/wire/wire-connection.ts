import type { AppendAnswer } from '#/log/kurrent/wire/append-messages.ts'
import type { ReadAnswer } from '#/log/kurrent/wire/read-messages.ts'

export const APPEND_PATH = '/event_store.client.streams.Streams/BatchAppend'
export const READ_PATH = '/event_store.client.streams.Streams/Read'

/** For requests that are bytes already. */
export function asWritten(request: Buffer): Buffer {
  return request
}

/** A call that gives answers until it ends or fails. */
interface Answering<Answer> {
  on(event: 'data', listener: (answer: Answer) => void): this
  on(event: 'error', listener: (error: Error) => void): this
  on(event: 'end', listener: () => void): this
}

/** The call in which all appends of a connection go. */
export interface AppendCall extends Answering<AppendAnswer> {
  write(request: Buffer): boolean
}

/** A subscription's call. */
export interface ReadCall extends Answering<ReadAnswer> {
  pause(): unknown
  resume(): unknown
  cancel(): void
}

/**
 * What a client package lends: its connections, with their discovery, users and keep-alive, and its
 * errors. What goes through them is written and read in this folder: the packages encode an event
 * twice, by way of Base64, and parse everything that a subscription brings, which cost more than
 * all the rest of an append together (`infra/decisions/journals.md`).
 */
export interface WireConnection {
  /** The one that is open, or a new one, which `begin` is told of first. */
  appendCall(begin: (call: AppendCall) => void): Promise<AppendCall>
  subscribe(request: Buffer): Promise<ReadCall>
  /** What gRPC gave, as one of the package's own errors. */
  errorOf(error: Error): unknown
  /** The error that an answer to an append holds. */
  refusalIn(answer: Buffer): unknown
}
