import { dutyDecider, type DutyCommand } from '@jianwei/events/duty/decider.ts'
import type { Duty, DutyEvent } from '@jianwei/events/duty/duty.ts'
import { DUTIES_SOURCE } from '@jianwei/events/duty/events.ts'
import { recordEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { OpenStream, type Aggregate } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'

/** Whom the duty is about and where, and what made somebody give the command. */
export interface DutyContext {
  readonly subject_id: string
  readonly region: string | null
  readonly at: Instant
  readonly causation_id: string | null
  /** The request in which a person gave it. */
  readonly correlation_id?: string
}

const dutyAggregate: Aggregate<Duty, DutyCommand, DutyEvent, DutyContext> = {
  stream: 'duty',
  decider: dutyDecider,
  // The clock and people may say something at one revision, so the identity holds what is said.
  record: ({ type, data }, place, context) => ({
    ...recordEvent({
      type,
      schema_version: 1,
      source: DUTIES_SOURCE,
      id: stepIdentity(place, 'duty-step', { type, data }),
      subject_id: context.subject_id,
      region: context.region,
      occurred_at: type === 'DutyMarked' ? data.at : context.at,
      causation_id: context.causation_id,
      data,
    }),
    ...(context.correlation_id === undefined ? {} : { correlation_id: context.correlation_id }),
  }),
}

export type DutyStream = OpenStream<Duty, DutyCommand, DutyEvent, DutyContext>

/** A duty with whom it is about; null in one that was never opened. */
export interface LoadedDuty {
  readonly stream: DutyStream
  readonly first: RecordedEvent | undefined
}

/** Reads the duty to its end. `onEvent` sees each of its events, oldest first. */
export async function loadDuty(
  log: EventLog,
  dutyId: string,
  onEvent: (event: RecordedEvent) => void = () => {},
): Promise<LoadedDuty> {
  let first: RecordedEvent | undefined
  const stream = await OpenStream.load(log, dutyAggregate, dutyId, (event) => {
    first ??= event
    onEvent(event)
  })
  return { stream, first }
}

/**
 * The same duty has the same id: it is opened once by what opens it, and again by what opens it
 * again.
 */
export function dutyIdOf(duty: {
  readonly kind: string
  readonly about_id: string
  readonly part: string | null
  readonly opened_by: string
}): string {
  return derivedId('duty', duty.kind, duty.about_id, duty.part ?? '', duty.opened_by)
}
