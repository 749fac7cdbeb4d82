import { parseInstant, type Instant } from '@jianwei/events/instant.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { readCloudEvent } from '#/intake/cloud-event.ts'
import { noEvent, type MappedOutput, type RowMapper } from '#/intake/mapping/row-mapper.ts'
import { textOf, type Row } from '#/intake/mapping/row.ts'
import type { Reading } from '#/intake/reading.ts'

/**
 * The government exchange format (`domain.md` 1.4.1): every record carries `cd_operation`. An insert becomes the events that
 * the mapping makes of the record, an update their correction, a delete their retraction, so what was reported before stays
 * visible. An update or delete names its batch in its id: the same one sent again is a duplicate, the next one is not. An
 * insert that comes again with other content counts as an update.
 */

const OPERATIONS = { i: 'insert', u: 'update', d: 'delete' } as const
type Operation = keyof typeof OPERATIONS

interface Envelope {
  readonly operation: Operation
  readonly batch: string
  readonly reportedAt: Instant
}

/** `cd_time` as an instant; undefined when it cannot be read. */
export type ReadTime = (row: Row) => Instant | undefined

export function readExchangeRecord(mapper: RowMapper, readTime: ReadTime, row: Row, notAfter: Instant): Reading {
  const reasons: RefusalReason[] = []
  const envelope = readEnvelope(row, readTime, reasons)
  const mapped = mapper.map(row, notAfter)
  // A delete may come without the fields that an insert needs; it only has to name its record and subject.
  if (envelope?.operation !== 'd') reasons.push(...mapped.reasons)
  if (envelope === undefined || reasons.length > 0) return { ok: false, source: mapper.source, reasons }
  if (mapped.skipped) return { ok: true, events: [] }
  return readOperation(mapper.source, envelope, mapped.outputs, notAfter)
}

function readOperation(
  source: string,
  envelope: Envelope,
  outputs: readonly MappedOutput[],
  notAfter: Instant,
): Reading {
  const amend = (output: MappedOutput, operation: Operation): Record<string, unknown> =>
    output.event === undefined || operation === 'd'
      ? retraction(source, output, envelope)
      : correction(output.event, envelope, operation)
  if (envelope.operation !== 'i') {
    const wanted = outputs.map((output) => amend(output, envelope.operation))
    return wanted.length === 0 ? { ok: false, source, reasons: [noEvent()] } : readAll(source, wanted, notAfter)
  }
  const events = outputs.flatMap(({ event }) => (event === undefined ? [] : [reportedAt(event, envelope.reportedAt)]))
  if (events.length === 0) return { ok: false, source, reasons: [noEvent()] }
  const corrections = readAll(
    source,
    events.map((event) => correction(event, envelope, 'i')),
    notAfter,
  )
  return corrections.ok ? { ok: true, events, corrections: corrections.events } : corrections
}

/** The envelope says when the department entered the record; a mapping may know better. */
function reportedAt(event: NewEvent, instant: Instant): NewEvent {
  return event.reported_at === null ? { ...event, reported_at: instant } : event
}

function readAll(source: string, cloudEvents: readonly Record<string, unknown>[], notAfter: Instant): Reading {
  const events: NewEvent[] = []
  const reasons: RefusalReason[] = []
  for (const cloudEvent of cloudEvents) {
    const read = readCloudEvent(cloudEvent, notAfter)
    if (read.ok) events.push(read.event)
    else reasons.push(...read.reasons)
  }
  return reasons.length === 0 ? { ok: true, events } : { ok: false, source, reasons }
}

function readEnvelope(row: Row, readTime: ReadTime, reasons: RefusalReason[]): Envelope | undefined {
  const operation = textOf(row, 'cd_operation')?.toLowerCase()
  const batch = textOf(row, 'cd_batch')
  const reportedAt = readTime(row)
  if (operation === undefined || !Object.hasOwn(OPERATIONS, operation)) {
    reasons.push({
      code: 'CD_OPERATION',
      path: 'cd_operation',
      message: 'expected i (insert), u (update) or d (delete)',
    })
  }
  if (batch === undefined) {
    reasons.push({ code: 'CD_BATCH', path: 'cd_batch', message: 'a record names the batch it was sent in' })
  }
  if (reportedAt === undefined) {
    reasons.push({
      code: 'CD_TIME',
      path: 'cd_time',
      message: 'expected YYYY-MM-DD HH:mm:ss, or a timestamp with offset',
    })
  }
  if (batch === undefined || reportedAt === undefined || reasons.length > 0) return undefined
  // Checked just above against the same table.
  return { operation: operation as Operation, batch, reportedAt }
}

function correction(event: NewEvent, envelope: Envelope, operation: Operation): Record<string, unknown> {
  return {
    ...amendment('FactCorrected', event.source, event.source_event_id, event.subject_id, envelope, operation),
    region: event.region,
    department: event.department,
    data: {
      fact: { source: event.source, id: event.source_event_id },
      reason: reasonOf(envelope, operation),
      replacement: {
        type: event.type,
        schema_version: event.schema_version,
        occurred_at: event.occurred_at,
        region: event.region,
        department: event.department,
        data: event.data,
      },
    },
  }
}

/** Also of an output whose condition an update no longer meets: what it had said does not hold any more. */
function retraction(source: string, output: MappedOutput, envelope: Envelope): Record<string, unknown> {
  return {
    ...amendment('FactRetracted', source, output.id, output.subject, envelope, envelope.operation),
    data: { fact: { source, id: output.id }, reason: reasonOf(envelope, envelope.operation) },
  }
}

function amendment(
  type: 'FactCorrected' | 'FactRetracted',
  source: string,
  id: string,
  subject: string,
  envelope: Envelope,
  operation: Operation,
): Record<string, unknown> {
  return {
    specversion: '1.0',
    type,
    source,
    id: id === '' ? '' : `${id}:${operation}:${envelope.batch}`,
    subject,
    time: envelope.reportedAt,
    reportedat: envelope.reportedAt,
  }
}

function reasonOf(envelope: Envelope, operation: Operation): string {
  return `${OPERATIONS[operation]} in batch ${envelope.batch}`
}

/** Reads `cd_time` on the wall clocks of the mapping's zone where it carries no offset. */
export function exchangeTimeReader(onWallClock: (text: string) => Instant | undefined): ReadTime {
  return (row) => {
    const text = textOf(row, 'cd_time')
    return text === undefined ? undefined : (parseInstant(text) ?? onWallClock(text))
  }
}
