import { ClockAccepted } from '@jianwei/events/clock/events.ts'
import { streamOf, type Position, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'

export const CLOCK_SOURCE = 'jianwei:clock'
const ACCEPTANCES = streamOf('clock', 'acceptance')

export interface Acceptance extends ClockAccepted {
  readonly position: Position
}

/** Who vouches for the machine's clock, and why. */
export interface Vouched {
  readonly actor: string
  readonly reason: string
}

/** Writes down that somebody vouches for what the machine's clock shows. */
export async function acceptClock(
  log: EventLog,
  machineNow: Instant,
  { actor, reason }: Vouched,
): Promise<Acceptance> {
  const newest = await log.newest()
  const data = { machine_time: machineNow, log_time: newest?.recorded_at ?? null, actor, reason }
  const event = recordEvent({
    type: ClockAccepted.type,
    schema_version: ClockAccepted.schema_version,
    source: CLOCK_SOURCE,
    id: `accepted:${machineNow}@${newest?.position ?? 0}`,
    subject_id: platformSubject('platform', 'clock'),
    region: null,
    occurred_at: machineNow,
    causation_id: null,
    data,
  })
  const [written] = await appendOne(log, ACCEPTANCES, 'any', [event])
  if (written === undefined) throw new TypeError('an append of one event has one position')
  return { ...data, position: written.position }
}

/** The last time that somebody vouched for the machine's clock. */
export async function lastAcceptance(log: Pick<EventLog, 'read'>): Promise<Acceptance | undefined> {
  let last: Acceptance | undefined
  // The catalogue parsed the data when the event was read; the stream holds nothing else.
  for await (const { data, position } of log.read(ACCEPTANCES))
    last = { ...(data as ClockAccepted), position }
  return last
}
