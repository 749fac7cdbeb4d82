import type { FactVersion } from '@jianwei/events/fact.ts'
import { instantFromMs, secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { countedFacts } from '#/rules/counted-facts.ts'
import { suppressedBy } from '#/rules/exceptions-reference.ts'
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
import { besideSubjects } from '#/rules/subject-value.ts'
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
  const facts = [...inForce.values()].flatMap((version) => {
    if (version.kind === 'retraction') return []
    const { fact_id, subject_id, source, content } = version
    return [{ fact_id, subject_id, source, content, second: secondOfInstant(content.occurred_at) }]
  })
  return besideSubjects(facts)
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
  view: { readonly known: Known; readonly clock: Instant },
): EvaluatedWarning[] {
  return judgedWarnings(rule, versions, view).flatMap(({ suppressed_by, ...warning }) =>
    suppressed_by === null ? [warning] : [],
  )
}

interface JudgedWarning extends EvaluatedWarning {
  readonly suppressed_by: string | null
}

/** All for which the rule's condition holds, with the exception that suppresses each. */
function judgedWarnings(
  rule: Rule,
  versions: readonly FactVersion[],
  { known, clock }: { readonly known: Known; readonly clock: Instant },
): JudgedWarning[] {
  const { exceptions } = rule
  // Only rules about subjects have exceptions.
  const bySubject = Map.groupBy(exceptions.length === 0 ? [] : factsAsKnown(versions, known), (fact) => fact.subject_id)
  return foundWarnings(rule, versions, known, secondOfInstant(clock)).map((warning) => ({
    subject_id: warning.subject_id,
    anchor: warning.anchor,
    anchor_at: warning.anchor_at,
    evidence: listed(warning.evidence),
    evidence_count: warning.evidence.length,
    suppressed_by: suppressedBy(
      exceptions,
      bySubject.get(warning.subject_id) ?? [],
      secondOfInstant(warning.anchor_at),
    ),
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

/** Facts in force that the rule cannot judge, and warnings that an exception suppresses, each with the newest fact of its evidence. */
export function referenceOutcomes(
  rule: Rule,
  versions: readonly FactVersion[],
  view: { readonly known: Known; readonly clock: Instant },
): ReferenceOutcome[] {
  const unjudged = unjudgedFacts(rule, versions, view.known)
  const suppressed = judgedWarnings(rule, versions, view).flatMap(({ suppressed_by, evidence }) =>
    suppressed_by === null ? [] : [{ code: suppressed_by, fact_id: evidence.at(-1) ?? '' }],
  )
  return [...unjudged, ...suppressed]
}

function unjudgedFacts(rule: Rule, versions: readonly FactVersion[], known: Known): ReferenceOutcome[] {
  const facts = countedFacts(rule, factsAsKnown(versions, known))
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

/**
 * The ledger by replay: `W` at each moment in turn, compared with the one before. The evidence is that of the moment at which the
 * condition came to hold, also where an exception kept the warning out of `W` until later. A warning of which a correction moved
 * the anchor is raised anew.
 */
export function referenceLedger(
  rule: Rule,
  versions: readonly FactVersion[],
  moments: readonly Moment[],
): LedgerInterval[] {
  const ledger: LedgerInterval[] = []
  let standing = new Map<string, LedgerInterval>()
  let holding = new Map<string, EvaluatedWarning>()
  for (const { place, clock } of moments) {
    const known = place.by === 'platform' ? { by: place.by, until: place } : { by: place.by, until: place }
    const now = new Map<string, LedgerInterval>()
    const holdingNow = new Map<string, EvaluatedWarning>()
    for (const { suppressed_by, ...found } of judgedWarnings(rule, versions, { known, clock })) {
      const key = `${found.subject_id}\n${found.anchor}\n${found.anchor_at}`
      const warning = holding.get(key) ?? found
      holdingNow.set(key, warning)
      if (suppressed_by === null) now.set(key, standing.get(key) ?? { ...warning, raised: place, withdrawn: null })
    }
    for (const [key, interval] of standing) if (!now.has(key)) ledger.push({ ...interval, withdrawn: place })
    standing = now
    holding = holdingNow
  }
  return [...ledger, ...standing.values()]
}

/**
 * All moments by source: every report, and where time alone makes a duty overdue. The clock is the time of reporting, up to
 * `until`.
 */
export function sourceMoments(rule: Rule, versions: readonly FactVersion[], until: Place): Moment[] {
  const reports = versions.map((version) => placeIn('source', version))
  const places = [...reports, ...passingPlaces(rule, versions, until)]
  return places
    .filter((place) => comparePlaces(place, until) <= 0)
    .sort(comparePlaces)
    .flatMap((place) => (place.by === 'source' ? [{ place, clock: place.reported_at }] : []))
}

/** Places at which time alone can change the warnings, whatever is known by then of a subject. */
function passingPlaces(rule: Rule, versions: readonly FactVersion[], until: Place): Place[] {
  return [...new Set(passingSeconds(rule, versions, until))].map((second) => placeAfterSecond(second - 1))
}

function passingSeconds(rule: Rule, versions: readonly FactVersion[], until: Place): number[] {
  if (rule.kind === 'peer') {
    if (until.by === 'platform') return []
    return peerSeconds(rule, spanOf(versions, 'source', secondOfInstant(until.reported_at)))
  }
  const bySubject = Map.groupBy(versions, (version) => version.subject_id)
  return [...bySubject.values()].flatMap((ofSubject) =>
    ofSubject.flatMap(({ reported_at, position }) => {
      const known = { by: 'source', until: { by: 'source', reported_at, position } } as const
      return secondsOfFacts(rule, factsAsKnown(ofSubject, known))
    }),
  )
}

/** Seconds at which time alone can change what these facts bring about. */
function secondsOfFacts(rule: FactRule, facts: readonly KnownFact[]): number[] {
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
    case 'silence':
      return silenceSeconds(rule, facts)
  }
}

/** What a rule finds among the facts of one subject, or of one group, when the clock stands in the second `clock`. */
export function warningsOfSubject(rule: FactRule, known: readonly KnownFact[], clock: number): ReferenceWarning[] {
  const facts = countedFacts(rule, known)
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
