import type { Instant } from '#/instant.ts'

/**
 * Why something was refused, so that a department's engineer can act on it. Never carries the
 * refused value.
 */
export interface RefusalReason {
  /** Stable: callers branch on this. */
  readonly code: string
  /** Field path in the input, such as `data.fine_cents` or `[3].time`; empty for the whole. */
  readonly path: string
  readonly message: string
  /** How many reasons this one stands for, where that is more than itself. */
  readonly count?: number
}

/** Where refused bytes came from. */
export type InputOrigin =
  | { readonly channel: 'http'; readonly line: number | null }
  | {
      readonly channel: 'file'
      readonly file: string
      readonly line: number
      readonly mapping: string | null
    }
  | {
      readonly channel: 'kafka'
      readonly topic: string
      readonly partition: number
      readonly offset: number
    }

export interface QuarantinedInput {
  /**
   * Deterministic: the same bytes from the same place have the same id, so a repeat is kept once.
   */
  readonly quarantine_id: string
  /** CloudEvents `source` where it could be read, otherwise the name of the channel. */
  readonly source: string
  readonly origin: InputOrigin
  readonly content_type: string
  /** The original, untouched. */
  readonly bytes: Uint8Array
  readonly reasons: readonly RefusalReason[]
  readonly received_at: Instant
}

export type QuarantineState =
  | { readonly state: 'held' }
  | { readonly state: 'redriven'; readonly at: Instant; readonly event_ids: readonly string[] }

export type QuarantineEntry = QuarantinedInput & QuarantineState

export interface QuarantinePage {
  readonly entries: readonly QuarantineEntry[]
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null
}

export interface QuarantineFilter {
  readonly source?: string
  readonly state?: QuarantineState['state']
  readonly after?: string
  readonly limit: number
}

/**
 * How much of what is refused on one day (UTC, by `received_at`) is kept. Of the rest only the
 * number is, and samples.
 */
export interface RefusalQuota {
  /** Of one source on one channel. */
  readonly source_inputs_max: number
  readonly source_bytes_max: number
  /** Of one channel, so that nobody escapes by taking another name for each input. */
  readonly channel_inputs_max: number
  readonly channel_bytes_max: number
  /** Of the rest, each such number is kept all the same. */
  readonly sample_every: number
}

export type KeepOutcome = 'kept' | 'counted'

/**
 * Inputs of one day, channel, source and first reason that were refused beyond the quota and are
 * not kept.
 */
export interface RefusalTally {
  readonly tally_id: string
  /** Such as 2026-03-01. */
  readonly day: string
  readonly channel: InputOrigin['channel']
  /**
   * The channel's name for those that had no source or no place of their own in the day's counts.
   */
  readonly source: string
  readonly code: string
  readonly inputs: number
  /** How many of them the log was told of. */
  readonly reported: number
}

/**
 * Keeps what intake refuses, with the original bytes. Adapters: infra/log. Contract:
 * tests/contracts.
 */
export interface Quarantine extends AsyncDisposable {
  /**
   * Durable when it resolves, the numbers as well; one outcome for each input. An id that is held
   * already stays as it was. Without a quota everything is kept. A message of the bus that is
   * counted once and comes again on that day is counted once.
   */
  keep(inputs: readonly QuarantinedInput[], quota?: RefusalQuota): Promise<readonly KeepOutcome[]>
  /** Those of which the log was not told everything, in the order of their days. */
  unreported(): Promise<readonly RefusalTally[]>
  /** The log was told of so many inputs of the tally. */
  markReported(tallyId: string, reported: number): Promise<void>
  get(quarantineId: string): Promise<QuarantineEntry | undefined>
  /** Oldest first, stable while new entries arrive. */
  list(filter: QuarantineFilter): Promise<QuarantinePage>
  /** Replaces the state and, when the input was refused again, its reasons. */
  settle(
    quarantineId: string,
    state: QuarantineState,
    reasons?: readonly RefusalReason[],
  ): Promise<void>
}
