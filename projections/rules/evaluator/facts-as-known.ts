import type { FactVersion } from '@jianwei/events/fact.ts'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import {
  compareKnowledgePoints,
  knowledgePointIn,
  type Known,
} from '#/rules/facts/knowledge-points.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { besideSubjects } from '#/rules/facts/subject-states.ts'

/**
 * `F(k)`: of each fact the version that ranks highest among those known, unless that one retracts
 * it. The original ranks lowest, wherever it stands; amendments rank in the order of knowing.
 */
export function factsAsKnown(versions: readonly FactVersion[], known: Known): KnownFact[] {
  const { by, until } = known
  const inForce = new Map<string, FactVersion>()
  for (const version of versions) {
    const from = knowledgePointIn(by, version)
    if (until !== undefined && compareKnowledgePoints(from, until) > 0) continue
    const key = `${version.subject_id}\n${version.fact_id}`
    const other = inForce.get(key)
    const isAbove =
      other === undefined ||
      other.kind === 'original' ||
      (version.kind !== 'original' && compareKnowledgePoints(from, knowledgePointIn(by, other)) > 0)
    if (isAbove) inForce.set(key, version)
  }
  const facts = [...inForce.values()].flatMap((version) => {
    if (version.kind === 'retraction') return []
    const { fact_id, subject_id, source, content } = version
    return [{ fact_id, subject_id, source, content, second: secondOfInstant(content.occurred_at) }]
  })
  return besideSubjects(facts, known)
}
