import { setTimeout as sleep } from 'node:timers/promises'
import {
  recordEvent,
  streamOf,
  type Position,
  type RecordedEvent,
} from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import {
  NoticeAttemptFailed,
  NoticeDelivered,
  NoticeResendRequested,
  type deliveryEvents,
} from '@jianwei/events/notice/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { SecretStore } from '@jianwei/events/ports/outward.ts'
import { changeEndpoint } from '#/notice-endpoints/endpoint-aggregate.ts'
import type { BookedEndpoint } from '#/notice-endpoints/endpoint-book.ts'
import {
  newRecord,
  type SendingRecord,
  type SendingRecords,
} from '#/notice-endpoints/sending-record.ts'
import type { Delivery, NoticeChannel } from '#/notices/channels/channel.ts'
import { fieldsTold, isWanted, messageOf, textOf, type Message } from '#/notices/message.ts'
import { NOTICE_EVENT_TYPES, Notices, type Notice } from '#/notices/notice-of-event.ts'

/*
 * Tells one endpoint what the log says, in its order: the log is the queue. A message is sent until
 * it is taken or the attempts are used up; then the endpoint is paused, with the message first in
 * line. What was sent is noted after it was taken, so a crash in between sends it again, with the
 * same id and content.
 */

const NOTICES_SOURCE = 'jianwei:notices'
/** Pauses between attempts at a message: about a day and a half in all. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000,
  43_200_000,
]
const BATCH_EVENTS_MAX = 500
const RESEND_TYPE = 'NoticeResendRequested'
const PAUSE_TYPE = 'NoticeEndpointPaused'

export interface SenderParts {
  readonly log: EventLog
  readonly records: SendingRecords
  readonly secrets: SecretStore
  readonly now: () => Instant
  readonly retry_delays_ms?: readonly number[]
}

/** Why an endpoint is sent to no longer. */
type Stopped = 'stopped'

export class EndpointSender {
  readonly #parts: SenderParts
  readonly #booked: BookedEndpoint
  readonly #channel: NoticeChannel
  readonly #notices: Notices
  readonly #delays: readonly number[]
  #record: SendingRecord

  constructor(parts: SenderParts, booked: BookedEndpoint, channel: NoticeChannel) {
    this.#parts = parts
    this.#booked = booked
    this.#channel = channel
    this.#notices = new Notices(parts.log)
    this.#delays = parts.retry_delays_ms ?? RETRY_DELAYS_MS
    this.#record = beginning(parts.records.of(booked.endpoint.endpoint_id), booked)
  }

  /** Runs until the signal aborts or the endpoint is paused. */
  async run(signal: AbortSignal): Promise<void> {
    const { log } = this.#parts
    const from = await log.checkpointAt(this.#record.position as Position)
    // A position that the log lost is the start of what it holds: nothing is told twice by that,
    // because what lies before it is passed over.
    const types = [...NOTICE_EVENT_TYPES, RESEND_TYPE, PAUSE_TYPE]
    const follow = { signal, batch_events_max: BATCH_EVENTS_MAX, types }
    let carried: readonly Wanted[] = []
    for await (const { events: all } of log.follow(from ?? 'start', follow)) {
      const pausing = all.findIndex((event) => this.#isPaused(event))
      const events = pausing < 0 ? all : all.slice(0, pausing)
      const told: readonly Wanted[] = [...carried, ...(await this.#wantedOf(events))]
      const reached = events.at(-1)?.position ?? 0
      // A message that was being sent when the process died may end in the next batch.
      carried = reached < (this.#record.prepared ?? 0) ? told : []
      if (carried.length > 0 && pausing < 0) continue
      for (const message of this.#messagesOf(told)) {
        if ((await this.#tell(message, signal)) === 'stopped') return
      }
      const last = events.at(-1)?.position
      if (last !== undefined && last > this.#record.position) await this.#note({ position: last })
      if (pausing >= 0) return
    }
  }

  /** Whether the endpoint was paused there, and not resumed since. */
  #isPaused({ type, position, data }: RecordedEvent): boolean {
    const { endpoint, registered_at, resumed } = this.#booked
    return (
      type === PAUSE_TYPE &&
      data['endpoint_id'] === endpoint.endpoint_id &&
      position > (resumed?.at ?? registered_at)
    )
  }

  /** Notices, and messages that are to be sent again, in the order of the log. */
  async #wantedOf(events: readonly RecordedEvent[]): Promise<readonly Wanted[]> {
    const { endpoint } = this.#booked
    const wanted: Wanted[] = []
    for (const event of events) {
      if (event.position <= this.#record.position) continue
      if (event.type === RESEND_TYPE) {
        const asked = NoticeResendRequested.data.parse(event.data)
        if (asked.endpoint_id !== endpoint.endpoint_id) continue
        const message = await this.#messageAgain(asked)
        if (message !== undefined) wanted.push({ position: event.position, again: message })
        continue
      }
      const notice = await this.#notices.of(event)
      if (notice !== undefined && isWanted(endpoint, notice))
        wanted.push({ position: event.position, notice })
    }
    return wanted
  }

  async #messageAgain({ message_id, about }: NoticeResendRequested): Promise<Message | undefined> {
    const notices: Notice[] = []
    // An own reader, because these lie far back.
    const past = new Notices(this.#parts.log)
    for (const event of await this.#parts.log.find(about)) {
      const notice = await past.of(event)
      if (notice !== undefined) notices.push(notice)
    }
    return notices.length === 0 ? undefined : { message_id, notices }
  }

  /** Gathers what waits, as much as one message of the channel may hold. */
  #messagesOf(wanted: readonly Wanted[]): readonly Outgoing[] {
    const { endpoint_id } = this.#booked.endpoint
    const messages: Outgoing[] = []
    let gathered: Notice[] = []
    const close = (): void => {
      const last = gathered.at(-1)
      if (last === undefined) return
      messages.push({ message: messageOf(endpoint_id, gathered), position: last.position })
      gathered = []
    }
    for (const one of wanted) {
      if (one.again !== undefined) {
        close()
        messages.push({ message: one.again, position: one.position })
        continue
      }
      if (!this.#fits([...gathered, one.notice])) close()
      gathered.push(one.notice)
      // What was being sent when the process died goes out as it was.
      if (one.position === this.#record.prepared) close()
    }
    close()
    return messages
  }

  #fits(notices: readonly Notice[]): boolean {
    const { notices_max, text_bytes_max } = this.#channel
    if (notices.length > notices_max) return false
    const text = textOf(messageOf(this.#booked.endpoint.endpoint_id, notices))
    return Buffer.byteLength(text) <= text_bytes_max
  }

  async #tell({ message, position }: Outgoing, signal: AbortSignal): Promise<Stopped | undefined> {
    if (this.#record.prepared !== position) await this.#note({ prepared: position, attempts: 0 })
    for (;;) {
      if (!(await this.#waited(signal))) return 'stopped'
      const delivery = await this.#send(message, signal)
      if (signal.aborted && delivery.outcome !== 'delivered') return 'stopped'
      const attempt = this.#record.attempts + 1
      const now = this.#parts.now()
      if (delivery.outcome === 'delivered') {
        const { name: recipient, purpose } = this.#booked.endpoint
        await this.#say(NoticeDelivered, message, { attempt, recipient, purpose })
        const rest = { prepared: null, attempts: 0, next_at: null, last_code: null }
        await this.#note({ ...rest, position, delivered_at: now, sent_at: now })
        return undefined
      }
      const { code } = delivery
      const delay = delivery.outcome === 'gone' ? undefined : this.#delays[attempt - 1]
      const next_at = delay === undefined ? null : instantFromMs(msOfInstant(now) + delay)
      await this.#say(NoticeAttemptFailed, message, { attempt, code, retry_at: next_at })
      await this.#note({ attempts: attempt, next_at, last_code: code, sent_at: now })
      if (next_at !== null) continue
      await this.#pause(delivery.outcome === 'gone' ? 'gone' : 'unreachable', code)
      return 'stopped'
    }
  }

  async #send(message: Message, signal: AbortSignal): Promise<Delivery> {
    const { secrets, now } = this.#parts
    const kept = await secrets.load(this.#booked.endpoint.endpoint_id)
    if (kept === undefined) return { outcome: 'failed', code: 'ADDRESS_MISSING' }
    return this.#channel.send({ message, secrets: kept, now: now(), signal })
  }

  /** Until the next attempt is due and the last message is far enough away; false when stopped. */
  async #waited(signal: AbortSignal): Promise<boolean> {
    const { sent_at, next_at } = this.#record
    const spaced = sent_at === null ? 0 : msOfInstant(sent_at) + this.#channel.interval_ms
    const due = Math.max(spaced, next_at === null ? 0 : msOfInstant(next_at))
    const waitMs = due - msOfInstant(this.#parts.now())
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => {})
    return !signal.aborted
  }

  async #say(
    { type, schema_version }: (typeof deliveryEvents)[number],
    message: Message,
    outcome: Readonly<Record<string, string | number | null>>,
  ): Promise<void> {
    const { message_id, notices } = message
    const { endpoint_id, kind, host } = this.#booked.endpoint
    const now = this.#parts.now()
    const event = recordEvent({
      type,
      schema_version,
      source: NOTICES_SOURCE,
      // Each attempt is one, also one that is made again because a crash forgot it.
      id: derivedId('notice-attempt', message_id, type, String(outcome['attempt']), now),
      subject_id: platformSubject('platform', `notice-${endpoint_id}`),
      region: null,
      occurred_at: now,
      causation_id: notices.at(-1)?.event_id ?? null,
      data: {
        endpoint_id,
        message_id,
        kind,
        host,
        about: notices.map(({ event_id }) => event_id),
        notices: [...new Set(notices.map(({ notice }) => notice))],
        fields: fieldsTold(message),
        ...outcome,
      },
    })
    const stream = streamOf('delivery', endpoint_id)
    await this.#parts.log.append([{ stream, expected: 'any', events: [event] }])
  }

  async #pause(cause: 'gone' | 'unreachable', code: string): Promise<void> {
    const { endpoint_id } = this.#booked.endpoint
    const data = { endpoint_id, actor: NOTICES_SOURCE, reason: code, cause }
    await changeEndpoint(this.#parts.log, { type: 'PauseEndpoint', data }, this.#parts.now())
  }

  async #note(change: Partial<SendingRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change }
    await this.#parts.records.save(this.#booked.endpoint.endpoint_id, this.#record)
  }
}

type Wanted =
  | { readonly position: Position; readonly notice: Notice; readonly again?: never }
  | { readonly position: Position; readonly again: Message; readonly notice?: never }

/** A message, and how far the endpoint was told when it is taken. */
interface Outgoing {
  readonly message: Message
  readonly position: Position
}

/** Where it was left, where it was registered, or where it was told to skip what it missed. */
function beginning(
  record: SendingRecord | undefined,
  { registered_at, resumed }: BookedEndpoint,
): SendingRecord {
  const from = record ?? newRecord(registered_at)
  if (resumed === null || resumed.at === from.resumed_at) return from
  // Somebody says that it can be reached again.
  const fresh = { ...from, attempts: 0, next_at: null, resumed_at: resumed.at }
  return resumed.missed === 'skipped' && resumed.at > from.position
    ? { ...fresh, position: resumed.at, prepared: null }
    : fresh
}
