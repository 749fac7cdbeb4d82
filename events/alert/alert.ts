import type {
  AlertClosed,
  AlertDisposed,
  AlertEscalated,
  AlertFedBack,
  AlertRaised,
  AlertReopened,
  AlertReturned,
  AlertSignedFor,
  AlertSilenced,
  AlertTransferred,
  AlertVerified,
  AlertWarningGathered,
  AlertWarningWithdrawn,
} from '#/alert/events.ts'
import type { Instant } from '#/instant.ts'
import type { RiskLevel } from '#/warning/events.ts'

/** What is true of an alert in every state it can be in. */
interface Matter {
  readonly alert_id: string
  readonly rule_id: string
  readonly rule_version: number
  readonly level: RiskLevel
  /** Warnings that were gathered and still hold. */
  readonly standing: readonly string[]
  /** Who has it: by signature, or by transfer until they sign. Null while nobody does. */
  readonly owner: string | null
  readonly due_at: Instant | null
  readonly silenced_until: Instant | null
}

/** An alert where its events have brought it. `raised` waits for a signature, also after a transfer, a return or a reopening. */
export type Alert =
  | { readonly state: 'absent' }
  | (Matter & { readonly state: 'raised' })
  | (Matter & { readonly state: 'signed_for' })
  | (Matter & { readonly state: 'verified'; readonly substantiated: boolean })
  | (Matter & { readonly state: 'disposed'; readonly measure: string })
  | (Matter & { readonly state: 'fed_back'; readonly feedback: string })
  | (Matter & { readonly state: 'closed' })

export type AlertEvent =
  | { readonly type: 'AlertRaised'; readonly data: AlertRaised }
  | { readonly type: 'AlertWarningGathered'; readonly data: AlertWarningGathered }
  | { readonly type: 'AlertWarningWithdrawn'; readonly data: AlertWarningWithdrawn }
  | { readonly type: 'AlertSignedFor'; readonly data: AlertSignedFor }
  | { readonly type: 'AlertVerified'; readonly data: AlertVerified }
  | { readonly type: 'AlertDisposed'; readonly data: AlertDisposed }
  | { readonly type: 'AlertFedBack'; readonly data: AlertFedBack }
  | { readonly type: 'AlertClosed'; readonly data: AlertClosed }
  | { readonly type: 'AlertTransferred'; readonly data: AlertTransferred }
  | { readonly type: 'AlertReturned'; readonly data: AlertReturned }
  | { readonly type: 'AlertEscalated'; readonly data: AlertEscalated }
  | { readonly type: 'AlertSilenced'; readonly data: AlertSilenced }
  | { readonly type: 'AlertReopened'; readonly data: AlertReopened }

/** The alert after one more event. Events have happened: none is refused, whatever the state. */
export function evolveAlert(alert: Alert, event: AlertEvent): Alert {
  if (alert.state === 'absent') return event.type === 'AlertRaised' ? newAlert(event.data) : alert
  switch (event.type) {
    case 'AlertRaised':
      return alert
    case 'AlertWarningGathered':
      return { ...alert, standing: [...without(alert.standing, event.data.warning_id), event.data.warning_id] }
    case 'AlertWarningWithdrawn':
      return { ...alert, standing: without(alert.standing, event.data.warning_id) }
    case 'AlertSignedFor':
      return { ...matterOf(alert), state: 'signed_for', owner: event.data.actor }
    case 'AlertVerified':
      return { ...matterOf(alert), state: 'verified', substantiated: event.data.substantiated }
    case 'AlertDisposed':
      return { ...matterOf(alert), state: 'disposed', measure: event.data.measure }
    case 'AlertFedBack':
      return { ...matterOf(alert), state: 'fed_back', feedback: event.data.feedback }
    case 'AlertClosed':
      return { ...matterOf(alert), state: 'closed', silenced_until: null }
    case 'AlertTransferred':
      return { ...matterOf(alert), state: 'raised', owner: event.data.to }
    case 'AlertReturned':
      return isUnverified(alert)
        ? { ...matterOf(alert), state: 'raised', owner: null }
        : { ...matterOf(alert), state: 'signed_for' }
    case 'AlertEscalated':
      return { ...alert, level: event.data.level, due_at: event.data.due_at }
    case 'AlertSilenced':
      return { ...alert, silenced_until: event.data.until }
    case 'AlertReopened':
      return { ...matterOf(alert), state: 'raised' }
  }
}

/** True before anybody judged whether the risk is real. */
export function isUnverified(alert: Alert): boolean {
  return alert.state === 'raised' || alert.state === 'signed_for'
}

function newAlert(raised: AlertRaised): Alert {
  const { alert_id, rule_id, rule_version, level, warning_ids, due_at } = raised
  const standing = [...new Set(warning_ids)]
  return {
    state: 'raised',
    alert_id,
    rule_id,
    rule_version,
    level,
    standing,
    owner: null,
    due_at,
    silenced_until: null,
  }
}

/** The alert without what only its present state says. */
function matterOf(alert: Matter): Matter {
  const { alert_id, rule_id, rule_version, level, standing, owner, due_at, silenced_until } = alert
  return { alert_id, rule_id, rule_version, level, standing, owner, due_at, silenced_until }
}

function without(warnings: readonly string[], warningId: string): readonly string[] {
  return warnings.filter((warning) => warning !== warningId)
}
