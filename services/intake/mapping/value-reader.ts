import type { RegionNames } from '@jianwei/events/identifiers/region-names.ts'
import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import type { CivilTime } from '#/intake/mapping/civil-time.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import type { RowInHand } from '#/intake/mapping/row.ts'

/**
 * Reads one value from a row; undefined leaves its field out. What is wrong goes into the row's
 * reasons.
 */
export type ValueReader = (hand: RowInHand) => unknown

export interface ValueSurroundings {
  readonly tables: Mapping['tables']
  readonly instantOf: (civil: CivilTime) => Instant
  readonly regions: RegionNames
  /** The day in China on which the event happened; undefined where none can be read. */
  readonly occurredOn: (hand: RowInHand) => CivilDate | undefined
}

/** Reads what a column holds, which is not empty. */
export type PresentReader = (value: unknown, hand: RowInHand) => unknown
