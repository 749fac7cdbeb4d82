import { isUnverified, type PresentAlert } from '#/alert/alert.ts'
import type { AlertSteps } from '#/alert/commands.ts'
import { AlertClaimedByOther, AlertTransferNowhere, refusedStep } from '#/alert/errors.ts'
import type { Instant } from '#/instant.ts'

export const assigningSteps: AlertSteps<
  'RouteAlert' | 'AssignAlert' | 'TransferAlert' | 'ReturnAlert' | 'ClaimAlert' | 'ReleaseAlert'
> = {
  RouteAlert: ({ data }, alert) =>
    alert.unit === data.unit
      ? []
      : [{ type: 'AlertRouted', data: { ...data, from_unit: alert.unit } }],

  AssignAlert({ type, data }, alert) {
    if (alert.owner === data.to && isUnverified(alert)) return []
    if (!isUnverified(alert)) throw refusedStep(type, alert)
    return [{ type: 'AlertAssigned', data: { ...data, from: alert.owner } }]
  },

  TransferAlert({ type, data }, alert) {
    const { to, unit = alert.unit } = data
    if (to === null && data.unit === undefined) throw new AlertTransferNowhere(alert.alert_id)
    if (alert.state === 'raised' && alert.owner === to && alert.unit === unit) return []
    if (!isUnverified(alert)) throw refusedStep(type, alert)
    const before = { from: alert.owner, from_unit: alert.unit }
    return [{ type: 'AlertTransferred', data: { ...data, ...before } }]
  },

  ReturnAlert({ data }, alert) {
    const isNobodys = alert.owner === null && alert.unit === null
    if (alert.state === 'raised' && isNobodys) return []
    return [{ type: 'AlertReturned', data }]
  },

  ClaimAlert({ type, data, at, take_over }, alert) {
    if (alert.claimed_by === data.actor && alert.claimed_until === data.until) return []
    if (alert.state !== 'raised' || data.until <= at) throw refusedStep(type, alert)
    if (!take_over) assertNotClaimedByOther(alert, data.actor, at)
    const from = isClaimed(alert, at) ? alert.claimed_by : null
    return [{ type: 'AlertClaimed', data: { ...data, from } }]
  },

  ReleaseAlert: ({ data }, alert) =>
    alert.claimed_by === null ? [] : [{ type: 'AlertReleased', data }],
}

/** A claim that has run out is none. */
function isClaimed(alert: PresentAlert, at: Instant): boolean {
  return alert.claimed_until !== null && alert.claimed_until > at
}

/** Throws AlertClaimedByOther while somebody else's claim runs. */
export function assertNotClaimedByOther(alert: PresentAlert, actor: string, at: Instant): void {
  const { claimed_by, claimed_until } = alert
  if (claimed_by === null || claimed_by === actor || claimed_until === null) return
  if (isClaimed(alert, at)) throw new AlertClaimedByOther(claimed_by, claimed_until)
}
