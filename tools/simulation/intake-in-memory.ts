import type {
  NewEvent,
  Ordinal,
  Position,
  RecordedEvent,
  Revision,
} from '@jianwei/events/envelope.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { NOTHING_STATED, regionTableWith } from '@jianwei/events/region/stated-regions.ts'
import { checkedAmendments } from '@jianwei/services/intake/amendments.ts'
import { withKnownRegions } from '@jianwei/services/intake/known-regions.ts'
import {
  EVENT_BYTES_MAX,
  lineTooLong,
  readEventBytes,
} from '@jianwei/services/intake/line-reading.ts'
import type { Reading } from '@jianwei/services/intake/reading.ts'
import type { SimulatedLine } from '#/simulation/line-writer.ts'

export interface Decision {
  readonly status: 'accepted' | 'duplicate' | 'quarantined'
  readonly codes: readonly string[]
  /** The event of an accepted line. */
  readonly event?: NewEvent
}

/** A later day than any that the simulated streams of these tests speak of, except on purpose. */
const NOT_AFTER = '2026-11-01T00:00:00.000Z' as Instant
const ACCEPTED_AT = '2026-11-01T00:00:00.000Z' as Instant

/**
 * What intake decides about one line after another, by its own code, over events that are held in
 * memory.
 */
export function intakeInMemory(): (line: Pick<SimulatedLine, 'content'>) => Promise<Decision> {
  const held = new Map<string, RecordedEvent>()
  const log: Pick<EventLog, 'find'> = {
    find: async (ids) => ids.flatMap((id) => held.get(id) ?? []),
  }
  return async ({ content }) => {
    const bytes = Buffer.from(content)
    const read =
      bytes.length > EVENT_BYTES_MAX
        ? lineTooLong(EVENT_BYTES_MAX)
        : readEventBytes(bytes, NOT_AFTER)
    const reading = await withoutUnknownRegions(bytes, read)
    if (!reading.ok) return quarantined(reading.reasons)
    const [event] = reading.events
    if (event === undefined) throw new TypeError('a line is one event')
    const refused = (await checkedAmendments(log, [event])).refused.get(event)
    if (refused !== undefined) return quarantined(refused)
    if (held.has(event.event_id)) return { status: 'duplicate', codes: [], event }
    held.set(event.event_id, recorded(event, held.size))
    return { status: 'accepted', codes: [], event }
  }
}

/** The log of these tests states no regions. */
const REGIONS = { table: async () => regionTableWith(NOTHING_STATED) }

const CONTENT_TYPE = 'application/cloudevents+json'

async function withoutUnknownRegions(bytes: Uint8Array, reading: Reading): Promise<Reading> {
  const origin = { channel: 'http' as const, line: null }
  const input = { bytes, content_type: CONTENT_TYPE, origin, reading }
  const [known = input] = await withKnownRegions([input], REGIONS)
  return known.reading
}

function quarantined(reasons: readonly { readonly code: string }[]): Decision {
  return { status: 'quarantined', codes: reasons.map(({ code }) => code) }
}

function recorded(event: NewEvent, index: number): RecordedEvent {
  return {
    ...event,
    reported_at: event.reported_at ?? ACCEPTED_AT,
    recorded_at: ACCEPTED_AT,
    // The position in this log, which starts at 1; streams are not told apart here.
    position: (index + 1) as Position,
    ordinal: (index + 1) as Ordinal,
    revision: index as Revision,
    stream: streamOf('subject', event.subject_id),
  }
}
