import { z } from 'zod'
import {
  QUARANTINE_STATES,
  type HeldSummary,
  type InputOrigin,
  type Quarantine,
  type QuarantineEntry,
  type Redriving,
} from '@jianwei/events/ports/quarantine.ts'
import { maskedField } from '#/access/masked-answer.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import { shownBytes, PREVIEW_CHARACTERS_MAX } from '#/intake/http/shown-bytes.ts'
import { Reason } from '#/intake/http/problem.ts'

/** Attempts that an entry is shown with; the newest. */
const REDRIVINGS_SHOWN_MAX = 50
/** A repair is written as text, whatever the encoding of the original is. */
const UTF8_TEXT = 'text/plain'

const OUTCOMES = [
  'waiting',
  'under_way',
  'refused_again',
  'accepted',
  'duplicate',
  'skipped',
  'superseded',
  'dismissed',
] as const

const EventView = z
  .object({
    event_id: z.string(),
    status: z
      .enum(['accepted', 'corrected', 'duplicate'])
      .nullable()
      .meta({ description: 'Null where an earlier version of the program took it' }),
  })
  .meta({ id: 'QuarantineEvent' })

export const EntryView = z
  .object({
    quarantine_id: z.string(),
    source: z
      .string()
      .meta({ description: 'CloudEvents source where it could be read, else the channel' }),
    channel: z.enum(['http', 'file', 'kafka']),
    file: z.string().nullable(),
    line: z.int().nullable(),
    mapping: z.string().nullable(),
    topic: z.string().nullable(),
    partition: z.int().nullable(),
    offset: z.int().nullable(),
    content_type: z.string(),
    bytes_count: z.int(),
    reasons: z.array(Reason),
    received_at: z.string(),
    state: z.enum(QUARANTINE_STATES),
    redriven_at: z.string().nullable(),
    ended_at: z
      .string()
      .nullable()
      .meta({ description: 'Since when it waits no longer, however that came' }),
    order_id: z.string().nullable().meta({ description: 'By which it was dismissed' }),
    event_ids: z.array(z.string()).meta({ description: 'What it became when it was re-driven' }),
    outcome: z.enum(OUTCOMES).meta({
      description:
        'waiting: nobody sent it again. under_way: somebody is, or it stopped half-way, and the ' +
        'next re-drive ends it. refused_again: by the newest attempt. accepted: as the events in ' +
        '`events`. duplicate: all that it says was in the log. skipped: its mapping passes over ' +
        'it. superseded: its record came in later, as those events. dismissed: somebody decided ' +
        'that it waits no longer',
    }),
    events: z.array(EventView),
    redrives: z.int().min(0).meta({ description: 'How often somebody sent it again' }),
    redriven_by: z.string().nullable().meta({ description: 'Who did so last 重送人' }),
    repaired_by: z
      .string()
      .nullable()
      .meta({ description: 'Who repaired what was sent then; null for the original 修复人' }),
  })
  .meta({ id: 'QuarantineEntry', description: 'Input that was refused and kept 隔离的输入' })
const PREVIEW = `The first ${PREVIEW_CHARACTERS_MAX} characters; signs stand for hidden ones`

const RedrivingView = z
  .object({
    number: z.int().min(1),
    at: z.string(),
    actor: z.string().nullable(),
    reason: z.string().nullable(),
    repaired: z
      .object({
        bytes_count: z.int(),
        content: z
          .string()
          .nullable()
          .meta({
            description:
              'In base64; null where something of it is masked for you, and for all but the ' +
              'newest repair',
          }),
        preview: z.string().nullable().meta({ description: PREVIEW }),
      })
      .nullable()
      .meta({ description: 'What was sent instead of the original; null for the original' }),
    result: z
      .object({ events: z.array(EventView), reasons: z.array(Reason) })
      .nullable()
      .meta({ description: 'Reasons where it was refused; null where it has not ended' }),
  })
  .meta({ id: 'Redriving', description: 'A refused input that somebody sent again 重送记录' })

export const FullEntryView = EntryView.extend({
  original: z
    .string()
    .nullable()
    .meta({
      description:
        'The original bytes, untouched, in base64; null where something of them is masked ' +
        'for you: the sender has them, and `npx jianwei quarantine show` on the machine of the log',
    }),
  ...maskedField,
  preview: z.string().nullable().meta({ description: PREVIEW }),
  redrivings: z.array(RedrivingView).meta({
    description: `Newest first, at most ${REDRIVINGS_SHOWN_MAX}; \`redrives\` counts all`,
  }),
}).meta({ id: 'QuarantineEntryWithOriginal' })

export const HeldView = z
  .object({
    inputs: z.int().min(0).meta({ description: 'That are held now' }),
    oldest_received_at: z.string().nullable(),
    listed: z.array(
      z.object({
        source: z.string(),
        code: z
          .string()
          .nullable()
          .meta({ description: 'Of a reason; null for all of the source' }),
        inputs: z.int().min(1),
      }),
    ),
    not_listed: z.int().min(0).meta({ description: 'Further rows with smaller numbers' }),
  })
  .meta({ id: 'QuarantineHeld', description: 'Refused input that waits 待处理的隔离输入' })

export function heldView({ listed, ...numbers }: HeldSummary): z.infer<typeof HeldView> {
  return { ...numbers, listed: listed.map((row) => ({ ...row })) }
}

export function entryView(
  entry: QuarantineEntry,
  redrivings: readonly Redriving[],
): z.infer<typeof EntryView> {
  const last = redrivings.at(-1)
  return {
    quarantine_id: entry.quarantine_id,
    source: entry.source,
    channel: entry.origin.channel,
    ...originFields(entry.origin),
    content_type: entry.content_type,
    bytes_count: entry.bytes.length,
    reasons: [...entry.reasons],
    received_at: entry.received_at,
    state: entry.state,
    redriven_at: entry.state === 'redriven' ? entry.at : null,
    ended_at: entry.state === 'held' ? null : entry.at,
    order_id: entry.state === 'dismissed' ? entry.order_id : null,
    event_ids: [...eventIdsOf(entry)],
    outcome: outcomeOf(entry, last),
    events: eventsOf(entry, last),
    redrives: redrivings.length,
    redriven_by: last?.actor ?? null,
    repaired_by: last?.repaired_bytes_count == null ? null : last.actor,
  }
}

function outcomeOf(entry: QuarantineEntry, last: Redriving | undefined): (typeof OUTCOMES)[number] {
  if (entry.state === 'held') {
    if (last === undefined) return 'waiting'
    return last.result === null ? 'under_way' : 'refused_again'
  }
  if (entry.state !== 'redriven') return entry.state
  const events = eventsOf(entry, last)
  if (events.length === 0) return 'skipped'
  return events.every(({ status }) => status === 'duplicate') ? 'duplicate' : 'accepted'
}

function eventsOf(
  entry: QuarantineEntry,
  last: Redriving | undefined,
): z.infer<typeof EventView>[] {
  const known = last?.result?.events ?? []
  return eventIdsOf(entry).map((event_id) => {
    const status = known.find((one) => one.event_id === event_id)?.status ?? null
    return { event_id, status }
  })
}

function eventIdsOf(entry: QuarantineEntry): readonly string[] {
  return entry.state === 'redriven' || entry.state === 'superseded' ? entry.event_ids : []
}

/** What people did with the entry, newest first, as who asks may see what they sent. */
export async function redrivingsShown(
  quarantine: Pick<Quarantine, 'repairedBytes'>,
  { quarantine_id, origin }: QuarantineEntry,
  redrivings: readonly Redriving[],
  asker: Asker,
): Promise<z.infer<typeof RedrivingView>[]> {
  const newest = redrivings.findLast(({ repaired_bytes_count }) => repaired_bytes_count !== null)
  const views: z.infer<typeof RedrivingView>[] = []
  for (const { number, at, actor, reason, result } of redrivings
    .slice(-REDRIVINGS_SHOWN_MAX)
    .toReversed()) {
    const bytes = await quarantine.repairedBytes(quarantine_id, number)
    const shown = bytes && shownBytes(bytes, UTF8_TEXT, origin, asker)
    views.push({
      number,
      at,
      actor,
      reason,
      repaired:
        bytes === undefined || shown === undefined
          ? null
          : {
              bytes_count: bytes.length,
              content: number === newest?.number ? shown.original : null,
              preview: shown.preview,
            },
      result: result && {
        events: result.events.map(({ event_id, status }) => ({ event_id, status })),
        reasons: [...result.reasons],
      },
    })
  }
  return views
}

function originFields(
  origin: InputOrigin,
): Pick<z.infer<typeof EntryView>, 'file' | 'line' | 'mapping' | keyof typeof ON_NO_BUS> {
  switch (origin.channel) {
    case 'http':
      return { file: null, line: origin.line, mapping: null, ...ON_NO_BUS }
    case 'file':
      return { file: origin.file, line: origin.line, mapping: origin.mapping, ...ON_NO_BUS }
    case 'kafka': {
      const { topic, partition, offset } = origin
      return { file: null, line: null, mapping: null, topic, partition, offset }
    }
  }
}

const ON_NO_BUS = { topic: null, partition: null, offset: null }
