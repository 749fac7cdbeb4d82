import type { ClosingReason } from '#/alert/closing-events.ts'
import {
  ALERT_EFFECTS,
  FIRST_STATE,
  UNVERIFIED_STATES,
  type AlertEffect,
  type AlertEvent,
  type AlertState,
  type PlainField,
  type SetField,
} from '#/alert/effects.ts'
import type { Finding } from '#/alert/handling-events.ts'
import type { AlertRaised } from '#/alert/raising-events.ts'
import type { RecordedEvent } from '#/envelope.ts'
import type { Instant } from '#/instant.ts'
import type { RiskLevel } from '#/warning/events.ts'

type Sets = { readonly [Set in SetField]: readonly string[] }

/** What each plain field holds where it is not null. */
interface PlainValues {
  readonly due_at: Instant
  /** What was found when it was verified last. */
  readonly finding: Finding
  /** What was done when it was disposed of last. */
  readonly measure: string
  /** What was fed back last. */
  readonly feedback: string
  /** Why it was closed last. Null while it is open, and where nobody was asked. */
  readonly closed_as: ClosingReason
  readonly silenced_until: Instant
  /** Who claimed it last, also when the claim has run out since. */
  readonly claimed_by: string
  readonly claimed_until: Instant
  /** Who wants to close it and as what, while a second person has not agreed. */
  readonly closing_proposed_by: string
  readonly closing_proposed_as: ClosingReason
  /** Why it may be closed although parts are open. */
  readonly closing_proposed_despite: string
  /** Who urged last, and who put it under supervision; null once it is closed. */
  readonly urged_by: string
  readonly supervised_by: string
  /** The alert that it is worked on with. */
  readonly merged_into: string
  /** The alert of its cause. */
  readonly gathered_under: string
}

type Plain = { readonly [Field in Exclude<PlainField, 'level'>]: PlainValues[Field] | null }

/** What a cooperating unit was asked for. */
export interface CooperationPart {
  readonly unit: string
  readonly task: string
  readonly due_at: Instant | null
  /** Null while it is open. */
  readonly feedback: string | null
}

/** An alert where its events have brought it. */
export interface PresentAlert extends Sets, Plain {
  readonly state: AlertState
  readonly alert_id: string
  /** Null, with its version, where somebody entered a tip. */
  readonly rule_id: string | null
  readonly rule_version: number | null
  readonly level: RiskLevel
  /** Who has it: by signature, or by transfer until they sign. Null while nobody does. */
  readonly owner: string | null
  /** The unit in whose queue it is; null while it is in none. */
  readonly unit: string | null
  /** One for each unit that was asked, as it was asked last. */
  readonly parts: readonly CooperationPart[]
  /** Who opened it after the last thing that anybody else did with it. */
  readonly abreast: readonly string[]
}

export type Alert = { readonly state: 'absent' } | PresentAlert

/**
 * The alert after one more event, by `ALERT_EFFECTS`. Events have happened: none is refused,
 * whatever the state.
 */
export function evolveAlert(alert: Alert, event: AlertEvent): Alert {
  if (alert.state === 'absent')
    return event.type === 'AlertRaised' ? affected(newAlert(event.data), event) : alert
  return event.type === 'AlertRaised' ? alert : affected(alert, event)
}

/** The same for an event as the log gives it back, of the stream of an alert. */
export function evolveRecorded(
  alert: Alert,
  { type, data }: Pick<RecordedEvent, 'type' | 'data'>,
): Alert {
  // Only events of alerts are in the stream of one, and the catalogue parsed each on reading.
  return evolveAlert(alert, { type, data } as unknown as AlertEvent)
}

/** True before anybody judged whether the risk is real. */
export function isUnverified(alert: PresentAlert): boolean {
  return UNVERIFIED_STATES.includes(alert.state)
}

function newAlert({ alert_id, rule_id, rule_version, level }: AlertRaised): PresentAlert {
  return {
    state: FIRST_STATE,
    alert_id,
    rule_id,
    rule_version,
    level,
    owner: null,
    unit: null,
    due_at: null,
    finding: null,
    measure: null,
    feedback: null,
    closed_as: null,
    silenced_until: null,
    claimed_by: null,
    claimed_until: null,
    closing_proposed_by: null,
    closing_proposed_as: null,
    closing_proposed_despite: null,
    urged_by: null,
    supervised_by: null,
    merged_into: null,
    gathered_under: null,
    standing: [],
    further_subjects: [],
    viewers: [],
    watchers: [],
    tags: [],
    parts: [],
    open_parts: [],
    links: [],
    open_links: [],
    evidence: [],
    evidence_changes: [],
    merged_alerts: [],
    abreast: [],
  }
}

function affected(alert: PresentAlert, event: AlertEvent): PresentAlert {
  const effect: AlertEffect = ALERT_EFFECTS[event.type]
  // The table names fields that the event has, with the type that they have in the alert.
  const data = event.data as Readonly<Record<string, unknown>>
  const {
    state = alert.state,
    owner,
    unit,
  } = effect.unverified !== undefined && isUnverified(alert) ? effect.unverified : effect
  return {
    ...alert,
    ...plainAfter(effect, data),
    ...setsAfter(alert, effect, data),
    state,
    owner: owner === undefined ? alert.owner : named(data, owner === 'nobody' ? null : owner),
    unit: unitAfter(alert, data, unit),
    parts: partsAfter(alert.parts, event),
    abreast: abreastAfter(alert.abreast, event),
  }
}

function plainAfter(
  { takes = {}, clears = [] }: AlertEffect,
  data: Readonly<Record<string, unknown>>,
): Partial<PresentAlert> {
  const cleared = clears.map((field) => [field, null] as const)
  const taken = Object.entries(takes).map(([field, from]) => [field, data[from]] as const)
  return Object.fromEntries([...cleared, ...taken])
}

function setsAfter(
  alert: PresentAlert,
  { joins = {}, leaves = {} }: AlertEffect,
  data: Readonly<Record<string, unknown>>,
): Partial<Sets> {
  const changed: Partial<Record<SetField, readonly string[]>> = {}
  // The keys of both are names of sets.
  for (const [set, field] of Object.entries(leaves) as [SetField, string][])
    changed[set] = without(alert[set], membersIn(data[field]))
  for (const [set, field] of Object.entries(joins) as [SetField, string][]) {
    const members = membersIn(data[field])
    changed[set] = [...without(alert[set], members), ...members]
  }
  return changed
}

function membersIn(value: unknown): readonly string[] {
  // The fields that the table names hold a text or several.
  return Array.isArray(value) ? [...new Set(value as readonly string[])] : [value as string]
}

function without(set: readonly string[], members: readonly string[]): readonly string[] {
  return set.filter((one) => !members.includes(one))
}

function named(data: Readonly<Record<string, unknown>>, field: string | null): string | null {
  // Fields that name somebody hold a text or null.
  return field === null ? null : (data[field] as string | null)
}

function unitAfter(
  alert: PresentAlert,
  data: Readonly<Record<string, unknown>>,
  unit: AlertEffect['unit'],
): string | null {
  if (unit === 'none') return null
  return unit === undefined || data[unit] === undefined ? alert.unit : named(data, unit)
}

/** What was asked and answered is more than a set can hold. */
function partsAfter(
  parts: readonly CooperationPart[],
  event: AlertEvent,
): readonly CooperationPart[] {
  if (event.type === 'AlertCooperationAsked') {
    const { unit, task, due_at } = event.data
    const others = parts.filter((part) => part.unit !== unit)
    return [...others, { unit, task, due_at, feedback: null }]
  }
  if (event.type === 'AlertCooperationAnswered') {
    const { unit, feedback } = event.data
    return parts.map((part) => (part.unit === unit ? { ...part, feedback } : part))
  }
  return event.type === 'AlertCooperationWithdrawn'
    ? parts.filter((part) => part.unit !== event.data.unit)
    : parts
}

/** What somebody does is news to everybody else; that they look at it is news to nobody. */
function abreastAfter(
  abreast: readonly string[],
  { type, data: { actor } }: AlertEvent,
): readonly string[] {
  if (type === 'AlertViewed') return [...without(abreast, [actor]), actor]
  return abreast.filter((one) => one === actor)
}
