import type { FactId } from '#/identity.ts'
import type { Instant } from '#/instant.ts'
import type { QuarantineGroups } from '#/ports/quarantine-groups.ts'
import type { QuarantineOrders } from '#/ports/quarantine-orders.ts'

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
  /**
   * The facts of all records that it is of; absent where that could not be read, or is itself in
   * question.
   */
  readonly records?: readonly FactId[]
}

export const QUARANTINE_STATES = ['held', 'redriven', 'superseded', 'dismissed'] as const

/**
 * `redriven`: somebody sent it again and it was taken. `superseded`: its record came in later, as
 * these events. `dismissed`: somebody decided, by an order, that it waits no longer.
 */
export type QuarantineState =
  | { readonly state: 'held' }
  | { readonly state: 'redriven'; readonly at: Instant; readonly event_ids: readonly string[] }
  | { readonly state: 'superseded'; readonly at: Instant; readonly event_ids: readonly string[] }
  | { readonly state: 'dismissed'; readonly at: Instant; readonly order_id: string }

export type QuarantineEntry = Omit<QuarantinedInput, 'records'> & QuarantineState

/** What intake made of an input that somebody sent again. */
export interface RedrivenEvent {
  readonly event_id: string
  /** As the sender of an input hears it. */
  readonly status: 'accepted' | 'corrected' | 'duplicate'
  /** Where the log holds it. */
  readonly position: number
}

/** Somebody sends an entry through intake again, as it was or repaired. */
export interface RedriveAttempt {
  readonly at: Instant
  /** Null where nobody said. */
  readonly actor: string | null
  readonly reason: string | null
  /** What is sent instead of the original, which stays as it is; null for the original itself. */
  readonly repaired: Uint8Array | null
}

/** `reasons`: why it was refused; empty where it was taken, also where a mapping skips it. */
export interface RedriveResult {
  readonly events: readonly RedrivenEvent[]
  readonly reasons: readonly RefusalReason[]
}

/** An attempt as it is listed: without its bytes. */
export interface Redriving extends Omit<RedriveAttempt, 'repaired'> {
  /** From 1, of its entry. */
  readonly number: number
  readonly repaired_bytes_count: number | null
  /** Null while it is under way, and where it stopped half-way: the next one ends it first. */
  readonly result: RedriveResult | null
}

/** What becomes of an entry. */
export interface Settlement {
  readonly state: QuarantineState
  /** Those of its original, where that was refused again. */
  readonly reasons?: readonly RefusalReason[]
  /** The attempt that ends with it. */
  readonly ended?: { readonly number: number; readonly result: RedriveResult }
}

/** How many held inputs of a source have a reason; one with several reasons counts for each. */
export interface HeldInputs {
  readonly source: string
  /** Null: whatever the reasons. */
  readonly code: string | null
  readonly inputs: number
}

/** What is held now, the largest numbers first. */
export interface HeldSummary {
  readonly inputs: number
  readonly oldest_received_at: Instant | null
  readonly listed: readonly HeldInputs[]
  /** How many more there are than are listed. */
  readonly not_listed: number
}

export interface QuarantinePage {
  readonly entries: readonly QuarantineEntry[]
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null
}

export interface QuarantineFilter {
  readonly source?: string
  readonly state?: QuarantineState['state']
  /** With a reason of this code, perhaps among others. */
  readonly code?: string
  /** Of this group. */
  readonly group_id?: string
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

/** `reopened`: its record had come in meanwhile, and now the same was refused again: it waits. */
export type KeepOutcome = 'kept' | 'counted' | 'reopened'

/** A held entry of a record, with its place in the order of arrival. */
export interface HeldRecord {
  readonly quarantine_id: string
  readonly place: number
  readonly received_at: Instant
  readonly records: readonly FactId[]
}

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
export interface Quarantine extends QuarantineGroups, QuarantineOrders, AsyncDisposable {
  /**
   * Durable when it resolves, the numbers as well; one outcome for each input. An id that is kept
   * already stays as it was, but for one that is superseded: that is held again. Without a quota
   * everything is kept. A message of the bus that is counted once and comes again on that day is
   * counted once.
   */
  keep(inputs: readonly QuarantinedInput[], quota?: RefusalQuota): Promise<readonly KeepOutcome[]>
  /** Those of which the log was not told everything, in the order of their days. */
  unreported(): Promise<readonly RefusalTally[]>
  /** The log was told of so many inputs of the tally. */
  markReported(tallyId: string, reported: number): Promise<void>
  get(quarantineId: string): Promise<QuarantineEntry | undefined>
  /** Oldest first, stable while new entries arrive. */
  list(filter: QuarantineFilter): Promise<QuarantinePage>
  /**
   * All of it in one. False, and nothing is written, where the attempt has been ended by somebody
   * else, perhaps in another process.
   */
  settle(quarantineId: string, settlement: Settlement): Promise<boolean>
  /**
   * Notes an attempt before it is made, with the bytes that are sent. Gives its number; undefined
   * while an attempt of the entry is open, perhaps in another process, and where it is not held.
   */
  beginRedriving(quarantineId: string, attempt: RedriveAttempt): Promise<number | undefined>
  /** Of each of these entries that has any, oldest first. */
  redrivings(quarantineIds: readonly string[]): Promise<ReadonlyMap<string, readonly Redriving[]>>
  /** The bytes that were sent instead of the original; undefined where there were none. */
  repairedBytes(quarantineId: string, number: number): Promise<Uint8Array | undefined>
  /**
   * Begins to learn what other processes keep, so that the next `heldOf` need not wait for it.
   * Nothing where there are none.
   */
  lookAhead(): Promise<void>
  /** Entries that are held of any of these records, oldest first. */
  heldOf(records: readonly FactId[]): Promise<readonly HeldRecord[]>
  /** Those of them that are still held are so no longer; true for each that was. */
  supersede(
    ids: readonly string[],
    at: Instant,
    event_ids: readonly string[],
  ): Promise<readonly boolean[]>
  /** What is held now by source and reason, at most so many rows. */
  held(rowsMax: number): Promise<HeldSummary>
}
