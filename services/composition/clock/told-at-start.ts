import { RECORDING_TIMES_STREAM } from '@jianwei/events/clock/recording-times.ts'
import type { RecordingTimesCorrected } from '@jianwei/events/clock/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { lastAcceptance } from '#/start-checks/clock-acceptance.ts'

/**
 * What whoever starts the program should know about the log's times; nothing for a log whose clocks
 * were always right.
 */
export async function tellClock(log: Pick<EventLog, 'read'>): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const { data } of log.read(RECORDING_TIMES_STREAM)) lines.push(correctionText(data))
  const accepted = await lastAcceptance(log)
  if (accepted !== undefined) {
    const { machine_time, log_time, actor, reason } = accepted
    lines.push(
      `Clock accepted ${machine_time}, the log was at ${log_time ?? 'its beginning'} ` +
        `(${actor}: ${reason})`,
    )
  }
  return lines
}

function correctionText(data: unknown): string {
  // The catalogue parsed the data when the event was read; the stream holds nothing else.
  const { first_position, last_position, recorded_as, points, actor, reason } =
    data as RecordingTimesCorrected
  const [from, to] = [points[0]?.at, points.at(-1)?.at]
  const last = last_position ?? points.at(-1)?.position
  return (
    `Times of recording corrected, positions ${first_position}–${last}: ` +
    `${from} to ${to}, was ${recorded_as} (${actor}: ${reason})`
  )
}
