import type { AlertRaised } from '@jianwei/events/alert/raising-events.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { newAlert, openAlert } from '#/desk/alert-aggregate.ts'
import type { AlertStepTaken, DeskParts } from '#/desk/alert-steps.ts'
import { correlationOf, isOf, type RequestIdentity } from '#/desk/request-identity.ts'

/** A tip that somebody enters 线索录入. */
export interface LeadOrder {
  readonly actor: string
  readonly subject_id: string
  readonly region: string | null
  readonly raised: Pick<AlertRaised, 'reason' | 'level' | 'due_at' | 'further_subjects'> & {
    readonly lead: NonNullable<AlertRaised['lead']>
  }
  readonly request: RequestIdentity
}

/**
 * Raises an alert that no rule found. Its id follows from the request, so the same request raises
 * one, whatever dies when. Throws IdempotencyKeyReused.
 */
export async function raiseLead(
  { log, now }: Pick<DeskParts, 'log' | 'now'>,
  { actor, subject_id, region, raised, request }: LeadOrder,
): Promise<AlertStepTaken> {
  const alert_id = derivedId('alert', 'lead', request.id)
  const { result, appended } = await handleCommands(log, async () => {
    let before: AlertStepTaken | undefined
    await openAlert(log, alert_id, ({ revision, correlation_id, position }) => {
      if (revision > 0) return
      isOf(request, correlation_id)
      before = { alert_id, state: 'raised', revision, position, undo: null }
    })
    if (before !== undefined) return { appends: [], result: before }
    const alert = newAlert(alert_id)
    const found = { rule_id: null, rule_version: null, warning_ids: [] }
    alert.decide(
      { type: 'RaiseAlert', data: { alert_id, actor, ...found, ...raised } },
      { subject_id, region, at: now(), causation_id: null, correlation_id: correlationOf(request) },
    )
    const taken = { alert_id, state: 'raised', revision: 0, position: null, undo: null } as const
    return { appends: alert.appends, result: taken }
  })
  return { ...result, position: result.position ?? appended.at(-1)?.position ?? null }
}
