import { chinaTime, universalTime } from './dates.ts'
import type { SimulatedEvent } from './stage.ts'

/** A CloudEvent in JSON; faults spoil one. */
export type CloudEventFields = Record<string, unknown>

/**
 * The line of one event: CloudEvents 1.0 in JSON, structured. `reportedMs` is when the department
 * entered it. Written by hand because it is most of the work of a stream; the names put between
 * quotes hold nothing that JSON would escape.
 */
export function lineOf(event: SimulatedEvent, reportedMs: number): string {
  const { reporter } = event
  const time = reporter.localTime ? chinaTime : universalTime
  const reported = reporter.statesReportedAt ? `,"reportedat":"${time(reportedMs)}"` : ''
  const version = event.schemaVersion === 1 ? '' : `,"schemaversion":${event.schemaVersion}`
  const causation = event.causation === null ? '' : `,"causationid":"${event.causation}"`
  return (
    `{"specversion":"1.0","id":"${event.id}","source":"${reporter.source}","type":"` +
    `${event.type}",` +
    `"subject":"${event.subject}","time":"${time(event.occurredMs)}"${reported},"region":"` +
    `${event.region}",` +
    `"department":"${reporter.department}"${version},"correlationid":"${event.correlation}"` +
    `${causation},` +
    `"data":${JSON.stringify(event.data)}}`
  )
}

/** The same as an object, free to be changed. */
export function fieldsOf(event: SimulatedEvent, reportedMs: number): CloudEventFields {
  // The line is an object: see above.
  return JSON.parse(lineOf(event, reportedMs)) as CloudEventFields
}
