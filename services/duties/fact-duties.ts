import type { DutyToOpen } from '@jianwei/events/duty/decider.ts'
import { endingOf } from '@jianwei/events/duty/due.ts'
import { DUTIES_SOURCE, type DutyCancelled } from '@jianwei/events/duty/events.ts'
import { streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { versionOf, type FactVersion } from '@jianwei/events/fact.ts'
import { instantFromMs, secondOfInstant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { isLimitInForce, type FactLimit } from '@jianwei/projections/limits/limit-row.ts'
import { carriedSecond } from '@jianwei/projections/rules/facts/carried-time.ts'
import { fieldValue, selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import type { KnownFact } from '@jianwei/projections/rules/facts/known-fact.ts'
import { tieOf } from '@jianwei/projections/rules/facts/match-fields.ts'
import { dutyIdOf } from '#/duties/duty-aggregate.ts'
import { calendarOf, causeOf, type DutyPage } from '#/duties/duty-page.ts'
import type { StandingTerms } from '#/duties/standing-terms.ts'

/*
 * Duties of departments, opened by a fact and met by another, as the table of limits says it in the
 * words of a rule of kind `deadline`. The rule goes on judging the same duty from the facts alone,
 * with every late report and correction; the clock counts down while there is time, can be extended
 * and paused, and says what was known when it gave its marks.
 *
 *  - The clock runs only where the rule is published: it has been read, and somebody wants it.
 *  - A duty whose end had passed when its fact was reported opens no clock: history that is loaded
 *    is for the rules. Neither does one whose answer nobody feeds, nor one that was answered
 *    before. Each is counted (`Unopened`).
 *  - A fact that is retracted or corrected ends its clock; a corrected one begins anew from what it
 *    says now. What met a duty and is retracted later does not open it again: the rule says so.
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
  if (version.kind !== 'original') await endClocks(page, event, version)
  if (version.kind === 'retraction') return
  const fact = knownFact(version)
  for (const limit of parts.terms.factLimits) {
    const { duty, answer } = limit.parameters
    if (selects(answer, fact)) await meet(page, event, limit, fact)
    if (selects(duty, fact)) await open(parts, page, event, limit, fact)
  }
}

async function endClocks(
  page: DutyPage,
  event: RecordedEvent,
  version: FactVersion,
): Promise<void> {
  const cause: DutyCancelled['cause'] =
    version.kind === 'retraction' ? 'fact_retracted' : 'fact_corrected'
  for (const { opened } of await page.ofFact(version.fact_id)) {
    const reason = version.kind === 'retraction' ? '事实已撤回' : '事实已更正，重新起算'
    const data = { duty_id: opened.duty_id, actor: DUTIES_SOURCE, reason, cause }
    await page.decide({ type: 'CancelDuty', data }, causeOf(event))
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

async function open(
  { log, terms, onUnopened }: FactDutiesParts,
  page: DutyPage,
  event: RecordedEvent,
  limit: FactLimit,
  fact: KnownFact,
): Promise<void> {
  const unopened = (why: Unopened): void => onUnopened(why, limit.id)
  if (!isLimitInForce(limit, fact.second)) return unopened('not_in_force')
  const tie = tieOf(limit.parameters.match, fact)
  if (tie === undefined) return unopened('no_tie')
  const { due } = limit.parameters
  const offset = limit.terms.utc_offset_minutes * 60
  const until =
    due.in === 'field' ? carriedSecond(due, fieldValue(fact, due.field), offset) : undefined
  if (due.in === 'field' && until === undefined) return unopened('no_end')
  const opened_at = fact.content.occurred_at
  const its = {
    ...limit.terms,
    until: until === undefined ? null : instantFromMs(until * 1_000),
  }
  const calendar = calendarOf(terms.calendars, event.region)
  const ending = endingOf({ terms: its, opened_at, extensions: [], pauses: [], calendar })
  if (ending.due_at !== null && ending.due_at < event.recorded_at) return unopened('past')
  const { department, region } = fact.content
  if (!terms.isFed(limit, { department, region }, fact.second)) return unopened('not_fed')
  if (await isAnswered(log, event, limit, fact, tie)) return unopened('answered')
  const opening = {
    kind: limit.id,
    about_id: fact.fact_id,
    part: null,
    opened_by: event.event_id,
  }
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
  await page.open(data, causeOf(event))
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
  for await (const earlier of log.read(streamOf('subject', duty.subject_id))) {
    if (earlier.position >= event.position) break
    const version = versionOf(earlier)
    if (version === undefined) continue
    answers.delete(version.fact_id)
    if (version.kind === 'retraction') continue
    const fact = knownFact(version)
    const answersIt =
      selects(answer, fact) && fact.second >= duty.second && tieOf(match, fact) === tie
    if (answersIt) answers.add(version.fact_id)
  }
  return answers.size > 0
}

function knownFact(version: Exclude<FactVersion, { readonly kind: 'retraction' }>): KnownFact {
  const { fact_id, subject_id, source, content } = version
  const second = secondOfInstant(content.occurred_at)
  // Rows of the table select by the fact alone.
  const nothing = { subject_value: () => undefined, rank_for: () => 0 }
  return { fact_id, subject_id, source, content, second, ...nothing }
}
