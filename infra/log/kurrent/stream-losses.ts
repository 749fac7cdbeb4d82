import type { StreamLoss } from '@jianwei/events/ports/log-standing.ts'
import type { ClientEvent } from '#/log/kurrent/kurrent-client.ts'

/*
 * What the server takes away from a stream of the log: its operator deletes it or limits what it
 * keeps, and the next scavenging takes the events out of its files. All that tells is the stream's
 * metadata, a tombstone, and revisions that are not there.
 */

/** How the name of a stream's metadata begins. */
export const METADATA_PREFIX = '$$'
/** Where a stream is deleted, the first revision that is kept is more than it can have. */
const ALL_REVISIONS = Number.MAX_SAFE_INTEGER

/** What a stream's metadata say of what is kept: that there is no limit, where they name none. */
export function lossesIn({ data }: ClientEvent): readonly Pick<StreamLoss, 'kind' | 'amount'>[] {
  const said = typeof data === 'object' && data !== null ? data : {}
  const numberIn = (name: string): number | undefined => {
    const value: unknown = (said as Readonly<Record<string, unknown>>)[name]
    return typeof value === 'number' && value > 0 ? value : undefined
  }
  const [before, count, age] = [numberIn('$tb'), numberIn('$maxCount'), numberIn('$maxAge')]
  const limits: Pick<StreamLoss, 'kind' | 'amount'>[] = []
  if (before !== undefined)
    limits.push(
      before >= ALL_REVISIONS ? { kind: 'deleted', amount: null } : { kind: 'cut', amount: before },
    )
  if (count !== undefined) limits.push({ kind: 'count_limited', amount: count })
  if (age !== undefined) limits.push({ kind: 'age_limited', amount: age })
  return limits.length === 0 ? [{ kind: 'lifted', amount: null }] : limits
}
