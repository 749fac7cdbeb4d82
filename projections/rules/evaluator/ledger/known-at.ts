import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import type { KnowledgePoint, OrderOfKnowing } from '#/rules/facts/knowledge-points.ts'

/**
 * A knowledge point in numbers, which many are compared by: `ms` are those since 1970 of the
 * report, and 0 by platform.
 */
export interface KnownAt {
  readonly ms: number
  readonly position: number
}

/** Negative when `a` comes first. Both are of one order. */
export function compareKnownAt(a: KnownAt, b: KnownAt): number {
  return a.ms - b.ms || a.position - b.position
}

export function knownAtOf(point: KnowledgePoint): KnownAt {
  const { position } = point
  return { ms: point.by === 'source' ? msOfInstant(point.reported_at) : 0, position }
}

export function knowledgePointOf(by: OrderOfKnowing, { ms, position }: KnownAt): KnowledgePoint {
  return by === 'platform' ? { by, position } : { by, reported_at: instantFromMs(ms), position }
}

/** How many of values in order come before what is asked; `isBefore` holds of the first ones. */
export function countBefore(length: number, isBefore: (index: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(middle)) low = middle + 1
    else high = middle
  }
  return low
}
