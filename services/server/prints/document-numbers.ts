import type {
  DocumentKind,
  DocumentNumbered,
  DocumentPrinted,
} from '@jianwei/events/document/events.ts'
import {
  recordEvent,
  streamOf,
  type RecordedEvent,
  type Revision,
} from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { derivedId, eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { handleCommands } from '#/commands/handle-commands.ts'

/*
 * Numbers of documents. Those of a kind and year are the events of one stream, and a number is the
 * place of its event there: two at once cannot get the same one, and none is left out. The identity
 * of the event is that of its occasion, so what has a number keeps it.
 */

const SOURCE = 'jianwei:documents'
/** As many may be given a number at the same time. */
const ATTEMPTS_MAX = 100
/** `2026-03-10T01`: an instant up to its hour. */
const HOUR_CHARACTERS = 13

/** What stands before the year, in place of the office's own sign. */
const SIGNS: Readonly<Record<DocumentKind, string>> = {
  notice: '预警',
  'supervision-letter': '督办',
  reminder: '催办',
}

export interface NumberOrder {
  readonly document: DocumentKind
  readonly alert_id: string
  /** The event for which the document is made. */
  readonly occasion: string
  readonly actor: string
  readonly region: string | null
  readonly at: Instant
}

export interface GivenNumber {
  readonly number: string
  readonly numbered_at: Instant
}

/** The number of the document, given now where it has none. Throws StreamConflict (retryable). */
export async function numberOf(log: EventLog, order: NumberOrder): Promise<GivenNumber> {
  const id = `${order.document}#${order.occasion}`
  const event_id = eventIdOf(SOURCE, id)
  const [before] = await log.find([event_id])
  if (before !== undefined) return givenBy(before)
  const year = Number(dayInChina(order.at).slice(0, 4))
  const stream = streamOf('document', `${order.document}-${year}`)
  await handleCommands(
    log,
    async () => {
      let given = 0
      for await (const _ of log.read(stream)) given += 1
      const { document, alert_id, occasion, actor, region, at } = order
      const serial = given + 1
      const number = `${SIGNS[document]}〔${year}〕${serial}号`
      const said = { actor, document, number, alert_id }
      const data: DocumentNumbered = { ...said, occasion, year, serial }
      const event = documentEvent('DocumentNumbered', { id, region, at, data })
      // A stream of so many events ends at that revision.
      const expected = given === 0 ? 'absent' : ((given - 1) as Revision)
      return { appends: [{ stream, expected, events: [event] }], result: undefined }
    },
    { attempts_max: ATTEMPTS_MAX },
  )
  // Where somebody else asked for the same document meanwhile, the number is the one he got.
  const [now] = await log.find([event_id])
  if (now === undefined) throw new TypeError('a number that was given is in the log')
  return givenBy(now)
}

/** On record before the print data leave; once an hour for each who and number. */
export async function notePrint(
  log: EventLog,
  data: DocumentPrinted,
  { region, at }: { readonly region: string | null; readonly at: Instant },
): Promise<void> {
  const id = derivedId('print', data.number, data.actor, at.slice(0, HOUR_CHARACTERS))
  const event = documentEvent('DocumentPrinted', { id, region, at, data })
  const stream = streamOf('document', data.alert_id)
  await log.append([{ stream, expected: 'any', events: [event] }])
}

function documentEvent(
  type: string,
  said: {
    readonly id: string
    readonly region: string | null
    readonly at: Instant
    readonly data: DocumentNumbered | DocumentPrinted
  },
) {
  const { id, region, at, data } = said
  return recordEvent({
    type,
    schema_version: 1,
    source: SOURCE,
    id,
    subject_id: platformSubject('jianwei', 'documents'),
    region,
    occurred_at: at,
    causation_id: null,
    data,
  })
}

function givenBy({ data, occurred_at }: RecordedEvent): GivenNumber {
  // The identity is of this type alone, and the catalogue parsed it.
  const { number } = data as unknown as DocumentNumbered
  return { number, numbered_at: occurred_at }
}
