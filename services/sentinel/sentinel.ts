import type { Ordinal, Position } from '@jianwei/events/envelope.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { AppendedEvent, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { NO_TRACING, SPAN_LINKS_MAX, type Tracing } from '@jianwei/events/ports/tracing.ts'
import type { NewestEvents } from '@jianwei/projections/ports/newest-events.ts'
import type {
  ProjectedPosition,
  ProjectedPositionSource,
} from '@jianwei/projections/ports/projected-position.ts'
import { statedAnew } from '@jianwei/projections/rules/compiler/judged-duties-sql.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { fieldsAskedBy } from '@jianwei/projections/rules/compiler/asked-fields.ts'
import { HeldFacts, type HeldFactsView } from '@jianwei/projections/evaluation/held-facts.ts'
import { HeldGroups, type HeldGroupsView } from '@jianwei/projections/evaluation/held-groups.ts'
import {
  isSnapshotRule,
  reachOf,
  watchedTypes,
  type FactRule,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { AHEAD_ENTRIES_MAX, alertAhead } from '#/alerting/alert-ahead.ts'
import { EvidenceChanges } from '#/alerting/evidence-changes.ts'
import { raiseAlerts, type AlertingRecord, type AlertingParts } from '#/alerting/alerting.ts'
import { followAlerts } from '#/alerting/follow-alerts.ts'
import { SilencesAsKnown } from '#/alerting/silences-as-known.ts'
import { appendDecided } from '#/commands/handle-commands.ts'
import type { LogPoint } from '#/commands/reaction.ts'
import { NOTHING_EVALUATED, type EvaluatedSince } from '#/evaluation/evaluated-since.ts'
import { FieldsKept, type FieldsKeptView } from '@jianwei/projections/evaluation/fields-kept.ts'
import { evaluateGroups } from '#/evaluation/evaluate-groups.ts'
import { evaluate, evaluateSnapshots } from '#/evaluation/evaluate.ts'
import { DueSubjects, type DueSubjectsView } from '#/evaluation/due-subjects.ts'
import { newsBetween } from '#/evaluation/news.ts'
import { placedEntries } from '#/evaluation/placed-entries.ts'
import { SHADOW_LEDGER, WARNINGS_LEDGER, type Ledger, type Boundary } from '#/evaluation/ledger.ts'
import { assertSameWarehouse, logOfSameWarehouse } from '#/commands/projected-still.ts'
import { dropLeftScratchTables } from '#/evaluation/scratch-tables.ts'
import {
  loadSentinelRecord,
  saveSentinelRecord,
  type SentinelRecord,
} from '#/sentinel/sentinel-record.ts'
import { restAfter } from '#/sentinel/round-rest.ts'
import { tellRound } from '#/sentinel/round-span.ts'
import { ruleNames, touchedSubjects, type TouchedBy } from '#/evaluation/touched-subjects.ts'
import type { RulesInForce, RuleSource, UnreadableRule } from '#/rules/rule-book.ts'

/*
 * Evaluates the rules at one boundary of the log after another:
 *
 *  1. Wait until the warehouse is beyond the last boundary, and holds everything that the sentinel
 *     itself has appended.
 *  2. Evaluate: the warnings of the touched subjects and groups, and of everybody where the clock
 *     came to a snapshot, compared with the ledger; append the difference. The rules are those that
 *     the log has published or put in shadow up to the boundary, each kind with a ledger of its
 *     own. A rule that the last boundary did not have looks at everything; one that was retired
 *     since is left as it is.
 *  3. Alert: let alerting, which follows the log, catch up to the boundary; then, where nothing
 *     speaks against it, go on over what was appended just now.
 *  4. Let follow for alerts what does not come from warnings: links close, alerts gather under
 *     their cause, closed ones hear of their facts, ends of silences are announced.
 *  5. Save how far it came. A crash before that repeats the round, and every append of it is a
 *     duplicate.
 *
 * The clock is that of the boundary's own event, floored to the minute, so that a replay says the
 * same. It goes back only where times of recording were corrected; then everything is evaluated
 * anew, and what had been raised too early is withdrawn.
 */

export interface SentinelOptions extends Omit<AlertingParts, 'rules' | 'silences'> {
  readonly rules: RuleSource
  readonly checkpoints: CheckpointStore
  readonly projected: ProjectedPositionSource
  /** What a projector in this process has written. Default: all news are read from the log. */
  readonly newest?: NewestEvents
  readonly signal: AbortSignal
  /** Told where it stands at the start, and after each round. */
  readonly onRound: (round: SentinelRound) => void
  /** How much facts of subjects may take in memory. Default: nothing is held. */
  readonly facts_held_bytes?: number
  /** Told how long the process worked on a rule in a round, `id@version`, without statements. */
  readonly onEvaluated?: (rule: string, took_ms: number) => void
  /** Where rounds are spans. Default: nowhere. */
  readonly tracing?: Tracing
}

/** What a round did, for metrics and the console. */
export interface SentinelRound {
  readonly position: Position
  /** How many events the log holds up to there. */
  readonly ordinal: Ordinal
  readonly subjects: number
  /** Warnings and alert events appended. */
  readonly entries: number
  readonly duration_ms: number
  /** Rules that should have been evaluated and could not. */
  readonly unreadable: readonly UnreadableRule[]
  /** Who falls due next. */
  readonly due: DueSubjectsView
  /** Rules of which the groups have more facts than are held: their statements are asked. */
  readonly dense: readonly string[]
  /** Facts of subjects that are in memory. */
  readonly held: HeldFactsView
  /** Groups of which is held when their facts lie. */
  readonly groups: HeldGroupsView
  /** Fields that rules name and that are being filled. */
  readonly fields: FieldsKeptView
}

const APPENDS_MAX = 1_000
const SENTINEL_ASKS = { purpose: 'sentinel:statements', lane: 'rules' } as const
const START = 0 as Position
const NOTHING_SEEN = { position: START, ordinal: 0 as Ordinal }
const MINUTE_MS = 60_000
/** Of the memory that facts may take: what groups take, subjects do not. */
const GROUPS_SHARE = 0.5

/**
 * Runs until the signal aborts. Throws CheckpointConflict when another sentinel has taken over,
 * StreamConflict to be started again.
 */
export async function runSentinel(options: SentinelOptions): Promise<void> {
  await dropLeftScratchTables(options.warehouse)
  let owned = await loadSentinelRecord(options.checkpoints)
  // Entries of a round that was cut short must be in the warehouse before the ledger is compared.
  let appended: Position = await options.log.head()
  // The first round is at the end of the log, also when nothing new has come: a rule may load that
  // did not load before.
  let evaluated = START
  const silences = new SilencesAsKnown(options.warehouse)
  const kept: Kept = {
    dues: new DueSubjects(),
    held: new HeldFacts(options.facts_held_bytes ?? 0),
    groups: new HeldGroups(Math.floor((options.facts_held_bytes ?? 0) * GROUPS_SHARE)),
    dense: new Set(),
    fields: new FieldsKept(options.warehouse, () => performance.now()),
  }
  options.onRound({
    ...NOTHING_SEEN,
    subjects: 0,
    entries: 0,
    duration_ms: 0,
    unreadable: [],
    due: kept.dues.view,
    held: kept.held.view,
    groups: kept.groups.view,
    fields: kept.fields.view,
    dense: [],
  })
  while (!options.signal.aborted) {
    const seen = Math.max(evaluated, appended - 1) as Position
    const asked = performance.now()
    const projected = await beyond(options, seen)
    if (projected === undefined) return
    const [started, started_ms] = [performance.now(), Date.now()]
    const assertSame = () => assertSameWarehouse(options.projected, projected, options.signal)
    const guarded = { ...options, log: logOfSameWarehouse(options.log, assertSame) }
    const { record, round, written } = await runRound(
      { ...guarded, silences, ...kept },
      owned.record,
      projected,
    )
    await assertSame()
    owned = await saveSentinelRecord(options.checkpoints, owned, record)
    evaluated = record.evaluated
    if (round.entries > 0) appended = await options.log.head()
    const duration_ms = performance.now() - started
    options.onRound({ ...round, duration_ms })
    const told = { started_ms, subjects: round.subjects, entries: round.entries, written }
    await tellRound(options.log, options.tracing ?? NO_TRACING, told)
    const events_behind = await eventsBehind(options)
    const pause = restAfter({ duration_ms, waited_ms: started - asked, events_behind })
    await sleep(pause, undefined, { signal: options.signal }).catch(() => {})
  }
}

/** Events that the log holds and the warehouse does not, as of the last look at that. */
async function eventsBehind({ log, projected }: SentinelOptions): Promise<number> {
  return ((await log.newest())?.ordinal ?? 0) - projected.current().ordinal
}

/** Undefined when the signal aborts. */
async function beyond(
  options: SentinelOptions,
  position: Position,
): Promise<ProjectedPosition | undefined> {
  try {
    return await options.projected.beyond(position, options.signal)
  } catch (error) {
    if (options.signal.aborted) return undefined
    throw error
  }
}

/** What one run knows beside the log. */
interface Kept {
  readonly dues: DueSubjects
  readonly held: HeldFacts
  readonly groups: HeldGroups
  readonly dense: Set<string>
  readonly fields: FieldsKept
}

type RoundOptions = SentinelOptions & Pick<AlertingParts, 'silences'> & Kept

interface Round {
  readonly record: SentinelRecord
  readonly round: Omit<SentinelRound, 'duration_ms'>
  /** Entries of the ledgers, the first of each pass. */
  readonly written: readonly EventId[]
}

async function runRound(
  options: RoundOptions,
  last: SentinelRecord,
  projected: ProjectedPosition,
): Promise<Round> {
  const boundary: Boundary = { position: projected.position, clock: clockAt(projected) }
  // A clock that was ahead has been corrected: what fell due by it is looked at again, of
  // everybody.
  const wasAhead = last.clock !== null && last.clock > boundary.clock
  const record = wasAhead ? { ...last, ...NOTHING_EVALUATED } : last
  const [rules, stated, news] = await Promise.all([
    options.rules.at(boundary.position),
    everStated(options.warehouse, SENTINEL_ASKS),
    newsSince(options, record, boundary),
    options.silences.readTo(boundary.position),
  ])
  let [subjects, entries] = [0, 0]
  const written: EventId[] = []
  const fresh: AppendedEvent[] = []
  await options.fields.follow([...rules.published, ...rules.shadows])
  options.dues.keepOnly([...rules.published, ...rules.shadows])
  const types = [...new Set(subjectRules(rules).flatMap(watchedTypes))]
  const stretch = { after: record.evaluated, up_to: boundary.position }
  options.groups.keepOnly(factRules(rules))
  options.groups.follow({ ...stretch, news })
  options.held.limitTo((options.facts_held_bytes ?? 0) - options.groups.view.bytes)
  const fields = fieldsAskedBy(subjectRules(rules))
  options.held.follow({ ...stretch, news, types, fields })
  for (const pass of passes(rules, record, { stated, boundary })) {
    const done = await evaluatePass(options, pass, boundary, stated, news)
    subjects += done.subjects
    entries += done.entries
    written.push(...done.appended.map(({ event_id }) => event_id).slice(0, SPAN_LINKS_MAX))
    if (pass.ledger === WARNINGS_LEDGER) fresh.push(...done.appended)
  }
  const parts = { ...options, rules: rules.ever_published }
  const upTo = { position: boundary.position, recorded_at: timeAt(projected) }
  const changes = goesOnTogether(record) ? new EvidenceChanges(parts) : undefined
  const alerting = await raiseAlerts(parts, record, upTo, changes)
  const ahead = await alertAhead(parts, alerting.record, upTo, fresh)
  const following = await followAlerts(parts, record.followed, {
    up_to: boundary.position,
    clock: timeAt(projected),
    ...(changes === undefined ? {} : { told_to: alertedTo(alerting.record) }),
  })
  entries += alerting.appended + ahead.appended + following.appended
  return {
    record: {
      ...ahead.record,
      followed: following.followed,
      evaluated: boundary.position,
      evaluated_ordinal: projected.ordinal,
      clock: boundary.clock,
      rules: namesOf(rules),
    },
    round: {
      position: boundary.position,
      ordinal: projected.ordinal,
      subjects,
      entries,
      unreadable: rules.unreadable,
      due: options.dues.view,
      held: options.held.view,
      groups: options.groups.view,
      fields: options.fields.view,
      dense: [...options.dense],
    },
    written,
  }
}

function alertedTo({ alerted, alerted_checkpoint }: AlertingRecord): LogPoint {
  return { position: alerted, checkpoint: alerted_checkpoint }
}

/** Whether alerting and what follows for alerts are at one place of the log. */
function goesOnTogether(record: SentinelRecord): boolean {
  return record.followed.position === record.alerted
}

/** Rules that look at everybody need no news, and there may be very much of it. */
async function newsSince(
  { log, newest, signal }: RoundOptions,
  { evaluated, clock }: SentinelRecord,
  { position }: Boundary,
): Promise<TouchedBy['news']> {
  if (clock === null) return 'by position'
  return newsBetween(log, { after: evaluated, up_to: position }, signal, { newest })
}

/**
 * Rules that are evaluated together: with one ledger, and for the subjects touched since one point.
 */
interface Pass {
  readonly ledger: Ledger
  readonly rules: readonly Rule[]
  readonly since: EvaluatedSince
}

/**
 * Rules that took part at the last boundary go on from there. The others look at everything, and so
 * do those that wait for something of which sources have stated something else since, or that ask
 * of subjects what others decide since.
 */
function passes(
  { published, shadows }: RulesInForce,
  record: SentinelRecord,
  { stated, boundary }: { readonly stated: Stated; readonly boundary: Boundary },
): readonly Pass[] {
  const known = new Set(record.rules)
  const ofLedger = (
    ledger: Ledger,
    rules: readonly Rule[],
    names: (rules: readonly Rule[]) => readonly string[],
  ) => {
    const goesOn = (rule: Rule): boolean =>
      names([rule]).every((name) => known.has(name)) &&
      !statedAnew(rule, stated, { after: record.evaluated, up_to: boundary.position })
    return [
      {
        ledger,
        rules: rules.filter(goesOn),
        since: { ...record, rules: ruleNames(rules.filter(goesOn)) },
      },
      { ledger, rules: rules.filter((rule) => !goesOn(rule)), since: NOTHING_EVALUATED },
    ]
  }
  return [
    ...ofLedger(WARNINGS_LEDGER, published, ruleNames),
    ...ofLedger(SHADOW_LEDGER, shadows, shadowNames),
  ].filter((pass) => pass.rules.length > 0)
}

function namesOf({ published, shadows }: RulesInForce): readonly string[] {
  return [...ruleNames(published), ...shadowNames(shadows)]
}

/**
 * A version that is published is new to the ledger of warnings, although its shadow was evaluated.
 */
function shadowNames(rules: readonly Rule[]): readonly string[] {
  return ruleNames(rules).map((name) => `shadow:${name}`)
}

async function evaluatePass(
  { warehouse, log, dues, held, groups, dense, onEvaluated }: RoundOptions,
  { ledger, rules, since }: Pass,
  boundary: Boundary,
  stated: Stated,
  news: TouchedBy['news'],
): Promise<{
  readonly subjects: number
  readonly entries: number
  /** One more than alerting takes ahead of the warehouse, at most. */
  readonly appended: readonly AppendedEvent[]
}> {
  let entries = 0
  const appended: AppendedEvent[] = []
  let found: StreamAppend[] = []
  // Of many rules together: where their facts lie is asked once.
  const append = async (): Promise<void> => {
    const placed = await placedEntries({ log, warehouse, news }, found, boundary.position)
    found = []
    for (let from = 0; from < placed.length; from += APPENDS_MAX)
      for (const event of await appendDecided(log, placed.slice(from, from + APPENDS_MAX)))
        if (appended.length <= AHEAD_ENTRIES_MAX) appended.push(event)
    entries += placed.reduce((sum, { events }) => sum + events.length, 0)
  }
  const into = { ledger, dues, held, groups, news, dense, onEvaluated }
  const at = { ...boundary, ...stated }
  await using touched = await touchedSubjects(warehouse, rules, since, at, { news, dues })
  const [ofSubjects, ofGroups] = partition(rules)
  for (const evaluation of [
    evaluate(warehouse, ofSubjects.filter(touched.concerns), touched, boundary, stated, into),
    evaluateGroups(warehouse, ofGroups.filter(touched.concerns), since, boundary, stated, into),
    evaluateSnapshots(warehouse, rules.filter(isSnapshotRule), since, boundary, stated, ledger),
  ]) {
    for await (const appends of evaluation) {
      found = [...found, ...appends]
      if (found.length >= APPENDS_MAX) await append()
    }
  }
  await append()
  return { subjects: touched.subjects, entries, appended }
}

function factRules({ published, shadows }: RulesInForce): readonly FactRule[] {
  return [...published, ...shadows].filter((rule) => !isSnapshotRule(rule))
}

function subjectRules({ published, shadows }: RulesInForce): readonly Rule[] {
  return [...published, ...shadows].filter((rule) => reachOf(rule) === 'subject')
}

/** Rules about subjects, and rules about groups. */
function partition(rules: readonly Rule[]): readonly [readonly FactRule[], readonly FactRule[]] {
  const ofFacts = rules.filter((rule) => !isSnapshotRule(rule))
  return [
    ofFacts.filter((rule) => reachOf(rule) === 'subject'),
    ofFacts.filter((rule) => reachOf(rule) === 'group'),
  ]
}

function clockAt(projected: ProjectedPosition): Instant {
  return instantFromMs(Math.floor(msOfInstant(timeAt(projected)) / MINUTE_MS) * MINUTE_MS)
}

function timeAt({ recorded_at }: ProjectedPosition): Instant {
  if (recorded_at === null) throw new TypeError('a projected position beyond 0 has a time')
  return recorded_at
}
