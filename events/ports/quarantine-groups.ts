import type { Instant } from '#/instant.ts'

/** Entries that were refused for the same reason in the same place of what one source sends. */
export interface QuarantineGroup {
  readonly group_id: string
  /** As of its entries: where no source could be read, the channel. */
  readonly source: string
  /** By which the rows of a file were read; null for all else. */
  readonly mapping: string | null
  readonly code: string
  /** A column of a file or a field of an event; `[]` stands for any item of a list. */
  readonly path: string
  readonly counts: Readonly<GroupCounts>
  /** Of its entries in the state that was asked for. */
  readonly first_received_at: Instant | null
  readonly last_received_at: Instant | null
  /** The oldest of those. */
  readonly example_id: string | null
  /** What its reason says in words. */
  readonly example_message: string | null
}

export interface GroupCounts {
  held: number
  redriven: number
  superseded: number
  dismissed: number
}

export interface GroupFilter {
  readonly state: keyof GroupCounts
  readonly source?: string
  readonly after?: string
  readonly limit: number
}

export interface GroupPage {
  /** The largest first. */
  readonly groups: readonly QuarantineGroup[]
  readonly next: string | null
  /** How many groups there are in all. */
  readonly total: number
}

/** An entry with several reasons is in the group of each, so groups may overlap. */
export interface QuarantineGroups {
  groups(filter: GroupFilter): Promise<GroupPage>
  group(groupId: string): Promise<QuarantineGroup | undefined>
}
