/**
 * Changes of a state that several processes keep together, on the log's server beside the log: one
 * stream, in one order. They are no events and nobody follows them but the processes that keep the
 * state.
 */
export interface ChangeStream {
  /**
   * Durable when it resolves: so many of the changes, from the first on, stand right behind the
   * revision. Those that follow are not written, because something else stands in their place.
   * Throws LogUnavailable where nobody knows whether they were written, and LogRefused.
   */
  append(after: number, changes: readonly NewChange[]): Promise<number>
  /** What stands behind the revision, in order, at most `max`. */
  readBehind(after: number, max: number): Promise<readonly StoredChange[]>
  /** The newest; undefined where there is none. */
  newest(): Promise<StoredChange | undefined>
}

/** The revision before the first change. */
export const NO_CHANGE = -1

export interface NewChange {
  /** A UUID, the same over all attempts to write it. */
  readonly id: string
  readonly change: Readonly<Record<string, unknown>>
}

export interface StoredChange {
  /** From 0; without gaps but for what the server was told to forget. */
  readonly revision: number
  readonly id: string
  /** Undefined where it cannot be read: another program's, or its pieces are gone. */
  readonly change: unknown
}
