import type { FactVersion } from '@jianwei/events/fact.ts'
import { instantFromMs, secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { factsAsKnown } from '#/rules/evaluator/facts-as-known.ts'
import {
  compareKnowledgePoints,
  knowledgePointIn,
  type Known,
  type OrderOfKnowing,
} from '#/rules/facts/knowledge-points.ts'
import type { FactsBefore, SnapshotSpan } from '#/rules/facts/known-fact.ts'

/** What was known before a second, by the clock that the order of knowing goes by. */
export function factsBefore(versions: readonly FactVersion[], known: Known): FactsBefore {
  const { by, until, authorities = [] } = known
  return (second) => {
    const border = instantFromMs(second * 1_000)
    const isKnown = (clock: Instant, position: number): boolean =>
      clock < border &&
      (until === undefined ||
        compareKnowledgePoints(knowledgePointIn(by, { position, reported_at: clock }), until) <= 0)
    return factsAsKnown(
      versions.filter((version) => isKnown(clockOf(version, by), version.position)),
      {
        by,
        authorities: authorities.filter(({ recorded_at, position }) =>
          isKnown(recorded_at, position),
        ),
      },
    )
  }
}

/** From the first version on, so that before it nothing is known, up to the clock. */
export function spanOfVersions(
  versions: readonly FactVersion[],
  by: OrderOfKnowing,
  clock: number,
): SnapshotSpan {
  let after = clock
  for (const version of versions) after = Math.min(after, secondOfInstant(clockOf(version, by)))
  return { after, up_to: clock }
}

function clockOf(version: FactVersion, by: OrderOfKnowing): Instant {
  return by === 'platform' ? version.recorded_at : version.reported_at
}
