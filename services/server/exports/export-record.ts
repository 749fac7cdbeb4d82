import { recordEvent, streamOf, type Revision } from '@jianwei/events/envelope.ts'
import type { ExportEnded, ExportStarted } from '@jianwei/events/export/events.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'

const SOURCE = 'jianwei:exports'

/** An export as the log has it. Without an end it goes on, or was cut off with the program. */
export interface KeptExport {
  readonly started: ExportStarted
  readonly started_at: Instant
  readonly ended: ExportEnded | undefined
}

/** On record before anything leaves. */
export async function noteStart(log: EventLog, data: ExportStarted, at: Instant): Promise<void> {
  const event = exportEvent('ExportStarted', 4, data, at)
  const stream = streamOf('export', data.export_id)
  await appendOne(log, stream, 'absent', [event])
}

export async function noteEnd(log: EventLog, data: ExportEnded, at: Instant): Promise<void> {
  const event = exportEvent('ExportEnded', 1, data, at)
  const stream = streamOf('export', data.export_id)
  // Behind the start, which is the first event of the stream.
  await appendOne(log, stream, 0 as Revision, [event])
}

function exportEvent(
  type: string,
  schema_version: number,
  data: ExportStarted | ExportEnded,
  at: Instant,
) {
  return recordEvent({
    type,
    schema_version,
    source: SOURCE,
    id: `${data.export_id}#${type}`,
    subject_id: platformSubject('jianwei', 'exports'),
    region: null,
    occurred_at: at,
    causation_id: null,
    data,
  })
}

/** Undefined where no export has this id. */
export async function keptExport(log: EventLog, id: string): Promise<KeptExport | undefined> {
  let kept: KeptExport | undefined
  for await (const { type, data, occurred_at } of log.read(streamOf('export', id))) {
    // The stream holds these two, and the catalogue parsed them.
    if (type === 'ExportStarted')
      kept = {
        started: data as unknown as ExportStarted,
        started_at: occurred_at,
        ended: undefined,
      }
    else if (kept !== undefined) kept = { ...kept, ended: data as unknown as ExportEnded }
  }
  return kept
}
