import type { DutyToOpen } from '@jianwei/events/duty/decider.ts'
import { endingOf } from '@jianwei/events/duty/due.ts'
import { DUTIES_SOURCE, type DutyCancelled } from '@jianwei/events/duty/events.ts'
import { streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { versionOf, type FactVersion } from '@jianwei/events/fact.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { isLimitInForce, type FactLimit } from '@jianwei/projections/limits/limit-row.ts'
import { selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import type { KnownFact } from '@jianwei/projections/rules/facts/known-fact.ts'
import { tieOf } from '@jianwei/projections/rules/facts/match-fields.ts'
import { dutyIdOf } from '#/duties/duty-aggregate.ts'
import { calendarOf, causeOf, type DutyPage, type PlacedDuty } from '#/duties/duty-page.ts'
import { historyOf, type FactHistory } from '#/duties/fact-history.ts'
import { isClockOf, isSameDuty, knownFact, owedBy, type OwedDuty } from '#/duties/owed-by-fact.ts'
import type { StandingTerms } from '#/duties/standing-terms.ts'

/*
 * Duties of departments, opened by a fact and met by another, as the table of limits says it in the
 * words of a rule of kind `deadline`. The rule goes on judging the same duty from the facts alone,
 * with every late report and correction; the clock counts down while there is time, can be extended
 * and paused, and says what was known when it gave its marks.
 *
 *  - The clock runs only where the rule is published: it has been read, and somebody wants it.
 *  - A duty whose end had passed when it was reported first opens no clock: history that is loaded
 *    is for the rules. Neither does one whose answer nobody feeds, nor one that was answered
 *    before. Each is counted (`Unopened`).
 *  - A fact that is retracted ends its clock. A corrected one leaves the clock as it is where the
 *    same is owed by the same body since the same time; else the clock ends and begins anew from
 *    what the fact says now, and breached where that end has passed.
 *  - An amendment that came before its original is in force, and the original says nothing.
 *  - What met a duty and is retracted later does not open it again: the rule says so.
 */

/** Why a fact that a row selects opened no clock. */
export type Unopened =
  | 'no_limit'
  | 'past'
  | 'not_fed'
  | 'answered'
  | 'no_tie'
  | 'no_end'
  | 'not_in_force'

export interface FactDutiesParts {
  readonly log: EventLog
  readonly terms: StandingTerms
  readonly onUnopened: (why: Unopened, kind: string) => void
}

/** What follows for duties from a fact, a correction or a retraction. */
export async function dutiesOfFact(
  parts: FactDutiesParts,
  page: DutyPage,
  event: RecordedEvent,
): Promise<void> {
  const version = versionOf(event)
  if (version === undefined) return
  const fact = version.kind === 'retraction' ? undefined : knownFact(version)
  const limits = parts.terms.factLimits.filter(
    ({ parameters: { duty, answer } }) =>
      fact !== undefined && (selects(duty, fact) || selects(answer, fact)),
  )
  const open = version.kind === 'original' ? [] : await page.ofFact(version.fact_id)
  if (limits.length === 0 && open.length === 0) return
  const history = await historyOf(parts.log, version)
  if (history.isOverruled) return
  const said: SaidAnew = { event, version, history }
  const kept = await endClocks(page, said, open, keeping(limits, fact))
  if (fact === undefined) return
  for (const limit of limits) {
    const { duty, answer } = limit.parameters
    if (selects(answer, fact)) await meet(page, event, limit, fact)
    if (selects(duty, fact) && !kept.has(limit.id)) await begin(parts, page, said, limit, fact)
  }
}

/** A version of a fact that is in force now, and what was said before it. */
interface SaidAnew {
  readonly event: RecordedEvent
  readonly version: FactVersion
  readonly history: FactHistory
}

/** Ends open clocks of the fact. Gives the rows of which a clock goes on, one for each. */
async function endClocks(
  page: DutyPage,
  { event, version, history }: SaidAnew,
  open: readonly PlacedDuty[],
  isKept: (clock: PlacedDuty) => boolean,
): Promise<ReadonlySet<string>> {
  const cause: DutyCancelled['cause'] =
    version.kind === 'retraction' ? 'fact_retracted' : 'fact_corrected'
  const reason = version.kind === 'retraction' ? '事实已撤回' : '事实已更正，重新起算'
  // Where the event is handled again, the clocks that it and later ones opened are theirs.
  const later = new Set<string>(history.later.map(({ event_id }) => event_id))
  const kept = new Set<string>()
  for (const clock of open) {
    const { duty_id, limit_id, opened_by } = clock.duty.opened
    if (later.has(opened_by)) continue
    if (!kept.has(limit_id) && isKept(clock)) {
      kept.add(limit_id)
      continue
    }
    const data = { duty_id, actor: DUTIES_SOURCE, reason, cause }
    await page.decide({ type: 'CancelDuty', data }, causeOf(event))
  }
  return kept
}

/** Whether a clock says already what the fact says now. */
function keeping(
  limits: readonly FactLimit[],
  fact: KnownFact | undefined,
): (clock: PlacedDuty) => boolean {
  return (clock) => {
    const limit = limits.find(({ id }) => id === clock.duty.opened.limit_id)
    if (limit === undefined || fact === undefined) return false
    if (!selects(limit.parameters.duty, fact)) return false
    const owed = owedBy(limit, fact)
    return typeof owed !== 'string' && isClockOf(clock, owed)
  }
}

async function meet(
  page: DutyPage,
  event: RecordedEvent,
  limit: FactLimit,
  fact: KnownFact,
): Promise<void> {
  const tie = tieOf(limit.parameters.match, fact)
  if (tie === undefined) return
  for (const { opened } of await page.ofTie(limit.id, fact.subject_id, tie)) {
    if (secondOfInstant(opened.opened_at) > fact.second) continue
    const data = {
      duty_id: opened.duty_id,
      actor: DUTIES_SOURCE,
      reason: limit.title.zh,
      met_by: event.event_id,
      met_at: fact.content.occurred_at,
    }
    await page.decide({ type: 'MeetDuty', data }, causeOf(event))
  }
}

async function begin(
  { log, terms, onUnopened }: FactDutiesParts,
  page: DutyPage,
  { event, version, history }: SaidAnew,
  limit: FactLimit,
  fact: KnownFact,
): Promise<void> {
  const unopened = (why: Unopened): void => onUnopened(why, limit.id)
  if (!isLimitInForce(limit, fact.second)) return unopened('not_in_force')
  const owed = owedBy(limit, fact)
  if (typeof owed === 'string') return unopened(owed)
  const { tie, until, opened_at, department, region } = owed
  const its = { ...limit.terms, until }
  const calendar = calendarOf(terms.calendars, region)
  const { due_at } = endingOf({ terms: its, opened_at, extensions: [], pauses: [], calendar })
  const isHistory = due_at !== null && due_at < firstReport(limit, history, event)
  if (isHistory) return unopened('past')
  if (!terms.isFed(limit, { department, region }, fact.second)) return unopened('not_fed')
  if (await isAnswered(log, event, limit, fact, tie)) return unopened('answered')
  if (await hadClock(page, history, limit, owed)) return
  const opening = openingOf(limit, version.fact_id, event.event_id)
  const data: DutyToOpen = {
    ...opening,
    duty_id: dutyIdOf(opening),
    actor: DUTIES_SOURCE,
    reason: limit.title.zh,
    title: limit.title,
    about: 'fact',
    limit_id: limit.id,
    limit_version: terms.version ?? 1,
    terms: its,
    opened_at,
    unit: terms.unitOf(department, region, opened_at),
    owner: null,
    department,
    tie,
  }
  await page.open(data, causeOf(event, region))
}

function openingOf({ id: kind }: FactLimit, about_id: FactId, opened_by: EventId) {
  return { kind, about_id, part: null, opened_by }
}

/** When the fact was first reported as such a duty. */
function firstReport({ parameters }: FactLimit, { known }: FactHistory, event: RecordedEvent) {
  const first = known.find(
    (version) => version.kind !== 'retraction' && selects(parameters.duty, knownFact(version)),
  )
  return (first ?? event).recorded_at
}

/**
 * Whether an earlier version opened a clock for the same that was met, or that a later version
 * ended: an event that is handled again finds what came after it.
 */
async function hadClock(
  page: DutyPage,
  { known, later }: FactHistory,
  limit: FactLimit,
  owed: OwedDuty,
): Promise<boolean> {
  const followers = later.slice(1).map(({ event_id }): string => event_id)
  for (const version of known.slice(0, -1)) {
    if (version.kind === 'retraction') continue
    const fact = knownFact(version)
    if (!selects(limit.parameters.duty, fact)) continue
    const before = owedBy(limit, fact)
    if (typeof before === 'string' || !isSameDuty(before, owed)) continue
    const dutyId = dutyIdOf(openingOf(limit, version.fact_id, version.event_id))
    const ended = await page.ended(dutyId)
    if (ended === undefined) continue
    if (ended.state === 'met' || followers.includes(ended.by ?? '')) return true
  }
  return false
}

/** Whether what answers it was reported before it: its subject's stream says so. */
async function isAnswered(
  log: EventLog,
  event: RecordedEvent,
  { parameters: { answer, match } }: FactLimit,
  duty: KnownFact,
  tie: string,
): Promise<boolean> {
  const answers = new Set<string>()
  const amended = new Set<string>()
  for await (const earlier of log.read(streamOf('subject', duty.subject_id))) {
    if (earlier.position >= event.position) break
    const version = versionOf(earlier)
    if (version === undefined) continue
    if (version.kind !== 'original') amended.add(version.fact_id)
    else if (amended.has(version.fact_id)) continue
    answers.delete(version.fact_id)
    if (version.kind === 'retraction') continue
    const fact = knownFact(version)
    const answersIt =
      selects(answer, fact) && fact.second >= duty.second && tieOf(match, fact) === tie
    if (answersIt) answers.add(version.fact_id)
  }
  return answers.size > 0
}
