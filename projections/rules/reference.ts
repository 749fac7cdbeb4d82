import type { FactVersion } from '@jianwei/events/fact.ts'
import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { suppressedBy } from '#/rules/exceptions-reference.ts'
import type { KnownFact, ReferenceOutcome, ReferenceWarning } from '#/rules/known-fact.ts'
import { combinationWarnings } from '#/rules/kinds/combination/reference.ts'
import { countWarnings } from '#/rules/kinds/count/reference.ts'
import { deadlineOutcomes, deadlineWarnings, overdueSeconds } from '#/rules/kinds/deadline/reference.ts'
import { expiryOutcomes, expirySeconds, expiryWarnings } from '#/rules/kinds/expiry/reference.ts'
import { sequenceOutcomes, sequenceWarnings } from '#/rules/kinds/sequence/reference.ts'
import { sumOutcomes, sumWarnings } from '#/rules/kinds/sum/reference.ts'
import {
  comparePlaces,
  placeAfterSecond,
  placeIn,
  type Known,
  type OrderOfKnowing,
  type Place,
} from '#/rules/places.ts'
import { firstSecondCounted, type Rule } from '#/rules/rule.ts'
import { subjectValue } from '#/rules/subject-value.ts'
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
  return withSubjects([...inForce.values()])
}

/** The facts among versions, each beside the others of its subject, which say what the subject was. */
function withSubjects(versions: readonly FactVersion[]): KnownFact[] {
  const facts = versions.flatMap((version) => {
    if (version.kind === 'retraction') return []
    const { fact_id, subject_id, source, content } = version
    return [{ fact_id, subject_id, source, content, second: secondOfInstant(content.occurred_at) }]
  })
  const bySubject = Map.groupBy(facts, (fact) => fact.subject_id)
  return facts.map((fact) => ({
    ...fact,
    subject_value: (field) => subjectValue(bySubject.get(fact.subject_id) ?? [], fact.second, field),
  }))
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
  const bySubject = Map.groupBy(factsAsKnown(versions, known), (fact) => fact.subject_id)
  return [...bySubject].flatMap(([subject_id, facts]) =>
    warningsOfSubject(rule, countedFacts(rule, facts), secondOfInstant(clock)).map(
      ({ anchor, anchor_at, evidence }) => ({
        subject_id,
        anchor,
        anchor_at,
        evidence: listed(evidence),
        evidence_count: evidence.length,
        suppressed_by: suppressedBy(rule.exceptions, facts, secondOfInstant(anchor_at)),
      }),
    ),
  )
}

/** Without those that lie before the rule's own time, where it says that they do not count. */
function countedFacts(rule: Rule, facts: readonly KnownFact[]): readonly KnownFact[] {
  const first = firstSecondCounted(rule)
  return first === null ? facts : facts.filter(({ second }) => second >= first)
}

/** Facts in force that the rule cannot judge, and warnings that an exception suppresses, each with the newest fact of its evidence. */
export function referenceOutcomes(
  rule: Rule,
  versions: readonly FactVersion[],
  view: { readonly known: Known; readonly clock: Instant },
): ReferenceOutcome[] {
  const unjudged = unjudgedFacts(rule, countedFacts(rule, factsAsKnown(versions, view.known)))
  const suppressed = judgedWarnings(rule, versions, view).flatMap(({ suppressed_by, evidence }) =>
    suppressed_by === null ? [] : [{ code: suppressed_by, fact_id: evidence.at(-1) ?? '' }],
  )
  return [...unjudged, ...suppressed]
}

function unjudgedFacts(rule: Rule, facts: readonly KnownFact[]): ReferenceOutcome[] {
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
  }
}

/** A point at which warnings may change: what is known from there on, and the clock. */
export interface Moment {
  readonly place: Place
  readonly clock: Instant
}

/**
 * The ledger by replay: `W` at each moment in turn, compared with the one before. The evidence is that of the moment at which the
 * condition came to hold, also where an exception kept the warning out of `W` until later.
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
      const key = `${found.subject_id}\n${found.anchor}`
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
  const places = [...reports, ...passingPlaces(rule, versions)]
  return places
    .filter((place) => comparePlaces(place, until) <= 0)
    .sort(comparePlaces)
    .flatMap((place) => (place.by === 'source' ? [{ place, clock: place.reported_at }] : []))
}

/** Places at which time alone can change the warnings, whatever is known by then of a subject. */
function passingPlaces(rule: Rule, versions: readonly FactVersion[]): Place[] {
  const bySubject = Map.groupBy(versions, (version) => version.subject_id)
  const seconds = [...bySubject.values()].flatMap((ofSubject) =>
    ofSubject.flatMap(({ reported_at, position }) => {
      const until = { by: 'source', reported_at, position } as const
      return passingSeconds(rule, factsAsKnown(ofSubject, { by: 'source', until }))
    }),
  )
  return [...new Set(seconds)].map((second) => placeAfterSecond(second - 1))
}

/** Seconds at which time alone can change the warnings. */
function passingSeconds(rule: Rule, facts: readonly KnownFact[]): number[] {
  switch (rule.kind) {
    case 'count':
    case 'sum':
    case 'combination':
    case 'sequence':
      return []
    case 'deadline':
      return overdueSeconds(rule, facts)
    case 'expiry':
      return expirySeconds(rule, facts)
  }
}

function warningsOfSubject(rule: Rule, facts: readonly KnownFact[], clock: number): ReferenceWarning[] {
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
  }
}

function listed(evidence: readonly KnownFact[]): string[] {
  return evidence
    .toSorted((a, b) => a.second - b.second || (a.fact_id < b.fact_id ? -1 : 1))
    .slice(-EVIDENCE_FACTS_MAX)
    .map((fact) => fact.fact_id)
}
