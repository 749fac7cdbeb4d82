/**
 * What differs between the adapters of the event log port, as data, so that no caller asks which
 * one it has.
 */
export interface LogCapabilities {
  /**
   * LogUnavailable means that nothing of the call was written; otherwise some of its appends may
   * be, and sending it again is just as safe.
   */
  readonly calls_all_or_nothing: boolean
  /**
   * The appends of a call are in the log in the order of the call; otherwise those of each stream
   * are.
   */
  readonly calls_in_order: boolean
  /**
   * So are those of calls that do not wait for each other's answers, and nothing is written behind
   * a call that failed: a copy may have several in flight.
   */
  readonly calls_in_flight_in_order: boolean
  /**
   * What another process wrote a moment ago to a different stream is seen as a duplicate; otherwise
   * two processes that write one event to two streams within that moment may both succeed. In one
   * stream an event is never written twice; but of two processes that write it there at the same
   * moment, both may be told that it was new.
   */
  readonly duplicates_at_once_across_processes: boolean
}

export const SQLITE_LOG_CAPABILITIES: LogCapabilities = {
  calls_all_or_nothing: true,
  calls_in_order: true,
  calls_in_flight_in_order: false,
  duplicates_at_once_across_processes: true,
}

export const KURRENT_LOG_CAPABILITIES: LogCapabilities = {
  calls_all_or_nothing: false,
  calls_in_order: false,
  calls_in_flight_in_order: false,
  duplicates_at_once_across_processes: false,
}
