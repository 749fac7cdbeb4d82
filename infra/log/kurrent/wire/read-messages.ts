import {
  SEARCH_REPORT_WINDOWS,
  SEARCH_WINDOW_EVENTS,
  type ClientEvent,
  type LogPosition,
} from '#/log/kurrent/kurrent-client.ts'
import { positionIn } from '#/log/kurrent/wire/append-messages.ts'
import { MessageReader } from '#/log/kurrent/wire/message-reader.ts'
import { message, messageField, numberField, textField } from '#/log/kurrent/wire/message-writer.ts'
import { uuidIn } from '#/log/kurrent/wire/uuid.ts'

/*
 * Messages of `event_store.client.streams.Streams/Read`, as far as a subscription to everything
 * needs them.
 */

/** `ReadReq.Options`, which is the first field of the request. */
const OPTIONS = { all: 2, subscription: 6, filter: 7, uuid_option: 9 } as const
const ALL = { position: 1, start: 2 } as const
const POSITION = { commit: 1, prepare: 2 } as const
const FILTER = { stream_names: 1, window: 3, report_windows: 5 } as const
const EXPRESSION_PREFIX = 2
const UUID_AS_TEXT = 2
/** `ReadResp` */
const ANSWER = { event: 1, confirmation: 2, checkpoint: 3, caught_up: 8, fell_behind: 9 } as const
/** `ReadResp.ReadEvent.RecordedEvent`, which is the first field of an event. */
const RECORDED = {
  id: 1,
  stream: 2,
  revision: 3,
  prepare: 4,
  commit: 5,
  headers: 6,
  metadata: 7,
  data: 8,
} as const
const STREAM_NAME = 3
const HEADER = { name: 1, value: 2 } as const

const NOTHING = Buffer.alloc(0)
/** The server counts time in pieces of 100 ns. */
const TICKS_DIGITS = 4

/** Everything behind the position in streams whose names begin so. */
export function subscribeRequest(
  after: LogPosition | 'start',
  prefixes: readonly string[],
): Buffer {
  const from =
    after === 'start'
      ? messageField(ALL.start, NOTHING)
      : messageField(
          ALL.position,
          message(
            numberField(POSITION.commit, after.commit),
            numberField(POSITION.prepare, after.prepare),
          ),
        )
  const expression = message(...prefixes.map((prefix) => textField(EXPRESSION_PREFIX, prefix)))
  const filter = message(
    messageField(FILTER.stream_names, expression),
    numberField(FILTER.window, BigInt(SEARCH_WINDOW_EVENTS)),
    numberField(FILTER.report_windows, BigInt(SEARCH_REPORT_WINDOWS)),
  )
  const options = message(
    messageField(OPTIONS.all, from),
    messageField(OPTIONS.subscription, NOTHING),
    messageField(OPTIONS.filter, filter),
    messageField(OPTIONS.uuid_option, messageField(UUID_AS_TEXT, NOTHING)),
  )
  return messageField(1, options)
}

export type ReadAnswer =
  | { readonly answer: 'event'; readonly event: ClientEvent | undefined }
  | { readonly answer: 'checkpoint'; readonly position: LogPosition }
  | { readonly answer: 'confirmation' | 'caughtUp' | 'fellBehind' | 'other' }

/** Throws RangeError for bytes that are no such message. */
export function readAnswer(bytes: Buffer): ReadAnswer {
  const reader = new MessageReader(bytes)
  switch (reader.next()) {
    case ANSWER.event:
      return { answer: 'event', event: eventIn(reader.message()) }
    case ANSWER.checkpoint:
      return { answer: 'checkpoint', position: positionIn(reader.message()) }
    case ANSWER.confirmation:
      return { answer: 'confirmation' }
    case ANSWER.caught_up:
      return { answer: 'caughtUp' }
    case ANSWER.fell_behind:
      return { answer: 'fellBehind' }
    default:
      return { answer: 'other' }
  }
}

/** Undefined for a link to an event that is gone. */
function eventIn(reader: MessageReader): ClientEvent | undefined {
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) return new ReceivedEvent(reader.message())
    reader.skip()
  }
  return undefined
}

/** What it holds is parsed when somebody asks for it, and then once. */
class ReceivedEvent implements ClientEvent {
  readonly id: string = ''
  readonly streamId: string = ''
  readonly revision: bigint = 0n
  readonly type: string = '<no-event-type-provided>'
  readonly isJson: boolean = false
  readonly created: Date
  readonly position: LogPosition
  readonly #dataBytes: Buffer = NOTHING
  readonly #metadataBytes: Buffer = NOTHING
  #data: { readonly value: unknown } | undefined
  #metadata: { readonly value: unknown } | undefined

  constructor(reader: MessageReader) {
    let created = ''
    let commit = 0n
    let prepare = 0n
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      switch (field) {
        case RECORDED.id:
          this.id = uuidIn(reader.message())
          break
        case RECORDED.stream:
          this.streamId = streamIn(reader.message())
          break
        case RECORDED.revision:
          this.revision = reader.uint64()
          break
        case RECORDED.prepare:
          prepare = reader.uint64()
          break
        case RECORDED.commit:
          commit = reader.uint64()
          break
        case RECORDED.headers: {
          const { name, value } = headerIn(reader.message())
          if (name === 'type') this.type = value
          else if (name === 'created') created = value
          else if (name === 'content-type') this.isJson = value === 'application/json'
          break
        }
        case RECORDED.metadata:
          this.#metadataBytes = reader.bytes()
          break
        case RECORDED.data:
          this.#dataBytes = reader.bytes()
          break
        default:
          reader.skip()
      }
    }
    this.created = new Date(Number(created.slice(0, -TICKS_DIGITS)))
    this.position = { commit, prepare }
  }

  /** Text for JSON that cannot be read; bytes for what is none. */
  get data(): unknown {
    this.#data ??= {
      value: this.isJson
        ? parsed(this.#dataBytes, (bytes) => bytes.toString('utf8'))
        : this.#dataBytes,
    }
    return this.#data.value
  }

  /** Undefined where there are none; bytes for what is no JSON. */
  get metadata(): unknown {
    this.#metadata ??= {
      value:
        this.#metadataBytes.length === 0
          ? undefined
          : parsed(this.#metadataBytes, (bytes) => bytes),
    }
    return this.#metadata.value
  }
}

function parsed(bytes: Buffer, otherwise: (bytes: Buffer) => unknown): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return otherwise(bytes)
  }
}

function streamIn(reader: MessageReader): string {
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === STREAM_NAME) return reader.text()
    reader.skip()
  }
  return ''
}

function headerIn(reader: MessageReader): { readonly name: string; readonly value: string } {
  let [name, value] = ['', '']
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === HEADER.name) name = reader.text()
    else if (field === HEADER.value) value = reader.text()
    else reader.skip()
  }
  return { name, value }
}
