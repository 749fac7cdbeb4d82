import { z } from 'zod'
import { parseData } from '#/catalogue.ts'
import type { RecordedEvent } from '#/envelope.ts'
import { EventUnreadable } from '#/errors.ts'

/**
 * The envelope as a log gives it back. Its columns were parsed when they were written and logs keep them apart, so only their
 * kinds are looked at again; what is inside them is trusted.
 */
const RecordedEnvelope = z.object({
  event_id: z.string(),
  type: z.string(),
  schema_version: z.number(),
  subject_id: z.string(),
  region: z.string().nullable(),
  department: z.string().nullable(),
  occurred_at: z.string(),
  reported_at: z.string(),
  source: z.string(),
  source_event_id: z.string(),
  correlation_id: z.string(),
  causation_id: z.string().nullable(),
  recorded_at: z.string(),
  position: z.number(),
  stream: z.string(),
  revision: z.number(),
  data: z.unknown(),
  raw: z.record(z.string(), z.string()).optional(),
})

/**
 * An event from a log, `data` already read from its JSON: parsed by the catalogue and brought to the latest version of its type.
 * Throws EventUnreadable, which names fields and never values.
 */
export function parseRecorded(row: unknown): RecordedEvent {
  const envelope = RecordedEnvelope.safeParse(row)
  if (!envelope.success) {
    const fields = envelope.error.issues.map((issue) => issue.path.join('.'))
    throw new EventUnreadable('an event of the log', `unfit envelope fields: ${fields.join(', ')}`)
  }
  const { type, schema_version, position, data } = envelope.data
  const parsed = parseData(type, schema_version, data)
  if (!parsed.ok) {
    const problems = parsed.reasons.map((reason) => `${reason.path} ${reason.code}`)
    throw new EventUnreadable(`${type} version ${schema_version} at position ${position}`, problems.join(', '))
  }
  // The log holds what was parsed at the append, under the brands of `envelope.ts`.
  return { ...envelope.data, data: parsed.data, schema_version: parsed.schema_version } as RecordedEvent
}
