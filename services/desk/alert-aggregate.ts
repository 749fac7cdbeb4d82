import type { Alert } from '@jianwei/events/alert/alert.ts'
import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import { alertDecider } from '@jianwei/events/alert/decider.ts'
import type { AlertEvent } from '@jianwei/events/alert/effects.ts'
import { latestVersion } from '@jianwei/events/catalogue.ts'
import { recordEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import { OpenStream, type Aggregate, type EventPlace } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'

/** Whom the alert is about, and what made somebody give the command. */
export interface AlertContext {
  readonly subject_id: string
  readonly region: string | null
  readonly at: Instant
  /** The event that made the platform give it; null where a person did. */
  readonly causation_id: string | null
  /** The request in which a person gave it. */
  readonly correlation_id?: string
}

export type OpenAlert = OpenStream<Alert, AlertCommand, AlertEvent, AlertContext>

const PEOPLE_SOURCE = 'jianwei:alerts'

/** An alert, from what raised it to its closing. */
const alertAggregate: Aggregate<Alert, AlertCommand, AlertEvent, AlertContext> = {
  stream: 'alert',
  decider: alertDecider,
  record: (event, place, { subject_id, region, at, causation_id, correlation_id }) => ({
    ...recordEvent({
      type: event.type,
      schema_version: latestVersion(event.type) ?? 1,
      ...identityOf(event, place),
      subject_id,
      region,
      occurred_at: at,
      causation_id,
      data: event.data,
    }),
    ...(correlation_id === undefined ? {} : { correlation_id }),
  }),
}

/** Reads the alert to its end. `onEvent` sees each of its events, oldest first. */
export function openAlert(
  log: Pick<EventLog, 'read'>,
  alertId: string,
  onEvent?: (event: RecordedEvent) => void,
): Promise<OpenAlert> {
  return OpenStream.load(log, alertAggregate, alertId, onEvent)
}

/** For an id under which nothing was raised yet. */
export function newAlert(alertId: string): OpenAlert {
  return new OpenStream(alertAggregate, alertId)
}

/**
 * There is one sentinel, so the revision tells its steps apart. Of people, two may say different
 * things at once, and one of them something else than the sentinel: their identity holds what is
 * said, so that none passes for another.
 */
function identityOf(event: AlertEvent, place: EventPlace) {
  if (event.data.actor === SENTINEL_SOURCE)
    return { source: SENTINEL_SOURCE, id: `${place.id}#${place.revision}` }
  return { source: PEOPLE_SOURCE, id: stepIdentity(place, 'alert-step', event) }
}
