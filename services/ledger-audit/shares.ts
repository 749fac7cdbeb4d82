import type { AuditShare } from '@jianwei/events/ledger-audit/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import type { KeyRange } from '@jianwei/projections/evaluation/queries.ts'
import { nightOf } from '#/ledger-audit/nights.ts'

/** So many nights see everybody. */
export const AUDIT_NIGHTS = 30

/** So many subjects or groups are looked at in one statement. */
const KEYS_AT_ONCE_MAX = 10_000
const KEYS = 2n ** 64n

/** The hashes of a share: all shares of one division together are all hashes, each once. */
export function rangeOfShare({ number, of }: AuditShare): KeyRange {
  return { from: boundAt(number - 1, of), up_to: boundAt(number, of) - 1n }
}

function boundAt(part: number, of: number): bigint {
  return (KEYS * BigInt(part)) / BigInt(of)
}

/** Ranges that together are a range, for so many keys that lie in it evenly; at least one. */
export function piecesOf({ from, up_to }: KeyRange, keys: number): readonly KeyRange[] {
  const pieces = BigInt(Math.max(1, Math.ceil(keys / KEYS_AT_ONCE_MAX)))
  const width = up_to - from + 1n
  return Array.from({ length: Number(pieces) }, (_, index) => {
    const at = BigInt(index)
    return {
      from: from + (width * at) / pieces,
      up_to: from + (width * (at + 1n)) / pieces - 1n,
    }
  })
}

/** The share that comes after another, round and round. */
export function nextShare(last: AuditShare | null): AuditShare {
  return { number: ((last?.number ?? 0) % AUDIT_NIGHTS) + 1, of: AUDIT_NIGHTS }
}

/** By turns from day to day, for who names none. */
export function shareOfDay(at: Instant, of: number): AuditShare {
  return { number: (dayNumberOf(nightOf(at)) % of) + 1, of }
}
