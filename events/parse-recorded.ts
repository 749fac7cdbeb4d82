import { parseData } from '#/catalogue.ts'
import type { RecordedEvent } from '#/envelope.ts'
import { EventUnreadable } from '#/errors.ts'

/**
 * The envelope as a log gives it back. Its columns were parsed when they were written and logs keep them apart, so only their
 * kinds are looked at again, by hand because every reader pays for it; what is inside them is trusted.
 */
const TEXTS = [
  'event_id',
  'type',
  'subject_id',
  'occurred_at',
  'reported_at',
  'source',
  'source_event_id',
  'correlation_id',
  'recorded_at',
  'stream',
] as const
const TEXTS_OR_NULL = ['region', 'department', 'causation_id'] as const
const NUMBERS = ['schema_version', 'position', 'revision'] as const

/**
 * An event from a log, `data` already read from its JSON: parsed by the catalogue and brought to the latest version of its type.
 * Throws EventUnreadable, which names fields and never values.
 */
export function parseRecorded(row: unknown): RecordedEvent {
  const envelope = recordedEnvelope(row)
  const { type, schema_version, position, data } = envelope
  const parsed = parseData(type, schema_version, data)
  if (!parsed.ok) {
    const problems = parsed.reasons.map((reason) => `${reason.path} ${reason.code}`)
    throw new EventUnreadable(`${type} version ${schema_version} at position ${position}`, problems.join(', '))
  }
  return { ...envelope, data: parsed.data, schema_version: parsed.schema_version }
}

/** An event from a log as it was written: the envelope is looked at, `data` keeps the version that it has. */
export function recordedEnvelope(row: unknown): RecordedEvent {
  if (typeof row !== 'object' || row === null) throw new EventUnreadable('an event of the log', 'it is no object')
  const columns = row as Readonly<Record<string, unknown>>
  const unfit: string[] = []
  for (const name of TEXTS) if (typeof columns[name] !== 'string') unfit.push(name)
  for (const name of TEXTS_OR_NULL) if (columns[name] !== null && typeof columns[name] !== 'string') unfit.push(name)
  for (const name of NUMBERS) if (typeof columns[name] !== 'number') unfit.push(name)
  if (unfit.length > 0) {
    throw new EventUnreadable('an event of the log', `unfit envelope fields: ${unfit.join(', ')}`)
  }
  // The log holds what was parsed at the append, under the brands of `envelope.ts`.
  return row as RecordedEvent
}
