import { noticeKnownAt } from '@jianwei/projections/rules/calendars/notices-as-known.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { statedFrom } from '@jianwei/projections/rules/evaluator/awaited.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { FactVersion } from '@jianwei/events/fact.ts'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import {
  SECONDS_OF_WEEK,
  secondOfWeek,
  weekOfSecond,
} from '@jianwei/projections/backtest/backtest-scope.ts'
import { outcomeTypes, type Outcome } from '@jianwei/projections/backtest/outcome.ts'
import { holds, selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import type { KnownFact } from '@jianwei/projections/rules/facts/known-fact.ts'
import { tieOf } from '@jianwei/projections/rules/facts/match-fields.ts'
import type {
  OrderOfKnowing,
  KnowledgePoint,
} from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  factsAsKnown,
  referenceLedger,
  referenceWarnings,
  sourceMoments,
} from '#/support/rules/reference/reference.ts'
import { watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'

/*
 * What a backtest counts, said slowly: by replay of the ledger, and by looking at every week of
 * every subject. Shares with the program what rules and filters mean, and where weeks begin; none
 * of its sums.
 */

export interface OracleShare {
  readonly hits: number
  readonly size: number
}

export interface OracleMeasures {
  readonly warnings: number
  readonly undecided: number
  readonly undecided_already_true: number
  readonly outside_population: {
    readonly warnings: number
    readonly decided: number
    readonly with_outcome: number
  }
  readonly precision: OracleShare
  readonly recall: OracleShare
  /** Seconds, sorted. */
  readonly leads: readonly number[]
}

export interface OracleResult {
  readonly ledger: OracleMeasures
  readonly hindsight: OracleMeasures
  readonly base: OracleShare
  readonly withdrawn: number
}

interface Instant {
  readonly second: number
  readonly positive: boolean
}

interface KnownWarning {
  readonly subject_id: string
  readonly known_ms: number
}

export interface OracleLog extends Stated {
  readonly events: readonly RecordedEvent[]
  readonly versions: readonly FactVersion[]
}

export function backtestOracle(
  rule: Rule,
  outcome: Outcome,
  log: OracleLog,
  by: OrderOfKnowing,
): OracleResult {
  const { versions } = log
  const knownMs = (version: {
    readonly recorded_at: string
    readonly reported_at: string
  }): number => Date.parse(by === 'platform' ? version.recorded_at : version.reported_at)
  const instants = instantsOf(outcome, factsAsKnown(versions, { by }))
  const last_ms = Math.max(...versions.map(knownMs))
  const types = [...watchedTypes(rule), ...outcomeTypes(outcome)]
  // All facts of a random log are of one source.
  const tells = versions.some(
    (version) =>
      version.kind === 'original' && outcomeTypes(outcome).includes(version.content.type),
  )
  const times = versions.flatMap((version) =>
    tells && (version.kind !== 'original' || types.includes(version.content.type))
      ? [knownMs(version)]
      : [],
  )
  const told =
    Math.floor((times.length === 0 ? 0 : Math.max(...times)) / 1_000) -
    outcome.reported_within_seconds
  const from = Math.ceil(Math.min(...times) / 1_000)

  const known = sightingsOf(versions, types, knownMs)
  const ledger = ledgerOf(rule, log, by, last_ms)
  const hindsight = referenceWarnings(
    rule,
    versions,
    {
      known: { by },
      clock: by === 'platform' ? minute(last_ms) : instantFromMs(last_ms),
    },
    knownBy(last_ms, by, log),
  ).map(({ subject_id, anchor_at }) => ({ subject_id, known_ms: msOfInstant(anchor_at) }))

  const measure = (warnings: readonly KnownWarning[], sightings: Sightings): OracleMeasures => {
    const all = warnings.map((warning) => ({
      ...judge(outcome, instants.get(warning.subject_id) ?? [], warning, told),
      inside: isMember(outcome, sightings, warning.subject_id, Math.ceil(warning.known_ms / 1_000)),
    }))
    const judged = all.filter(({ inside }) => inside)
    const outside = all.filter(({ inside }) => !inside)
    const outsideDecided = outside.filter(({ decided }) => decided)
    const decided = judged.filter(({ decided }) => decided)
    const undecided = judged.filter(({ decided }) => !decided)
    const outcomes = [...instants].flatMap(([subject_id, all]) =>
      all.map((one, index) => ({
        ...one,
        subject_id,
        previous: all[index - 1]?.second ?? -Infinity,
      })),
    )
    const counted = outcomes.filter(
      ({ positive, second }) => positive && second >= from && second <= told,
    )
    return {
      warnings: warnings.length,
      undecided: undecided.length,
      undecided_already_true: undecided.filter(({ lead }) => lead !== null).length,
      outside_population: {
        warnings: outside.length,
        decided: outsideDecided.length,
        with_outcome: outsideDecided.filter(({ lead }) => lead !== null).length,
      },
      precision: { hits: decided.filter(({ lead }) => lead !== null).length, size: decided.length },
      recall: {
        hits: counted.filter((one) => warnings.some((warning) => foresees(outcome, warning, one)))
          .length,
        size: counted.length,
      },
      leads: decided.flatMap(({ lead }) => lead ?? []).sort((a, b) => a - b),
    }
  }
  return {
    ledger: measure(ledger.warnings, known),
    hindsight: measure(
      hindsight,
      sightingsOf(versions, types, ({ content }) => msOfInstant(content.occurred_at)),
    ),
    base: baseOf(rule, outcome, { instants, sightings: known, from, told }),
    withdrawn: ledger.withdrawn,
  }
}

/** Without those that by source are known only after the end of the data. */
function knownBy(
  last_ms: number,
  by: OrderOfKnowing,
  { statements, notices, ...stated }: Stated,
): Stated {
  const isKnown = (at: KnowledgePoint): boolean =>
    at.by === 'platform' || msOfInstant(at.reported_at) <= last_ms
  return {
    ...stated,
    statements: statements.filter((statement) => isKnown(statedFrom(statement, by))),
    notices: notices.filter((notice) => isKnown(noticeKnownAt(by, notice))),
  }
}

function ledgerOf(
  rule: Rule,
  { events, versions, ...stated }: OracleLog,
  by: OrderOfKnowing,
  last_ms: number,
) {
  const end: KnowledgePoint = {
    by: 'source',
    reported_at: instantFromMs(last_ms),
    position: Number.MAX_SAFE_INTEGER,
  }
  const moments =
    by === 'source'
      ? sourceMoments(rule, versions, end, stated)
      : events.map(({ position, recorded_at }) => ({
          knownAt: { by: 'platform', position } as const,
          clock: minute(msOfInstant(recorded_at)),
        }))
  const intervals = referenceLedger(rule, versions, moments, stated)
  const msOf = (point: KnowledgePoint): number =>
    point.by === 'source'
      ? msOfInstant(point.reported_at)
      : msOfInstant(events[point.position - 1]!.recorded_at)
  const byWarning = [
    ...Map.groupBy(intervals, ({ subject_id, anchor }) => `${subject_id}\n${anchor}`).values(),
  ]
  return {
    warnings: byWarning.map((all) => ({
      subject_id: all[0]!.subject_id,
      known_ms: Math.min(...all.map(({ raised }) => msOf(raised))),
    })),
    withdrawn: byWarning.filter((all) => all.every(({ withdrawn }) => withdrawn !== null)).length,
  }
}

function instantsOf(outcome: Outcome, facts: readonly KnownFact[]): Map<string, Instant[]> {
  const of = facts.filter((fact) => selects(outcome.of, fact))
  const isPositive = (fact: KnownFact): boolean => {
    if (outcome.form === 'within') return true
    const { answer } = outcome
    if ('is' in answer) return holds(answer.is, fact)
    const tie = tieOf(answer.match, fact)
    return (
      tie !== undefined &&
      facts.some(
        (other) =>
          other.subject_id === fact.subject_id &&
          other.second === fact.second &&
          selects(answer.has, other) &&
          tieOf(answer.match, other) === tie,
      )
    )
  }
  const bySubject = Map.groupBy(of, (fact) => fact.subject_id)
  return new Map(
    [...bySubject].map(([subject_id, own]) => {
      const seconds = [...Map.groupBy(own, (fact) => fact.second)]
      const instants = seconds.map(([second, same]) => ({
        second,
        positive: same.some(isPositive),
      }))
      return [subject_id, instants.sort((a, b) => a.second - b.second)]
    }),
  )
}

function judge(
  outcome: Outcome,
  instants: readonly Instant[],
  warning: KnownWarning,
  told: number,
) {
  const known = Math.floor(warning.known_ms / 1_000)
  const next = instants.find(({ second }) => second > known)
  const decided =
    outcome.form === 'within'
      ? known + outcome.within_seconds < told
      : next !== undefined && next.second <= told
  const isTrue =
    next !== undefined &&
    (outcome.form === 'within' ? next.second - known <= outcome.within_seconds : next.positive)
  return { decided, lead: isTrue ? next.second - known : null }
}

function foresees(
  outcome: Outcome,
  { subject_id, known_ms }: KnownWarning,
  one: { readonly subject_id: string; readonly second: number; readonly previous: number },
): boolean {
  const known = Math.floor(known_ms / 1_000)
  if (subject_id !== one.subject_id || known >= one.second) return false
  return outcome.form === 'within'
    ? one.second - known <= outcome.within_seconds
    : known >= one.previous
}

/** By subject: the seconds at which it was seen, and the first at which it was gone. */
interface Sightings {
  readonly seen: ReadonlyMap<string, readonly number[]>
  readonly gone: ReadonlyMap<string, number>
}

type Told = Exclude<FactVersion, { readonly kind: 'retraction' }>

function sightingsOf(
  versions: readonly FactVersion[],
  types: readonly string[],
  msOf: (version: Told) => number,
): Sightings {
  const seen = new Map<string, number[]>()
  const gone = new Map<string, number>()
  for (const version of versions) {
    if (version.kind === 'retraction') continue
    const { subject_id, content } = version
    const second = Math.ceil(msOf(version) / 1_000)
    if (types.includes(content.type))
      seen.set(subject_id, [...(seen.get(subject_id) ?? []), second])
    if (content.type === 'SubjectDeregistered')
      gone.set(subject_id, Math.min(gone.get(subject_id) ?? Infinity, second))
  }
  return { seen, gone }
}

/** Whether the subject could have the outcome, as far as is known at the second. */
function isMember(
  outcome: Outcome,
  { seen, gone }: Sightings,
  subject_id: string,
  second: number,
): boolean {
  const before = (seen.get(subject_id) ?? []).filter((sighting) => sighting <= second)
  if (outcome.form === 'next') return before.length > 0
  const isGone = second >= (gone.get(subject_id) ?? Infinity)
  return !isGone && before.some((sighting) => second - sighting <= outcome.seen_within_seconds)
}

function baseOf(
  rule: Rule,
  outcome: Outcome,
  looked: {
    readonly instants: ReadonlyMap<string, readonly Instant[]>
    readonly sightings: Sightings
    readonly from: number
    readonly told: number
  },
): OracleShare {
  const { instants, sightings, from, told } = looked
  const members = [...sightings.seen.keys()].flatMap((subject_id): boolean[] => {
    const own = instants.get(subject_id) ?? []
    if (outcome.form === 'next') {
      const inSpan = own.filter(({ second }) => second >= from && second <= told)
      return inSpan
        .filter(({ second }) => isMember(outcome, sightings, subject_id, second - 1))
        .map(({ positive }) => positive)
    }
    const weeks: boolean[] = []
    const first = secondOfWeek(
      weekOfSecond(from - 1, rule.utc_offset_seconds) + 1,
      rule.utc_offset_seconds,
    )
    for (let week = first; week + outcome.within_seconds < told; week += SECONDS_OF_WEEK) {
      if (!isMember(outcome, sightings, subject_id, week)) continue
      weeks.push(own.some(({ second }) => second > week && second - week <= outcome.within_seconds))
    }
    return weeks
  })
  return { hits: members.filter(Boolean).length, size: members.length }
}

function minute(ms: number) {
  return instantFromMs(Math.floor(ms / 60_000) * 60_000)
}
