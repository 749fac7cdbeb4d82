import { streamOf, recordEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'

/** Writes into the log that time has passed, as the timekeeper does. */
export async function advanceClock(log: EventLog, to: Instant): Promise<void> {
  const tick = recordEvent({
    type: 'ClockAdvanced',
    schema_version: 1,
    source: 'jianwei:timekeeper',
    id: to,
    subject_id: 'platform:clock',
    region: null,
    occurred_at: to,
    causation_id: null,
    data: { to },
  })
  await log.append([{ stream: streamOf('clock', 'platform'), expected: 'any', events: [tick] }])
}
