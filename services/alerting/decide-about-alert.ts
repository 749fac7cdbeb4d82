import type { Alert } from '@jianwei/events/alert/alert.ts'
import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { CommandCause } from '#/alerting/alerts-of-key.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openAlert } from '#/desk/alert-aggregate.ts'

/**
 * Gives a command about an alert that follows from an event; `command` sees the alert's events and
 * what they make of it, which may be more than the warehouse knows, and may find that nothing
 * follows. Gives how many events were appended: none where the alert had heard of it before.
 */
export async function decideAboutAlert(
  log: EventLog,
  alertId: string,
  cause: CommandCause,
  command: (events: readonly RecordedEvent[], alert: Alert) => AlertCommand | undefined,
): Promise<number> {
  const { appended } = await handleCommands(log, async () => {
    const events: RecordedEvent[] = []
    const alert = await openAlert(log, alertId, (event) => void events.push(event))
    const [raised] = events
    const given = raised === undefined ? undefined : command(events, alert.state)
    if (raised === undefined || given === undefined) return { appends: [], result: undefined }
    const { subject_id, region } = raised
    alert.decide(given, { subject_id, region, ...cause })
    return { appends: alert.appends, result: undefined }
  })
  return appended.length
}
