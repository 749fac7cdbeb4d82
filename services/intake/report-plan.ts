import { factIdOf, type FactReference } from '@jianwei/events/fact.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { derivedId, type EventId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { correctionEvent, retractionEvent } from '#/intake/amendment-events.ts'
import { hashOf, RETRACTED, saidBy } from '#/intake/content.ts'
import type { FactHistories, FactHistory, FactVersion } from '#/intake/fact-histories.ts'
import { subjectChanged, type Plan, type PlannedEvent } from '#/intake/planned-input.ts'
import type { ExchangeReport, ReportedFact } from '#/intake/reading.ts'

/**
 * What a record of the government exchange format is in the log. Each is a report: what its source
 * said of a fact at a time of its own, `cd_time`, which is the source's order of knowing. The log
 * keeps each report once:
 *
 *  - the first insert is the fact; whatever comes later, insert, update or delete, is an amendment
 *    with the report's time;
 *  - a report that the log has is a duplicate, also when others came in between;
 *  - one that says at another time what stands already changes nothing and is answered as a
 *    duplicate; its time is kept, so that a report from in between that arrives later does not
 *    stand by source;
 *  - one from before the first report of the fact makes that one an amendment too, because a first
 *    report ranks below all amendments.
 */

export function factsOfReport({ statements }: ExchangeReport): EventId[] {
  return statements.map(({ fact }) => factIdOf(fact))
}

/** Throws nothing; adds what it plans to the histories. */
export function planReport(report: ExchangeReport, histories: FactHistories): Plan {
  for (const { fact, subject_id } of report.statements) {
    const { first, isOfFact } = histories.of(factIdOf(fact))
    if (first !== undefined && (first.event.subject_id !== subject_id || !isOfFact))
      return subjectChanged(fact.source)
  }
  const planned: PlannedEvent[] = []
  for (const statement of report.statements) {
    const history = histories.of(factIdOf(statement.fact)).about(statement.subject_id)
    for (const one of planStatement(statement, report, history)) {
      planned.push(one)
      if (one.held === 'nothing') histories.add(one.event)
    }
  }
  return { ok: true, events: planned }
}

/** The amendment that a statement is, unless it is the first report of its fact. */
export function reportedAmendment(statement: ReportedFact, report: ExchangeReport): NewEvent {
  const { fact, subject_id, event } = statement
  const { operation, batch, reported_at, repeats } = report
  const said = event === undefined ? RETRACTED : saidBy(event)
  const told = {
    id: reportId(fact, said, report, repeats),
    reason: `${operation} in batch ${batch}`,
    occurred_at: reported_at,
    reported_at,
    causation_id: batchCause(report),
  }
  return event === undefined
    ? retractionEvent(fact, subject_id, told)
    : correctionEvent(event, told)
}

/** The batch, as the cause of what came with it. */
function batchCause({ batch }: Pick<ExchangeReport, 'batch'>): string {
  return `cd_batch:${batch}`.slice(0, 255)
}

function planStatement(
  statement: ReportedFact,
  report: ExchangeReport,
  history: FactHistory,
): PlannedEvent[] {
  const { reported_at: at } = report
  const { first, standing } = history
  const amendment = reportedAmendment(statement, report)
  const said = statement.event === undefined ? RETRACTED : saidBy(statement.event)
  const again = history.versions.find(
    (version) =>
      version.event.event_id === amendment.event_id ||
      (version === first && isSame(version, said, report)),
  )
  if (again !== undefined) return [{ event: again.event, answer: 'accepted', held: 'same' }]
  if (standing === undefined) return firstOfFact(statement, report, amendment)
  if (statement.is_absent && standing.said === RETRACTED) return []
  if (isBeforeAll(history, at) && report.operation === 'insert' && statement.event !== undefined)
    return [{ event: firstReport(statement.event, report), answer: 'accepted', held: 'nothing' }]
  const sameTime = history.versions.find(
    (version) => version.said === said && timeOf(version) === at,
  )
  const before = timeOf(standing)
  if (standing.said === said) {
    // One that came before what stands, and was reported after it, is kept once more: what it came
    // after is older than it.
    const isHeld = sameTime !== undefined && (before === null || at <= before)
    if (statement.is_absent || isHeld)
      return [{ event: standing.event, answer: 'accepted', held: 'same' }]
    return [
      ...firstAsAmendment(history, at),
      { event: amendment, answer: 'duplicate', held: 'nothing' },
    ]
  }
  // In another batch: sent again from before what stands.
  if (sameTime !== undefined && before !== null && at < before)
    return [{ event: sameTime.event, answer: 'accepted', held: 'same' }]
  return [
    ...firstAsAmendment(history, at),
    { event: amendment, answer: 'corrected', held: 'nothing' },
  ]
}

function firstOfFact(
  statement: ReportedFact,
  report: ExchangeReport,
  amendment: NewEvent,
): PlannedEvent[] {
  if (report.operation !== 'insert')
    return [{ event: amendment, answer: 'corrected', held: 'nothing' }]
  // What an insert does not say of a fact that nobody knows needs no words.
  if (statement.event === undefined) return []
  return [{ event: firstReport(statement.event, report), answer: 'accepted', held: 'nothing' }]
}

function firstReport(event: NewEvent, report: ExchangeReport): NewEvent {
  return { ...event, causation_id: event.causation_id ?? batchCause(report) }
}

/** The fact has amendments and no first report, and all of them were reported after this. */
function isBeforeAll({ first, amendments }: FactHistory, at: Instant): boolean {
  return (
    first === undefined &&
    amendments.every((version) => version.reported_at !== null && at < version.reported_at)
  )
}

/**
 * A first report ranks below all amendments, whatever was reported when. Before a report from an
 * earlier time is kept, the first report is kept as an amendment too, with its own time.
 */
function firstAsAmendment({ first, amendments }: FactHistory, at: Instant): PlannedEvent[] {
  if (first === undefined || first.reported_at === null || at >= first.reported_at) return []
  const reportedAt = first.reported_at
  // Also one that said something else at the same time: by source it took the position of the first
  // report at once.
  if (amendments.some((version) => version.reported_at === reportedAt)) return []
  const { source, source_event_id } = first.event
  const fact = { source, id: source_event_id }
  const said = hashOf(first.said)
  const event = correctionEvent(first.event, {
    id: `report:${derivedId('exchange-first-report', factIdOf(fact), said, reportedAt)}`,
    reason: 'the first report, in its place among reports that came later',
    occurred_at: reportedAt,
    reported_at: reportedAt,
    causation_id: first.event.event_id,
  })
  return [{ event, answer: 'nothing', held: 'nothing' }]
}

/**
 * The first report is no amendment and has no id of a report: its batch is its cause. Older logs do
 * not say the batch.
 */
function isSame(first: FactVersion, said: string, report: ExchangeReport): boolean {
  if (report.repeats > 0 || first.said !== said || timeOf(first) !== report.reported_at)
    return false
  const cause = first.event.causation_id
  return cause === null || !cause.startsWith('cd_batch:') || cause === batchCause(report)
}

function timeOf({ reported_at }: FactVersion): Instant | null {
  return reported_at
}

function reportId(
  fact: FactReference,
  said: string,
  report: ExchangeReport,
  repeats: number,
): string {
  const { batch, reported_at } = report
  const parts = [factIdOf(fact), batch, reported_at, hashOf(said), String(repeats)]
  return `report:${derivedId('exchange-report', ...parts)}`
}
