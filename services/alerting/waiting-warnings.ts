import { streamOf, type Position, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { worthyByNow, type AlertWorthy, type AlertWorthyParts } from '#/alerting/alert-worthy.ts'
import { alertingEvent, type WarningRaisedEntry } from '#/alerting/alerting-events.ts'
import { readPages, type LogPoint } from '#/commands/reaction.ts'

export interface WaitingParts extends AlertWorthyParts {
  readonly signal: AbortSignal
}

/** Warnings of a source that were raised since a point of the log, up to a position. */
export interface Waiting {
  readonly source: string
  readonly since: LogPoint
  readonly up_to: Position
  /** Only those that stand there; what was withdrawn since opens no alert any more. */
  readonly standing_at: Position
  /** Sources that an import holds. */
  readonly held: ReadonlySet<string>
}

/**
 * Takes the warnings that waited for an import, in pages, as they were raised. They are read from
 * the log again: an import may hold back hundreds of thousands, so none of them is kept meanwhile,
 * only where they begin. Undefined when the signal aborted before the last.
 */
export async function eachWaiting(
  parts: WaitingParts,
  { source, since, up_to, standing_at, held }: Waiting,
  take: (warnings: readonly AlertWorthy[]) => Promise<void>,
): Promise<LogPoint | undefined> {
  const { log, signal } = parts
  const choose = await worthyByNow(parts)
  const range = { types: ['WarningRaised'], after: since, up_to, signal }
  return readPages(log, range, async (page) => {
    // Only WarningRaised was asked for.
    const raised = page.map((event) => alertingEvent(event) as WarningRaisedEntry)
    // People may have ordered silences while it waited.
    const worthy = await choose(held, raised, up_to)
    const waiting: AlertWorthy[] = []
    for (const warning of worthy) {
      if (warning.source === source && (await stands(log, warning, standing_at)))
        waiting.push(warning)
    }
    await take(waiting)
  })
}

/** Whether the entry is the last of its warning, as the warning's stream has it there. */
async function stands(log: EventLog, { entry }: AlertWorthy, at: Position): Promise<boolean> {
  let last: RecordedEvent | undefined
  for await (const event of log.read(streamOf('warning', entry.data.warning_id))) {
    if (event.position <= at) last = event
  }
  return last?.event_id === entry.event_id
}
