import { expect } from 'vitest'
import type { FactVersion } from '@jianwei/events/fact.ts'
import { msOfInstant, secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import {
  clockOfLogMinutes,
  clockOfReports,
} from '@jianwei/projections/rules/evaluator/ledger/clock-by-points.ts'
import {
  compareKnownAt,
  knowledgePointOf,
  knownAtOf,
} from '@jianwei/projections/rules/evaluator/ledger/known-at.ts'
import {
  ledgerOfSubject,
  type LedgerTime,
} from '@jianwei/projections/rules/evaluator/ledger/ledger-of-subject.ts'
import { ledgerRules } from '@jianwei/projections/rules/evaluator/ledger/ledger-rule.ts'
import { StatedSteps } from '@jianwei/projections/rules/evaluator/ledger/stated-steps.ts'
import { SubjectHistory } from '@jianwei/projections/rules/evaluator/ledger/subject-history.ts'
import {
  heldVersions,
  type HeldVersion,
} from '@jianwei/projections/rules/evaluator/ledger/versions-held.ts'
import { listedEvidence } from '@jianwei/projections/rules/evaluator/evaluate.ts'
import { knowledgePointIn, type Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import type { KnownFact } from '@jianwei/projections/rules/facts/known-fact.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { FactRule } from '@jianwei/projections/rules/rule.ts'
import type { LedgerInterval } from '#/support/rules/reference/reference.ts'

export interface LoggedAt {
  readonly position: number
  readonly recorded_at: Instant
}

/** The ledger of a rule about subjects over versions of facts, as the process finds it. */
export function ledgerInProcess(
  rule: FactRule,
  versions: readonly FactVersion[],
  { known, events, ...stated }: Stated & { known: Known; events: readonly LoggedAt[] },
): LedgerInterval[] {
  const steps = new StatedSteps(stated, known)
  const time: LedgerTime = { stated: steps, clock: clockOf(known, events) }
  const [asked] = ledgerRules([rule], steps)
  if (asked === undefined) throw new TypeError('one rule is one')
  return [...Map.groupBy(versions, (version) => version.subject_id)].flatMap(
    ([subject_id, own]) => {
      const history = SubjectHistory.of(subject_id, held(own, known))
      const intervals = ledgerOfSubject(asked, history, time) ?? expect.unreachable()
      return intervals.map(({ warning, raised, withdrawn }) => ({
        subject_id,
        anchor: warning.anchor,
        anchor_at: warning.anchor_at,
        evidence: listedEvidence(warning.evidence),
        evidence_count: warning.evidence.length,
        raised: knowledgePointOf(known.by, raised),
        withdrawn: withdrawn === null ? null : knowledgePointOf(known.by, withdrawn),
      }))
    },
  )
}

function clockOf(known: Known, events: readonly LoggedAt[]): LedgerTime['clock'] {
  if (known.by === 'source') {
    if (known.until === undefined) throw new TypeError('by source there is an end')
    return clockOfReports(knownAtOf(known.until))
  }
  const firsts = new Map<number, number>()
  for (const { position, recorded_at } of events) {
    if (known.until !== undefined && position > known.until.position) break
    const minute = Math.floor(msOfInstant(recorded_at) / 60_000) * 60
    if (!firsts.has(minute)) firsts.set(minute, position)
  }
  return clockOfLogMinutes({ minutes: [...firsts.keys()], first_positions: [...firsts.values()] })
}

function held(versions: readonly FactVersion[], { by, until }: Known): HeldVersion<KnownFact>[] {
  const seen = versions
    .map((version) => ({ version, at: knownAtOf(knowledgePointIn(by, version)) }))
    .filter(({ at }) => until === undefined || compareKnownAt(at, knownAtOf(until)) <= 0)
  return [...Map.groupBy(seen, ({ version }) => version.fact_id).values()].flatMap((ofFact) => {
    const told = ofFact.flatMap(({ version, at }) => {
      if (version.kind === 'retraction') return []
      const { kind, fact_id, subject_id, source, content } = version
      const second = secondOfInstant(content.occurred_at)
      const nothing = { subject_value: () => undefined, rank_for: () => 0 }
      return [{ kind, at, fact: { fact_id, subject_id, source, content, second, ...nothing } }]
    })
    const ends = ofFact.flatMap(({ version, at }) => (version.kind === 'original' ? [] : [at]))
    return heldVersions(told, ends.toSorted(compareKnownAt))
  })
}
