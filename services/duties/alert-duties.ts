import type { PresentAlert } from '@jianwei/events/alert/alert.ts'
import { ALERT_STATES, type AlertState } from '@jianwei/events/alert/effects.ts'
import { latestAlertEvents } from '@jianwei/events/alert/events.ts'
import type { DutyToOpen } from '@jianwei/events/duty/decider.ts'
import type { PresentDuty } from '@jianwei/events/duty/duty.ts'
import { DUTIES_SOURCE, type DutyCancelled } from '@jianwei/events/duty/events.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { AlertDutyKind, AlertLimit } from '@jianwei/projections/limits/limit-row.ts'
import type { AlertChange } from '#/alert-changes/alert-changes.ts'
import { dutyIdOf } from '#/duties/duty-aggregate.ts'
import { causeOf, type DutyPage } from '#/duties/duty-page.ts'
import type { Unopened } from '#/duties/fact-duties.ts'
import type { StandingTerms } from '#/duties/standing-terms.ts'

/*
 * What the desk owes an alert, one after the other:
 *
 *   raised: sign for → signed for: verify → verified, disposed of: dispose and feed back
 *
 * A step forward meets what was owed. Where an alert is handed on (transferred, returned, reopened)
 * the clock begins anew or goes on, as the row of the table says; within a unit it goes on. Each
 * cooperating unit owes its own part. Nothing is owed while an alert is merged into another or
 * closed. The clocks of an alert keep the terms on which they were opened, also when its level
 * changes; the next one goes by the new level.
 */

export interface AlertDutiesParts {
  readonly terms: StandingTerms
  readonly onUnopened: (why: Unopened, kind: string) => void
}

/** What follows for duties from an event of an alert. */
export async function dutiesOfAlert(
  parts: AlertDutiesParts,
  page: DutyPage,
  event: RecordedEvent,
  { before, after }: AlertChange,
): Promise<void> {
  const desk = new Desk(parts, page, event, after)
  if (after.state === 'closed' || after.merged_into !== null) {
    await desk.endAll(after.state === 'closed' ? 'alert_closed' : 'alert_merged')
    return
  }
  await desk.parts(before, after)
  await desk.steps(before)
  await desk.assign()
}

class Desk {
  readonly #parts: AlertDutiesParts
  readonly #page: DutyPage
  readonly #event: RecordedEvent
  readonly #alert: PresentAlert

  constructor(parts: AlertDutiesParts, page: DutyPage, event: RecordedEvent, alert: PresentAlert) {
    this.#parts = parts
    this.#page = page
    this.#event = event
    this.#alert = alert
  }

  async endAll(cause: DutyCancelled['cause']): Promise<void> {
    for (const duty of await this.#open()) await this.#cancel(duty, cause)
  }

  /** The step that is owed now is owed from here on; what was owed before is met or ends. */
  async steps(before: PresentAlert | null): Promise<void> {
    const owed = owedIn(this.#alert.state)
    const isHandedOn = HANDING_ON.has(this.#event.type)
    const isForward = before !== null && isAfter(this.#alert.state, before.state)
    for (const duty of await this.#open()) {
      if (duty.opened.about !== 'alert') continue
      const { kind, limit_id } = duty.opened
      if (isForward && kind !== owed) await this.#meet(duty)
      else if (isHandedOn && this.#beginsAnew(limit_id)) await this.#cancel(duty, 'begun_anew')
    }
    const begun = stepBegunBy(this.#event.type, before, this.#alert)
    if (begun === undefined) return
    const isOwedAlready = (await this.#open()).some(
      ({ opened }) => opened.about === 'alert' && opened.kind === begun,
    )
    if (!isOwedAlready) await this.#openStep(begun)
  }

  /** Each cooperating unit's own part. */
  async parts(before: PresentAlert | null, after: PresentAlert): Promise<void> {
    const { type, data } = this.#event
    if (type === 'AlertCooperationAsked') {
      const part = after.parts.find(({ unit }) => unit === data['unit'])
      if (part !== undefined) await this.#openPart(part.unit, part.due_at)
      return
    }
    if (before === null) return
    const ended = before.open_parts.filter((unit) => !after.open_parts.includes(unit))
    for (const duty of await this.#open()) {
      const { part } = duty.opened
      if (part === null || !ended.includes(part)) continue
      if (type === 'AlertCooperationAnswered') await this.#meet(duty)
      else await this.#cancel(duty, 'part_ended')
    }
  }

  /** Who has the alert has what is owed to it; a part is its unit's own. */
  async assign(): Promise<void> {
    const { unit, owner } = this.#alert
    for (const { opened, ...duty } of await this.#open()) {
      if (opened.about !== 'alert' || (duty.unit === unit && duty.owner === owner)) continue
      const data = { duty_id: opened.duty_id, ...BY_CLOCK, reason: this.#reason, unit, owner }
      await this.#page.decide({ type: 'AssignDuty', data }, causeOf(this.#event))
    }
  }

  async #openStep(kind: AlertDutyKind): Promise<void> {
    const limit = this.#limit(kind)
    if (limit === undefined) return this.#parts.onUnopened('no_limit', kind)
    const { unit, owner } = this.#alert
    await this.#openBy(limit, { kind, about: 'alert', part: null, unit, owner, until: null })
  }

  async #openPart(unit: string, due_at: Instant | null): Promise<void> {
    const limit = this.#limit('cooperate')
    if (limit === undefined) return this.#parts.onUnopened('no_limit', 'cooperate')
    const its = { kind: 'cooperate', part: unit, unit, owner: null, until: due_at }
    await this.#openBy(limit, { ...its, about: 'cooperation' })
  }

  async #openBy(
    limit: AlertLimit,
    its: Pick<DutyToOpen, 'kind' | 'about' | 'part' | 'unit' | 'owner'> & {
      readonly until: Instant | null
    },
  ): Promise<void> {
    const { until, ...opening } = its
    const about = { ...opening, about_id: this.#alert.alert_id, opened_by: this.#event.event_id }
    const { terms } = limit
    const data: DutyToOpen = {
      ...about,
      duty_id: dutyIdOf(about),
      ...BY_CLOCK,
      reason: this.#reason,
      title: limit.title,
      limit_id: limit.id,
      limit_version: this.#parts.terms.version ?? 1,
      terms: until === null ? terms : { ...terms, within: null, until },
      opened_at: this.#event.occurred_at,
      department: null,
      tie: null,
    }
    await this.#page.open(data, causeOf(this.#event))
  }

  async #meet({ opened: { duty_id } }: PresentDuty): Promise<void> {
    const { event_id: met_by, occurred_at: met_at } = this.#event
    const data = { duty_id, ...BY_CLOCK, reason: this.#reason, met_by, met_at }
    await this.#page.decide({ type: 'MeetDuty', data }, causeOf(this.#event))
  }

  async #cancel({ opened: { duty_id } }: PresentDuty, cause: DutyCancelled['cause']) {
    const data = { duty_id, ...BY_CLOCK, reason: this.#reason, cause }
    await this.#page.decide({ type: 'CancelDuty', data }, causeOf(this.#event))
  }

  #limit(kind: AlertDutyKind): AlertLimit | undefined {
    const second = secondOfInstant(this.#event.occurred_at)
    return this.#parts.terms.alertLimit(kind, this.#alert.level, second)
  }

  #beginsAnew(limitId: string): boolean {
    const limit = this.#parts.terms.limit(limitId)
    return limit?.of !== 'alert' || limit.handed_on === 'begins_anew'
  }

  #open(): Promise<readonly PresentDuty[]> {
    return this.#page.ofAlert(this.#alert.alert_id)
  }

  get #reason(): string {
    return REASONS.get(this.#event.type) ?? this.#event.type
  }
}

const BY_CLOCK = { actor: DUTIES_SOURCE } as const

const REASONS = new Map<string, string>(
  latestAlertEvents.map(({ type, title }) => [type, title.zh]),
)

const HANDING_ON: ReadonlySet<string> = new Set([
  'AlertTransferred',
  'AlertReturned',
  'AlertReopened',
])

/**
 * The step of the desk that an event may begin: its clock is opened where it is not open already.
 * An alert whose clocks were never opened, because it is older than the table, owes nothing until
 * its next step.
 */
export function stepBegunBy(
  type: string,
  before: PresentAlert | null,
  after: PresentAlert,
): AlertDutyKind | undefined {
  if (after.merged_into !== null) return undefined
  const wasAside = before !== null && before.merged_into !== null
  const changes = before === null || before.state !== after.state || HANDING_ON.has(type)
  return changes || wasAside ? owedIn(after.state) : undefined
}

function owedIn(state: AlertState): AlertDutyKind | undefined {
  switch (state) {
    case 'raised':
      return 'sign_for'
    case 'signed_for':
      return 'verify'
    case 'verified':
    case 'disposed':
      return 'feed_back'
    case 'fed_back':
    case 'closed':
      return undefined
  }
}

function isAfter(state: AlertState, other: AlertState): boolean {
  return ALERT_STATES.indexOf(state) > ALERT_STATES.indexOf(other)
}
