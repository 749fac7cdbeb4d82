/**
 * A refusal that the program can name: who asked can mend it, or try again. It is told by its
 * message alone. Anything else that is thrown is a fault of the program, and shows its stack; what
 * the operating system refuses about files is told in words of its own (services/cli/failure.ts).
 */
export abstract class DomainError extends Error {
  /** The API's promise: callers branch on this, never on the message. */
  abstract readonly code: string
  /** True when the same command may succeed if it is simply run again. */
  readonly retryable: boolean = false
}

/** The stream is not where the writer believed it to be; nothing of its append was written. */
export class StreamConflict extends DomainError {
  override readonly name = 'StreamConflict'
  readonly code = 'STREAM_CONFLICT'
  override readonly retryable = true

  constructor(stream: string, revisions: { expected: string; actual: string }) {
    super(`${stream} is at ${revisions.actual}, expected ${revisions.expected}`)
  }
}

/** Somebody else moved the checkpoint: this writer is no longer the only one and must stop. */
export class CheckpointConflict extends DomainError {
  override readonly name = 'CheckpointConflict'
  readonly code = 'CHECKPOINT_CONFLICT'

  constructor(checkpoint: string, versions: { expected: string; actual: string }) {
    super(
      `checkpoint ${checkpoint} is at version ${versions.actual}, expected ${versions.expected}`,
    )
  }
}

/** An event that was read does not have the shape its type and version promise. */
export class EventUnreadable extends DomainError {
  override readonly name = 'EventUnreadable'
  readonly code = 'EVENT_UNREADABLE'
  /** Its type or version is not known here: a newer program wrote it, which can read it. */
  readonly of_newer_program: boolean

  constructor(where: string, problem: string, { of_newer_program = false } = {}) {
    super(`${where} cannot be read: ${problem}`)
    this.of_newer_program = of_newer_program
  }
}

/**
 * The log cannot be written or read at the moment (disk full, busy, broken I/O); nothing of the
 * call was half-written.
 */
export class LogUnavailable extends DomainError {
  override readonly name = 'LogUnavailable'
  readonly code = 'LOG_UNAVAILABLE'
  override readonly retryable = true

  constructor(problem: string, options: { cause?: unknown } = {}) {
    super(`the event log is unavailable: ${problem}`, options)
  }
}

/** What is to be written is larger than the log takes; the same never succeeds. */
export class EventTooLarge extends DomainError {
  override readonly name = 'EventTooLarge'
  readonly code = 'EVENT_TOO_LARGE'
  readonly bytes: number
  readonly bytes_max: number

  /** `what`: an event, or the events of one append. */
  constructor(what: string, { bytes, bytes_max }: { bytes: number; bytes_max: number }) {
    super(`${what} takes ${bytes} bytes, and the event log takes at most ${bytes_max}`)
    this.bytes = bytes
    this.bytes_max = bytes_max
  }
}
