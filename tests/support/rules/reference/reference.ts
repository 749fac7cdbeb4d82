import { SHIPPED_CALENDARS, type Calendars } from '@jianwei/events/calendar/calendars.ts'
import type { FactVersion } from '@jianwei/events/fact.ts'
import { instantFromMs, secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import {
  calendarsAsKnown,
  noticeKnownAt,
  type Noticed,
} from '@jianwei/projections/rules/calendars/notices-as-known.ts'
import {
  NOTHING_STATED,
  type Stated,
} from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { factsThatCount } from '@jianwei/projections/rules/facts/rule-facts.ts'
import type { RuleException } from '@jianwei/projections/rules/language/exceptions.ts'
import { holdsWhere, selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import {
  awaitedByFact,
  NOTHING_AWAITED,
  statedAsKnown,
  statedFrom,
} from '@jianwei/projections/rules/evaluator/awaited.ts'
import { groupIdOf } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type {
  FactsBefore,
  FactAlone,
  KnownFact,
  UnjudgedFact,
  WarningWithFacts,
  SnapshotSpan,
} from '@jianwei/projections/rules/facts/known-fact.ts'
import {
  compareKnowledgePoints,
  knowledgePointAfterSecond,
  knowledgePointIn,
  type Known,
  type OrderOfKnowing,
  type KnowledgePoint,
} from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  groupOf,
  isSnapshotRule,
  kindOf,
  type FactRule,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import { besideSubjects, subjectValue } from '#/support/rules/reference/subject-value.ts'
import { referenceKindOf } from '#/support/rules/reference/reference-kinds.ts'
import type { EvaluatedWarning } from '@jianwei/projections/rules/evaluator/evaluate.ts'
import { EVIDENCE_FACTS_MAX } from '@jianwei/projections/rules/statements/warning-sql.ts'

/**
 * What rules mean, computed the slow and obvious way: reads the versions of facts, what sources
 * stated and nothing else, and shares no step with the SQL that it is compared with. Quadratic in
 * the facts of a subject: what the evaluator and the statements are compared with.
 */

export interface LedgerInterval extends EvaluatedWarning {
  readonly raised: KnowledgePoint
  readonly withdrawn: KnowledgePoint | null
}

/**
 * `F(k)`: of each fact the version that ranks highest among those known, unless that one retracts
 * it.
 */
export function factsAsKnown(versions: readonly FactVersion[], known: Known): KnownFact[] {
  const inForce = new Map<string, FactVersion>()
  for (const version of versions) {
    if (
      known.until !== undefined &&
      compareKnowledgePoints(knowledgePointIn(known.by, version), known.until) > 0
    )
      continue
    const key = `${version.subject_id}\n${version.fact_id}`
    const other = inForce.get(key)
    if (other === undefined || outranks(version, other, known.by)) inForce.set(key, version)
  }
  const facts = [...inForce.values()].flatMap((version) => {
    if (version.kind === 'retraction') return []
    const { fact_id, subject_id, source, content } = version
    return [{ fact_id, subject_id, source, content, second: secondOfInstant(content.occurred_at) }]
  })
  return besideSubjects(facts, known)
}

/** The original ranks lowest, wherever it stands; amendments rank in the order of knowing. */
function outranks(version: FactVersion, other: FactVersion, by: OrderOfKnowing): boolean {
  if (version.kind === 'original' || other.kind === 'original') return other.kind === 'original'
  return compareKnowledgePoints(knowledgePointIn(by, version), knowledgePointIn(by, other)) > 0
}

/** `W(R, k, t)`, in no particular order. */
export function referenceWarnings(
  rule: Rule,
  versions: readonly FactVersion[],
  view: { readonly known: Known; readonly clock: Instant },
  stated: Stated = NOTHING_STATED,
): EvaluatedWarning[] {
  return judgedWarnings(rule, versions, view, stated).flatMap(({ suppressed_by, ...warning }) =>
    suppressed_by === null ? [warning] : [],
  )
}

function decidedBy(known: Known, { authorities }: Stated): Known {
  return { ...known, authorities }
}

interface JudgedWarning extends EvaluatedWarning {
  readonly suppressed_by: string | null
}

/**
 * All for which the rule's condition holds and that are judged, with the exception that suppresses
 * each.
 */
function judgedWarnings(
  rule: Rule,
  versions: readonly FactVersion[],
  { known: asked, clock }: { readonly known: Known; readonly clock: Instant },
  stated: Stated,
): JudgedWarning[] {
  const known = decidedBy(asked, stated)
  const { exceptions } = rule
  // Only rules about subjects have exceptions.
  const bySubject = Map.groupBy(
    exceptions.length === 0 ? [] : factsAsKnown(versions, known),
    (fact) => fact.subject_id,
  )
  const found = foundWarnings(rule, versions, { known, clock }, stated)
  const judged = found.filter(
    ({ evidence }) => awaitedByAnchor(rule, evidence, stated, known).missing.length === 0,
  )
  return judged.map((warning) => ({
    subject_id: warning.subject_id,
    anchor: warning.anchor,
    anchor_at: warning.anchor_at,
    evidence: listed(warning.evidence),
    evidence_count: warning.evidence.length,
    suppressed_by: suppressedBy(exceptions, bySubject.get(warning.subject_id) ?? [], {
      second: secondOfInstant(warning.anchor_at),
      known,
    }),
  }))
}

/**
 * The name of the first exception that holds for a warning of which the anchor lies in `second`,
 * over the facts of its subject; null for none.
 */
function suppressedBy(
  exceptions: readonly RuleException[],
  facts: readonly KnownFact[],
  { second, known }: { readonly second: number; readonly known: Known },
): string | null {
  const holding = exceptions.find(({ when }) => {
    if (when.by === 'subject')
      return holdsWhere(when.filter, (field) => subjectValue(facts, second, field, known))
    return facts.some(
      (fact) =>
        selects(when.of, fact) &&
        fact.second > second - when.within_seconds &&
        fact.second <= second,
    )
  })
  return holding?.name ?? null
}

/**
 * Of rules that wait for something, the anchor is all of the evidence; a warning without evidence
 * is of none of these.
 */
function awaitedByAnchor(rule: Rule, [anchor]: readonly FactAlone[], stated: Stated, known: Known) {
  return anchor === undefined
    ? NOTHING_AWAITED
    : awaitedByFact(rule, anchor, statedAsKnown(stated, known))
}

export interface ReferenceFeedOutcome {
  readonly outcome: 'not_judged' | 'unstated'
  readonly event_types: readonly string[]
  readonly source: string
  readonly fact_id: string
}

/** The warnings that are not judged, and those that stand on what nobody states anything of. */
export function referenceFeedOutcomes(
  rule: Rule,
  versions: readonly FactVersion[],
  { known: asked, clock }: { readonly known: Known; readonly clock: Instant },
  stated: Stated,
): ReferenceFeedOutcome[] {
  const known = decidedBy(asked, stated)
  return foundWarnings(rule, versions, { known, clock }, stated).flatMap(
    ({ evidence }): ReferenceFeedOutcome[] => {
      const { missing, unstated } = awaitedByAnchor(rule, evidence, stated, known)
      const { source = '', fact_id = '' } = evidence[0] ?? {}
      if (missing.length > 0)
        return [{ outcome: 'not_judged', event_types: missing, source, fact_id }]
      if (unstated.length === 0) return []
      return [{ outcome: 'unstated', event_types: unstated, source: '', fact_id }]
    },
  )
}

function foundWarnings(
  rule: Rule,
  versions: readonly FactVersion[],
  { known, clock: at }: { readonly known: Known; readonly clock: Instant },
  noticed: Noticed,
): readonly (WarningWithFacts & { readonly subject_id: string })[] {
  const clock = secondOfInstant(at)
  if (isSnapshotRule(rule)) {
    const span = spanOf(versions, known.by, clock)
    return kindOf(rule).evaluation.warnings(rule, factsBefore(versions, known), span)
  }
  const kind = referenceKindOf(rule)
  const group = groupOf(rule)
  const calendars = calendarsAsKnown(noticed, known)
  const together = Map.groupBy(factsAsKnown(versions, known), (fact) =>
    group === null ? fact.subject_id : groupIdOf(group, fact),
  )
  return [...together].flatMap(([subject_id, facts]) => {
    // Facts that lack a field of the group are in none.
    if (subject_id === undefined) return []
    const counted = factsThatCount(rule, facts)
    return kind
      .warnings(rule, counted, clock, calendars)
      .map((warning) => ({ ...warning, subject_id }))
  })
}

/**
 * Facts as known before a second, by the clock that the order of knowing goes by. A replay asks the
 * same at every knowledge point: as many versions and settings known by then are the same ones, and
 * give the same list.
 */
function factsBefore(versions: readonly FactVersion[], known: Known): FactsBefore {
  const { by, until, authorities = [] } = known
  const asked = listsBefore.get(versions) ?? new Map<string, readonly KnownFact[]>()
  listsBefore.set(versions, asked)
  return (second) => {
    const border = instantFromMs(second * 1_000)
    const seen = versions.filter(
      (version) =>
        clockOf(version, by) < border &&
        (until === undefined || compareKnowledgePoints(knowledgePointIn(by, version), until) <= 0),
    )
    const set = authorities.filter(
      ({ recorded_at, position }) =>
        recorded_at < border &&
        (until === undefined ||
          compareKnowledgePoints(
            knowledgePointIn(by, { position, reported_at: recorded_at }),
            until,
          ) <= 0),
    )
    const key = `${by} ${second} ${seen.length} ${set.length}`
    const facts = asked.get(key) ?? factsAsKnown(seen, { by, authorities: set })
    asked.set(key, facts)
    return facts
  }
}

const listsBefore = new WeakMap<readonly FactVersion[], Map<string, readonly KnownFact[]>>()

/** From the first version on, so that before it nothing is known. */
function spanOf(versions: readonly FactVersion[], by: OrderOfKnowing, clock: number): SnapshotSpan {
  const after = versions.reduce(
    (first, version) => Math.min(first, secondOfInstant(clockOf(version, by))),
    clock,
  )
  return { after, up_to: clock }
}

function clockOf(version: FactVersion, by: OrderOfKnowing): Instant {
  return by === 'platform' ? version.recorded_at : version.reported_at
}

/**
 * Facts in force that the rule cannot judge, and warnings that an exception suppresses, each with
 * the newest fact of its evidence.
 */
export function referenceOutcomes(
  rule: Rule,
  versions: readonly FactVersion[],
  view: { readonly known: Known; readonly clock: Instant },
  stated: Stated = NOTHING_STATED,
): UnjudgedFact[] {
  const unjudged = unjudgedFacts(rule, versions, decidedBy(view.known, stated), stated)
  const suppressed = judgedWarnings(rule, versions, view, stated).flatMap(
    ({ suppressed_by, evidence }) =>
      suppressed_by === null ? [] : [{ code: suppressed_by, fact_id: evidence.at(-1) ?? '' }],
  )
  return [...unjudged, ...suppressed]
}

function unjudgedFacts(
  rule: Rule,
  versions: readonly FactVersion[],
  known: Known,
  noticed: Noticed,
): readonly UnjudgedFact[] {
  const facts = factsThatCount(rule, factsAsKnown(versions, known))
  if (!isSnapshotRule(rule))
    return referenceKindOf(rule).outcomes(rule, facts, calendarsAsKnown(noticed, known))
  const span = spanOf(versions, known.by, lastClock(versions, known))
  return kindOf(rule).evaluation.outcomes(rule, facts, factsBefore(versions, known), span)
}

/**
 * The second that the clock had reached when things were known so far: by platform it goes from
 * minute to minute.
 */
function lastClock(versions: readonly FactVersion[], known: Known): number {
  const { until } = known
  const seen = versions.filter(
    (version) =>
      until === undefined ||
      compareKnowledgePoints(knowledgePointIn(known.by, version), until) <= 0,
  )
  const last = Math.max(...seen.map((version) => secondOfInstant(clockOf(version, known.by))))
  return known.by === 'platform' ? Math.floor(last / 60) * 60 : last
}

/** A point at which warnings may change: what is known from there on, and the clock. */
export interface Moment {
  readonly knownAt: KnowledgePoint
  readonly clock: Instant
}

/**
 * The ledger by replay: `W` at each moment in turn, compared with the one before. The evidence is
 * that of the moment at which the condition came to hold, also where an exception kept the warning
 * out of `W` until later. A warning of which a correction moved the anchor is raised anew.
 */
export function referenceLedger(
  rule: Rule,
  versions: readonly FactVersion[],
  moments: readonly Moment[],
  stated: Stated = NOTHING_STATED,
): LedgerInterval[] {
  const ledger: LedgerInterval[] = []
  let standing = new Map<string, LedgerInterval>()
  let holding = new Map<string, EvaluatedWarning>()
  for (const { knownAt, clock } of moments) {
    const known =
      knownAt.by === 'platform'
        ? { by: knownAt.by, until: knownAt }
        : { by: knownAt.by, until: knownAt }
    const now = new Map<string, LedgerInterval>()
    const holdingNow = new Map<string, EvaluatedWarning>()
    const judged = judgedWarnings(rule, versions, { known, clock }, stated)
    for (const { suppressed_by, ...found } of judged) {
      const key = `${found.subject_id}\n${found.anchor}\n${found.anchor_at}`
      const warning = holding.get(key) ?? found
      holdingNow.set(key, warning)
      if (suppressed_by === null)
        now.set(key, standing.get(key) ?? { ...warning, raised: knownAt, withdrawn: null })
    }
    for (const [key, interval] of standing)
      if (!now.has(key)) ledger.push({ ...interval, withdrawn: knownAt })
    standing = now
    holding = holdingNow
  }
  return [...ledger, ...standing.values()]
}

/**
 * All moments by source: every report, every statement of a source, every setting of who decides,
 * and where time alone makes a duty overdue. The clock is the time of reporting, up to `until`.
 */
export function sourceMoments(
  rule: Rule,
  versions: readonly FactVersion[],
  until: KnowledgePoint,
  stated: Stated = NOTHING_STATED,
): Moment[] {
  const reports = versions.map((version) => knowledgePointIn('source', version))
  const said = stated.statements.map((statement) => statedFrom(statement, 'source'))
  const set = stated.authorities.map(({ position, recorded_at }) =>
    knowledgePointIn('source', { position, reported_at: recorded_at }),
  )
  const noticed = stated.notices.map((notice) => noticeKnownAt('source', notice))
  const passing = passingPoints(rule, versions, until, stated)
  const points = [...reports, ...said, ...set, ...noticed, ...passing]
  return points
    .filter((knownAt) => compareKnowledgePoints(knownAt, until) <= 0)
    .sort(compareKnowledgePoints)
    .flatMap((knownAt) =>
      knownAt.by === 'source' ? [{ knownAt, clock: knownAt.reported_at }] : [],
    )
}

/** Points at which time alone can change the warnings, whatever is known by then of a subject. */
function passingPoints(
  rule: Rule,
  versions: readonly FactVersion[],
  until: KnowledgePoint,
  stated: Stated,
): KnowledgePoint[] {
  return [...new Set(passingSeconds(rule, versions, until, stated))].map((second) =>
    knowledgePointAfterSecond(second - 1),
  )
}

function passingSeconds(
  rule: Rule,
  versions: readonly FactVersion[],
  until: KnowledgePoint,
  { authorities, notices }: Stated,
): readonly number[] {
  if (isSnapshotRule(rule)) {
    if (until.by === 'platform') return []
    const span = spanOf(versions, 'source', secondOfInstant(until.reported_at))
    return kindOf(rule).evaluation.snapshotSeconds(rule, span)
  }
  const { passingSeconds: passing } = referenceKindOf(rule)
  if (passing === null) return []
  const set = authorities.map(({ position, recorded_at }) => ({
    position,
    reported_at: recorded_at,
  }))
  const bySubject = Map.groupBy(versions, (version) => version.subject_id)
  // Notices move what time brings about, whatever else is known by then.
  const calendars = [
    SHIPPED_CALENDARS,
    ...notices.map((notice) => {
      const by_then = { by: 'source', until: noticeKnownAt('source', notice) } as Known
      return calendarsAsKnown({ notices }, by_then)
    }),
  ]
  return [...bySubject.values()].flatMap((ofSubject) =>
    [...ofSubject, ...set].flatMap(({ reported_at, position }) => {
      const to = { by: 'source', reported_at, position } as const
      const facts = factsAsKnown(ofSubject, { by: 'source', until: to, authorities })
      return calendars.flatMap((then) => passing(rule, facts, then))
    }),
  )
}

/**
 * What a rule finds among the facts of one subject, or of one group, when the clock stands in the
 * second `clock`.
 */
export function warningsOfSubject(
  rule: FactRule,
  known: readonly KnownFact[],
  clock: number,
  calendars: Calendars = SHIPPED_CALENDARS,
): readonly WarningWithFacts[] {
  return referenceKindOf(rule).warnings(rule, factsThatCount(rule, known), clock, calendars)
}

function listed(evidence: readonly FactAlone[]): string[] {
  return evidence
    .toSorted((a, b) => a.second - b.second || (a.fact_id < b.fact_id ? -1 : 1))
    .slice(-EVIDENCE_FACTS_MAX)
    .map((fact) => fact.fact_id)
}
