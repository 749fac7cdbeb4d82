import type { FactVersion } from '@jianwei/events/fact.ts'
import { instantFromMs, secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { groupIdOf } from '#/rules/groups/group-text.ts'
import type { KnownFact, ReferenceOutcome, ReferenceWarning } from '#/rules/known-fact.ts'
import { combinationWarnings } from '#/rules/kinds/combination/reference.ts'
import { countWarnings } from '#/rules/kinds/count/reference.ts'
import { deadlineOutcomes, deadlineWarnings, overdueSeconds } from '#/rules/kinds/deadline/reference.ts'
import { expiryOutcomes, expirySeconds, expiryWarnings } from '#/rules/kinds/expiry/reference.ts'
import {
  peerOutcomes,
  peerSeconds,
  peerWarnings,
  type FactsBefore,
  type SnapshotSpan,
} from '#/rules/kinds/peer/reference.ts'
import { scoreOutcomes, scoreWarnings } from '#/rules/kinds/score/reference.ts'
import { sequenceOutcomes, sequenceWarnings } from '#/rules/kinds/sequence/reference.ts'
import { silenceOutcomes, silenceSeconds, silenceWarnings } from '#/rules/kinds/silence/reference.ts'
import { sumOutcomes, sumWarnings } from '#/rules/kinds/sum/reference.ts'
import { surgeOutcomes, surgeWarnings } from '#/rules/kinds/surge/reference.ts'
import {
  comparePlaces,
  placeAfterSecond,
  placeIn,
  type Known,
  type OrderOfKnowing,
  type Place,
} from '#/rules/places.ts'
import { groupOf, type FactRule, type Rule } from '#/rules/rule.ts'
import { EVIDENCE_FACTS_MAX } from '#/rules/warning-sql.ts'

/**
 * What rules mean, said slowly: reads the versions of facts and nothing else, and shares no step with the SQL that it is
 * compared with. Quadratic in the facts of a subject; for tests and for the tests that rules carry.
 */

export interface EvaluatedWarning {
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: Instant
  /** By time, then id; the newest ones where there are more than are listed. */
  readonly evidence: readonly string[]
  readonly evidence_count: number
}

export interface LedgerInterval extends EvaluatedWarning {
  readonly raised: Place
  readonly withdrawn: Place | null
}

/** `F(k)`: of each fact the version that ranks highest among those known, unless that one retracts it. */
export function factsAsKnown(versions: readonly FactVersion[], known: Known): KnownFact[] {
  const inForce = new Map<string, FactVersion>()
  for (const version of versions) {
    if (known.until !== undefined && comparePlaces(placeIn(known.by, version), known.until) > 0) continue
    const key = `${version.subject_id}\n${version.fact_id}`
    const other = inForce.get(key)
    if (other === undefined || outranks(version, other, known.by)) inForce.set(key, version)
  }
  return [...inForce.values()].flatMap((version) => {
    if (version.kind === 'retraction') return []
    const { fact_id, subject_id, source, content } = version
    return [{ fact_id, subject_id, source, content, second: secondOfInstant(content.occurred_at) }]
  })
}

/** The original ranks lowest, wherever it stands; amendments rank in the order of knowing. */
function outranks(version: FactVersion, other: FactVersion, by: OrderOfKnowing): boolean {
  if (version.kind === 'original' || other.kind === 'original') return other.kind === 'original'
  return comparePlaces(placeIn(by, version), placeIn(by, other)) > 0
}

/** `W(R, k, t)`, in no particular order. */
export function referenceWarnings(
  rule: Rule,
  versions: readonly FactVersion[],
  { known, clock }: { readonly known: Known; readonly clock: Instant },
): EvaluatedWarning[] {
  return foundWarnings(rule, versions, known, secondOfInstant(clock)).map((warning) => ({
    subject_id: warning.subject_id,
    anchor: warning.anchor,
    anchor_at: warning.anchor_at,
    evidence: listed(warning.evidence),
    evidence_count: warning.evidence.length,
  }))
}

function foundWarnings(
  rule: Rule,
  versions: readonly FactVersion[],
  known: Known,
  clock: number,
): readonly (ReferenceWarning & { readonly subject_id: string })[] {
  if (rule.kind === 'peer') {
    return peerWarnings(rule, factsBefore(versions, known), spanOf(versions, known.by, clock))
  }
  const group = groupOf(rule)
  const together = Map.groupBy(factsAsKnown(versions, known), (fact) =>
    group === null ? fact.subject_id : groupIdOf(group, fact),
  )
  return [...together].flatMap(([subject_id, facts]) => {
    // Facts that lack a field of the group are in none.
    if (subject_id === undefined) return []
    return warningsOfSubject(rule, facts, clock).map((warning) => ({ ...warning, subject_id }))
  })
}

/**
 * Facts as known before a second, by the clock that the order of knowing goes by. A replay asks the same at every place: as many
 * versions known by then are the same versions, and give the same list.
 */
function factsBefore(versions: readonly FactVersion[], known: Known): FactsBefore {
  const { by, until } = known
  const asked = listsBefore.get(versions) ?? new Map<string, readonly KnownFact[]>()
  listsBefore.set(versions, asked)
  return (second) => {
    const border = instantFromMs(second * 1_000)
    const seen = versions.filter(
      (version) =>
        clockOf(version, by) < border && (until === undefined || comparePlaces(placeIn(by, version), until) <= 0),
    )
    const key = `${by} ${second} ${seen.length}`
    const facts = asked.get(key) ?? factsAsKnown(seen, { by })
    asked.set(key, facts)
    return facts
  }
}

const listsBefore = new WeakMap<readonly FactVersion[], Map<string, readonly KnownFact[]>>()

/** From the first version on, so that before it nothing is known. */
function spanOf(versions: readonly FactVersion[], by: OrderOfKnowing, clock: number): SnapshotSpan {
  const seconds = versions.map((version) => secondOfInstant(clockOf(version, by)))
  return { after: Math.min(clock, ...seconds), up_to: clock }
}

function clockOf(version: FactVersion, by: OrderOfKnowing): Instant {
  return by === 'platform' ? version.recorded_at : version.reported_at
}

/** Facts in force that the rule cannot judge. */
export function referenceOutcomes(rule: Rule, versions: readonly FactVersion[], known: Known): ReferenceOutcome[] {
  const facts = factsAsKnown(versions, known)
  switch (rule.kind) {
    case 'count':
    case 'combination':
      return []
    case 'deadline':
      return deadlineOutcomes(rule, facts)
    case 'sum':
      return sumOutcomes(rule, facts)
    case 'expiry':
      return expiryOutcomes(rule, facts)
    case 'sequence':
      return sequenceOutcomes(rule, facts)
    case 'peer': {
      const span = spanOf(versions, known.by, lastClock(versions, known))
      return peerOutcomes(rule, facts, factsBefore(versions, known), span)
    }
    case 'surge':
      return surgeOutcomes(rule, facts)
    case 'silence':
      return silenceOutcomes(rule, facts)
    case 'score':
      return scoreOutcomes(rule, facts)
  }
}

/** The second that the clock had reached when things were known so far: by platform it goes from minute to minute. */
function lastClock(versions: readonly FactVersion[], known: Known): number {
  const { until } = known
  const seen = versions.filter(
    (version) => until === undefined || comparePlaces(placeIn(known.by, version), until) <= 0,
  )
  const last = Math.max(...seen.map((version) => secondOfInstant(clockOf(version, known.by))))
  return known.by === 'platform' ? Math.floor(last / 60) * 60 : last
}

/** A point at which warnings may change: what is known from there on, and the clock. */
export interface Moment {
  readonly place: Place
  readonly clock: Instant
}

/** The ledger by replay: `W` at each moment in turn, compared with the one before. */
export function referenceLedger(
  rule: Rule,
  versions: readonly FactVersion[],
  moments: readonly Moment[],
): LedgerInterval[] {
  const ledger: LedgerInterval[] = []
  let standing = new Map<string, LedgerInterval>()
  for (const { place, clock } of moments) {
    const known = place.by === 'platform' ? { by: place.by, until: place } : { by: place.by, until: place }
    const now = new Map<string, LedgerInterval>()
    for (const warning of referenceWarnings(rule, versions, { known, clock })) {
      const key = `${warning.subject_id}\n${warning.anchor}`
      now.set(key, standing.get(key) ?? { ...warning, raised: place, withdrawn: null })
    }
    for (const [key, interval] of standing) if (!now.has(key)) ledger.push({ ...interval, withdrawn: place })
    standing = now
  }
  return [...ledger, ...standing.values()]
}

/**
 * All moments by source: every report, and where time alone makes a duty overdue. The clock is the time of reporting, up to
 * `until`.
 */
export function sourceMoments(rule: Rule, versions: readonly FactVersion[], until: Place): Moment[] {
  const contents = versions.flatMap((version) =>
    version.kind === 'retraction' ? [] : [{ ...version, second: secondOfInstant(version.content.occurred_at) }],
  )
  const places = [
    ...versions.map((version) => placeIn('source', version)),
    ...passingSeconds(rule, versions, contents, until).map((second) => placeAfterSecond(second - 1)),
  ]
  return places
    .filter((place) => comparePlaces(place, until) <= 0)
    .sort(comparePlaces)
    .flatMap((place) => (place.by === 'source' ? [{ place, clock: place.reported_at }] : []))
}

/** Seconds at which time alone can change the warnings. */
function passingSeconds(
  rule: Rule,
  versions: readonly FactVersion[],
  facts: readonly KnownFact[],
  until: Place,
): number[] {
  switch (rule.kind) {
    case 'count':
    case 'sum':
    case 'combination':
    case 'sequence':
    case 'surge':
    case 'score':
      return []
    case 'deadline':
      return overdueSeconds(rule, facts)
    case 'expiry':
      return expirySeconds(rule, facts)
    case 'peer':
      return until.by === 'source'
        ? peerSeconds(rule, spanOf(versions, 'source', secondOfInstant(until.reported_at)))
        : []
    case 'silence':
      return silenceSeconds(rule, facts)
  }
}

/** What a rule finds among the facts of one subject, or of one group, when the clock stands in the second `clock`. */
export function warningsOfSubject(rule: FactRule, facts: readonly KnownFact[], clock: number): ReferenceWarning[] {
  switch (rule.kind) {
    case 'count':
      return countWarnings(rule, facts)
    case 'deadline':
      return deadlineWarnings(rule, facts, clock)
    case 'sum':
      return sumWarnings(rule, facts)
    case 'combination':
      return combinationWarnings(rule, facts)
    case 'expiry':
      return expiryWarnings(rule, facts, clock)
    case 'sequence':
      return sequenceWarnings(rule, facts)
    case 'surge':
      return surgeWarnings(rule, facts)
    case 'silence':
      return silenceWarnings(rule, facts, clock)
    case 'score':
      return scoreWarnings(rule, facts)
  }
}

function listed(evidence: readonly KnownFact[]): string[] {
  return evidence
    .toSorted((a, b) => a.second - b.second || (a.fact_id < b.fact_id ? -1 : 1))
    .slice(-EVIDENCE_FACTS_MAX)
    .map((fact) => fact.fact_id)
}
