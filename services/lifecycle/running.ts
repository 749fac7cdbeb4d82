/** Something that was started and goes on by itself. Disposal ends it and waits for its end. */
export interface Running extends AsyncDisposable {
  /** Settles when it has ended; rejects with what made it end before its time. */
  readonly ended: Promise<void>
}

/** Starts work that lasts until the signal aborts or the work is disposed of. */
export function startRunning(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Running {
  const closing = new AbortController()
  const ended = work(AbortSignal.any([signal, closing.signal]))
  // Whoever started it waits for `ended`, if not at once; until then a failure ends no process.
  ended.catch(() => {})
  return {
    ended,
    async [Symbol.asyncDispose]() {
      closing.abort()
      // Told to whoever waits for `ended`, and by the loop itself in a log line.
      await ended.catch(() => {})
    },
  }
}
