import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { fieldValue } from '#/rules/facts/filter-predicate.ts'
import type { FactAlone, SaidOfFact } from '#/rules/facts/known-fact.ts'
import { secondsByTie, tiedToAny, tieAt } from '#/rules/facts/match-fields.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { anyWithin } from '#/rules/facts/series/sorted-seconds.ts'
import { NOTHING_WAITS, type WaitingFact } from '#/rules/facts/series/waiting.ts'
import { dueSecond, type OpenedDuty } from '#/rules/kinds/deadline/due.ts'
import type { DeadlineRule } from '#/rules/kinds/deadline/parameters.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/** The duties of one subject that nothing answers in time, wherever the clock stands. */
export function unansweredDuties(
  rule: DeadlineRule,
  series: FactSeries,
  calendars: Calendars,
): readonly WaitingFact[] {
  const { duty, answer, match, due } = rule.parameters
  const duties = series.selected(duty)
  if (duties.length === 0) return NOTHING_WAITS
  const answers = secondsByTie(match, series, series.selected(answer))
  const found: WaitingFact[] = []
  for (const place of duties) {
    const second = series.secondAt(place)
    if (!isInForce(rule, second)) continue
    const opened: OpenedDuty = {
      second,
      region: due.in === 'working_days' ? regionAt(series, place) : null,
      carried: due.in === 'field' ? series.valueAt(place, due.field) : undefined,
    }
    const last = dueSecond(due, opened, rule.utc_offset_seconds, calendars)
    if (typeof last !== 'number') continue
    const tie = tieAt(match, series, place)
    if (tie === undefined || anyWithin(answers.get(tie) ?? [], second, last)) continue
    found.push({ place, anchor_second: second, passes_at: last + 1 })
  }
  return found
}

/**
 * When the duties lie that the facts may be tied to: a fact answers none that comes after it. Null
 * where they may be any.
 */
export function dutiesTied(
  { parameters: { duty, match } }: DeadlineRule,
  series: FactSeries,
  facts: readonly SaidOfFact[],
): ReadonlySet<number> | null {
  const isTied = tiedToAny(match, series, facts)
  if (isTied === null) return null
  const last = facts.reduce((latest, { second }) => Math.max(latest, second), -Infinity)
  const seconds = series.secondsAt(series.selected(duty).filter(isTied))
  return new Set(seconds.filter((second) => second <= last))
}

function regionAt(series: FactSeries, place: number): string | null {
  const region = series.valueAt(place, 'region')
  return typeof region === 'string' ? region : null
}

/** Up to which second a duty waits for its answer. */
export function answerDue(
  rule: DeadlineRule,
  duty: FactAlone,
  calendars: Calendars,
): number | undefined {
  const opened = openedBy(rule, duty)
  const due = dueSecond(rule.parameters.due, opened, rule.utc_offset_seconds, calendars)
  return typeof due === 'number' ? due : undefined
}

/** What a fact says of the due time of the duty that it opens. */
export function openedBy({ parameters: { due } }: DeadlineRule, duty: FactAlone): OpenedDuty {
  const carried = due.in === 'field' ? fieldValue(duty, due.field) : undefined
  return { second: duty.second, region: duty.content.region, carried }
}
