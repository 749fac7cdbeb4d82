import { compareKnownAt, type KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'

/** A version of a fact, and from which knowledge point to which it is in force. */
export interface HeldVersion<Fact = FactAlone> {
  readonly fact: Fact
  readonly from: KnownAt
  /** Exclusive; null where nothing known ended it. */
  readonly until: KnownAt | null
}

/** A version as it became known. */
export interface ToldVersion<Fact = FactAlone> {
  readonly kind: 'original' | 'correction'
  readonly fact: Fact
  readonly at: KnownAt
}

/**
 * Versions of one fact with how long each was in force; `ends` are the points of its amendments, in
 * order. The original ends with the first of them, wherever that stands; an amendment ends with the
 * next one. One that ended before it began was never in force and is left out.
 */
export function heldVersions<Fact>(
  told: readonly ToldVersion<Fact>[],
  ends: readonly KnownAt[],
): HeldVersion<Fact>[] {
  return told.flatMap(({ kind, fact, at }) => {
    const until = untilOf(kind === 'original', at, ends)
    return until === 'never' ? [] : [{ fact, from: at, until }]
  })
}

/** The end of one version, by the points of its fact's amendments. */
export function untilOf(
  isOriginal: boolean,
  at: KnownAt,
  ends: readonly KnownAt[],
): KnownAt | 'never' | null {
  const until = (isOriginal ? ends[0] : ends.find((end) => compareKnownAt(end, at) > 0)) ?? null
  return until !== null && compareKnownAt(until, at) <= 0 ? 'never' : until
}
