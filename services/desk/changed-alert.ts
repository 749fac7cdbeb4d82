import { changesOf, type FieldChange } from '@jianwei/events/alert/step-changes.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'

/** What somebody else did meanwhile. */
export interface OthersStep {
  readonly type: string
  readonly actor: string
  readonly reason: string | null
  readonly occurred_at: Instant
  readonly position: Position
  readonly changes: readonly FieldChange[]
}

/** Steps of others that an answer shows; the rest is counted. */
export const OTHERS_STEPS_MAX = 20

/** The alert is not any more what the person had seen. */
export class AlertChanged extends DomainError {
  override readonly name = 'AlertChanged'
  readonly code = 'ALERT_CHANGED'
  readonly revision: number
  /** Newest last; at most `OTHERS_STEPS_MAX`. */
  readonly steps: readonly OthersStep[]

  constructor(alertId: string, revision: number, steps: readonly OthersStep[]) {
    const last = steps.at(-1)
    const who = last === undefined ? 'the revision is none of its' : `${last.actor}: ${last.type}`
    super(`alert ${alertId} is at revision ${revision} now (${who}); look again and decide`)
    this.revision = revision
    this.steps = steps.slice(-OTHERS_STEPS_MAX)
  }
}

/** What happened after the revision, with what each step made of the alert. */
export function changedSince(
  events: readonly RecordedEvent[],
  revision: number,
): readonly OthersStep[] {
  const changes = changesOf(events)
  return events.flatMap((event, index): readonly OthersStep[] => {
    if (event.revision <= revision) return []
    const { actor, reason } = event.data as { readonly actor: string; readonly reason?: string }
    const { type, occurred_at, position } = event
    const made = changes[index] ?? []
    return [{ type, actor, reason: reason ?? null, occurred_at, position, changes: made }]
  })
}
