import { parseInstant, type Instant } from '@jianwei/events/instant.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { parseSubjectId } from '@jianwei/events/identifiers/subject-id.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { readCloudEvent } from '#/intake/cloud-event.ts'
import {
  noEvent,
  recordsOf,
  type MappedOutput,
  type RowMapper,
} from '#/intake/mapping/row-mapper.ts'
import { textOf, type Row } from '#/intake/mapping/row.ts'
import type { ExchangeReport, Reading, ReportedFact } from '#/intake/reading.ts'
import { reportedAmendment } from '#/intake/report-plan.ts'

/**
 * The government exchange format: every record carries `cd_operation`. An insert says what the
 * mapping makes of the record, an update what it is now, a delete that it is not. What that is in
 * the log depends on what the log holds: `report-plan.ts`.
 */

const OPERATIONS = { i: 'insert', u: 'update', d: 'delete' } as const

interface Envelope {
  readonly operation: ExchangeReport['operation']
  readonly batch: string
  readonly reported_at: Instant
}

/** `cd_time` as an instant; undefined when it cannot be read. */
export type ReadTime = (row: Row) => Instant | undefined

export function readExchangeRecord(
  mapper: RowMapper,
  readTime: ReadTime,
  row: Row,
  notAfter: Instant,
): Reading {
  const reasons: RefusalReason[] = []
  const envelope = readEnvelope(row, readTime, reasons)
  const mapped = mapper.map(row, notAfter)
  // A delete may come without the fields that an insert needs; it only has to name its record and
  // subject.
  if (envelope?.operation !== 'delete') reasons.push(...mapped.reasons)
  if (envelope === undefined || reasons.length > 0)
    return { ok: false, source: mapper.source, reasons, ...recordsOf(mapped) }
  if (mapped.skipped) return { ok: true, events: [] }
  const reading = readReport(mapper.source, envelope, mapped.outputs, notAfter)
  return reading.ok ? { ...reading, left_out: mapped.left_out } : reading
}

function readReport(
  source: string,
  envelope: Envelope,
  outputs: readonly MappedOutput[],
  notAfter: Instant,
): Reading {
  const isGiven = outputs.some(({ event }) => event !== undefined)
  if (outputs.length === 0 || (envelope.operation === 'insert' && !isGiven))
    return { ok: false, source, reasons: [noEvent()] }
  const statements = outputs.map((output) => statementOf(output, envelope))
  const report: ExchangeReport = { kind: 'report', ...envelope, statements, repeats: 0 }
  const events = statements.flatMap((statement) => {
    if (envelope.operation !== 'insert') return [reportedAmendment(statement, report)]
    return statement.event === undefined ? [] : [statement.event]
  })
  // What an insert says was read like any CloudEvent.
  const reasons =
    envelope.operation === 'insert'
      ? []
      : events.flatMap((event) => problemsOfAmendment(event, notAfter))
  return reasons.length > 0 ? { ok: false, source, reasons } : { ok: true, events, record: report }
}

function statementOf(
  { source, id, subject, event }: MappedOutput,
  envelope: Envelope,
): ReportedFact {
  const isDelete = envelope.operation === 'delete'
  const parsed = parseSubjectId(subject)
  return {
    fact: { source, id },
    // A subject that cannot be read is refused with the amendment that names it.
    subject_id: parsed.ok ? parsed.value : subject,
    event: event === undefined || isDelete ? undefined : reportedAt(event, envelope.reported_at),
    is_absent: event === undefined && !isDelete,
  }
}

/** The envelope says when the department entered the record; a mapping may know better. */
function reportedAt(event: NewEvent, instant: Instant): NewEvent {
  return event.reported_at === null ? { ...event, reported_at: instant } : event
}

/** It must name a record and a subject as any CloudEvent must. */
function problemsOfAmendment(event: NewEvent, notAfter: Instant): readonly RefusalReason[] {
  const read = readCloudEvent(
    {
      specversion: '1.0',
      id: event.source_event_id,
      source: event.source,
      type: event.type,
      subject: event.subject_id,
      time: event.occurred_at,
      reportedat: event.reported_at,
      data: event.data,
    },
    notAfter,
  )
  return read.ok ? [] : read.reasons
}

function readEnvelope(
  row: Row,
  readTime: ReadTime,
  reasons: RefusalReason[],
): Envelope | undefined {
  const operation = textOf(row, 'cd_operation')?.toLowerCase() ?? ''
  const batch = textOf(row, 'cd_batch')
  const reported_at = readTime(row)
  if (!Object.hasOwn(OPERATIONS, operation)) {
    reasons.push({
      code: 'CD_OPERATION',
      path: 'cd_operation',
      message: 'expected i (insert), u (update) or d (delete)',
    })
  }
  if (batch === undefined) {
    reasons.push({
      code: 'CD_BATCH',
      path: 'cd_batch',
      message: 'a record names the batch it was sent in',
    })
  }
  if (reported_at === undefined) {
    reasons.push({
      code: 'CD_TIME',
      path: 'cd_time',
      message: 'expected YYYY-MM-DD HH:mm:ss, or a timestamp with offset',
    })
  }
  if (batch === undefined || reported_at === undefined || reasons.length > 0) return undefined
  // Checked just above against the same table.
  return { operation: OPERATIONS[operation as keyof typeof OPERATIONS], batch, reported_at }
}

/** Reads `cd_time` on the wall clocks of the mapping's zone where it carries no offset. */
export function exchangeTimeReader(onWallClock: (text: string) => Instant | undefined): ReadTime {
  return (row) => {
    const text = textOf(row, 'cd_time')
    return text === undefined ? undefined : (parseInstant(text) ?? onWallClock(text))
  }
}
