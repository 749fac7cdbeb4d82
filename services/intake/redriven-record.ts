import { createHash } from 'node:crypto'
import { recordEvent, type NewEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RedriveAttempt, RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { loggedReasons } from '#/intake/logged-reasons.ts'
import { INTAKE_SOURCE } from '#/intake/quarantined-input.ts'

/**
 * What the log says of a re-drive: who, why and what came of it, never what was sent. A refusal may
 * happen many times and is recorded each time; being taken happens once.
 */
export function redrivenRecord(
  quarantineId: string,
  eventIds: readonly string[],
  reasons: readonly RefusalReason[],
  { actor, reason, repaired }: RedriveAttempt,
  at: Instant,
): NewEvent {
  const id = `redriven:${quarantineId}`
  return recordEvent({
    type: 'InputRedriven',
    schema_version: 3,
    source: INTAKE_SOURCE,
    id: reasons.length > 0 ? `${id}:${at}` : id,
    subject_id: platformSubject('quarantine', quarantineId),
    region: null,
    occurred_at: at,
    causation_id: null,
    data: {
      quarantine_id: quarantineId,
      event_ids: eventIds,
      ...(reasons.length > 0 ? { reasons: loggedReasons(reasons) } : {}),
      ...(actor === null ? {} : { actor }),
      ...(reason === null ? {} : { reason }),
      ...(repaired === null
        ? {}
        : {
            repaired: {
              sha256: createHash('sha256').update(repaired).digest('hex'),
              bytes_count: repaired.length,
            },
          }),
    },
  })
}
