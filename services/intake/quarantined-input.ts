import { createHash } from 'node:crypto'
import { type NewEvent, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { derivedId, type FactId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type {
  InputOrigin,
  QuarantinedInput,
  RefusalReason,
} from '@jianwei/events/ports/quarantine.ts'
import { loggedReasons } from '#/intake/logged-reasons.ts'
import type { IntakeInput } from '#/intake/reading.ts'

/** CloudEvents `source` of what intake says about its own work. */
export const INTAKE_SOURCE = 'jianwei:intake'

/**
 * `source`: of the refused event, null where it could not be read; the channel's name stands for it
 * then.
 */
export function quarantinedInput(
  input: IntakeInput,
  source: string | null,
  reasons: readonly RefusalReason[],
  receivedAt: Instant,
  records: readonly FactId[] | undefined,
): QuarantinedInput {
  return {
    quarantine_id: input.quarantine_id ?? quarantineId(input),
    source: source ?? input.origin.channel,
    origin: input.origin,
    content_type: input.content_type,
    bytes: input.bytes,
    reasons,
    received_at: receivedAt,
    ...(records === undefined ? {} : { records }),
  }
}

/**
 * What a refused input is called: the same bytes from the same place are one entry, however often
 * they are sent.
 */
export function quarantineId({
  origin,
  content_type,
  bytes,
}: Omit<IntakeInput, 'reading'>): string {
  return derivedId(
    'quarantine',
    originKey(origin),
    content_type,
    createHash('sha256').update(bytes).digest('hex'),
  )
}

/**
 * A sender who repeats a stream may cut it otherwise, so over HTTP the line is not part of the
 * place.
 */
function originKey(origin: InputOrigin): string {
  switch (origin.channel) {
    case 'http':
      return 'http'
    case 'file':
      return `file ${origin.line} ${origin.file}`
    case 'kafka':
      return `kafka ${origin.partition} ${origin.offset} ${origin.topic}`
  }
}

/** What the log says about a refusal: codes and paths of known fields, never what was refused. */
export function quarantineRecord(entry: QuarantinedInput): NewEvent {
  return recordEvent({
    type: 'InputQuarantined',
    schema_version: 2,
    source: INTAKE_SOURCE,
    id: `quarantined:${entry.quarantine_id}`,
    subject_id: platformSubject('quarantine', entry.quarantine_id),
    region: null,
    occurred_at: entry.received_at,
    causation_id: null,
    data: {
      quarantine_id: entry.quarantine_id,
      channel: entry.origin.channel,
      ...(entry.source === entry.origin.channel ? {} : { of_source: entry.source }),
      reasons: loggedReasons(entry.reasons),
    },
  })
}

/** What came back with the same content after its record had come in, and waits again. */
export function reopenedRecord({ quarantine_id }: QuarantinedInput, at: Instant): NewEvent {
  return recordEvent({
    type: 'InputReopened',
    schema_version: 1,
    source: INTAKE_SOURCE,
    id: `reopened:${quarantine_id}:${at}`,
    subject_id: platformSubject('quarantine', quarantine_id),
    region: null,
    occurred_at: at,
    causation_id: null,
    data: { quarantine_id },
  })
}
