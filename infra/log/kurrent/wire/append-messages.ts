import type { AppendCommand, AppendReply, EventToWrite } from '#/log/kurrent/kurrent-client.ts'
import { MessageReader } from '#/log/kurrent/wire/message-reader.ts'
import {
  message,
  messageField,
  MessageWriter,
  numberField,
  sizeOfField,
  textField,
} from '#/log/kurrent/wire/message-writer.ts'
import { uuidIn } from '#/log/kurrent/wire/uuid.ts'

/*
 * Messages of `event_store.client.streams.Streams/BatchAppend`: one call takes many appends, each
 * of them in one request or several, and answers each with what its request was numbered.
 */

/** Events of one request, as the client packages divide them. */
const REQUEST_BYTES_MAX = 3 * 1024 * 1024

/** `BatchAppendReq` */
const REQUEST = { correlation_id: 1, options: 2, proposed: 3, is_final: 4 } as const
const OPTIONS = { stream: 1, revision: 2, no_stream: 3, deadline: 6 } as const
const TIMESTAMP = { seconds: 1, nanos: 2 } as const
const PROPOSED = { id: 1, headers: 2, metadata: 3, data: 4 } as const
/** `BatchAppendResp` */
const ANSWER = { correlation_id: 1, error: 2, success: 3 } as const
const SUCCESS = { revision: 1, position: 3 } as const
const POSITION = { commit: 1, prepare: 2 } as const
const UUID_TEXT = 2
const STREAM_NAME = 3
const HEADER = { name: 1, value: 2 } as const

const NOTHING = Buffer.alloc(0)
const JSON_CONTENT = messageField(
  PROPOSED.headers,
  message(textField(HEADER.name, 'content-type'), textField(HEADER.value, 'application/json')),
)
const TYPE_NAME = textField(HEADER.name, 'type')

/** The requests of an append. `deadline_at_ms`: the server gives up then, by its own clock. */
export function appendRequests(
  { stream, expected, events }: AppendCommand,
  correlation_id: string,
  deadline_at_ms: number,
): readonly Buffer[] {
  const id = messageField(REQUEST.correlation_id, textField(UUID_TEXT, correlation_id))
  const state =
    expected === 'absent'
      ? messageField(OPTIONS.no_stream, NOTHING)
      : numberField(OPTIONS.revision, expected)
  const deadline = message(
    numberField(TIMESTAMP.seconds, BigInt(Math.floor(deadline_at_ms / 1_000))),
    numberField(TIMESTAMP.nanos, BigInt(Math.floor(deadline_at_ms % 1_000) * 1_000_000)),
  )
  const options = message(
    messageField(OPTIONS.stream, textField(STREAM_NAME, stream)),
    state,
    messageField(OPTIONS.deadline, deadline),
  )
  const pieces = piecesOf(events.map(sized))
  return pieces.map((piece, nth) => {
    const head = nth === 0 ? message(id, messageField(REQUEST.options, options)) : id
    const tail = nth === pieces.length - 1 ? numberField(REQUEST.is_final, 1n) : NOTHING
    return message(head, proposedMessages(piece), tail)
  })
}

/** An event with the bytes of what it is made of. */
interface Sized {
  readonly event: EventToWrite
  readonly id_bytes: number
  readonly type_bytes: number
  readonly metadata_bytes: number
  readonly data_bytes: number
  /** Of its message. */
  readonly bytes: number
}

function sized(event: EventToWrite): Sized {
  const id_bytes = Buffer.byteLength(event.id)
  const type_bytes = Buffer.byteLength(event.type)
  const metadata_bytes = Buffer.byteLength(event.metadata_json)
  const data_bytes = Buffer.byteLength(event.data_json)
  const bytes =
    sizeOfField(sizeOfField(id_bytes)) +
    sizeOfField(TYPE_NAME.length + sizeOfField(type_bytes)) +
    JSON_CONTENT.length +
    sizeOfField(metadata_bytes) +
    sizeOfField(data_bytes)
  return { event, id_bytes, type_bytes, metadata_bytes, data_bytes, bytes }
}

function piecesOf(events: readonly Sized[]): readonly (readonly Sized[])[] {
  const pieces: Sized[][] = [[]]
  let bytes = 0
  for (const event of events) {
    bytes += event.bytes
    if (bytes > REQUEST_BYTES_MAX) {
      pieces.push([])
      bytes = event.bytes
    }
    pieces.at(-1)?.push(event)
  }
  return pieces
}

function proposedMessages(events: readonly Sized[]): Buffer {
  const writer = new MessageWriter(events.reduce((sum, { bytes }) => sum + sizeOfField(bytes), 0))
  for (const { event, id_bytes, type_bytes, metadata_bytes, data_bytes, bytes } of events) {
    writer.begin(REQUEST.proposed, bytes)
    writer.begin(PROPOSED.id, sizeOfField(id_bytes))
    writer.text(UUID_TEXT, event.id, id_bytes)
    writer.begin(PROPOSED.headers, TYPE_NAME.length + sizeOfField(type_bytes))
    writer.raw(TYPE_NAME)
    writer.text(HEADER.value, event.type, type_bytes)
    writer.raw(JSON_CONTENT)
    writer.text(PROPOSED.metadata, event.metadata_json, metadata_bytes)
    writer.text(PROPOSED.data, event.data_json, data_bytes)
  }
  return writer.bytes
}

/** What the server says to the append with the number. */
export type AppendAnswer =
  | { readonly answer: 'written'; readonly correlation_id: string; readonly reply: AppendReply }
  /** The package's own message says why. */
  | { readonly answer: 'refused'; readonly correlation_id: string; readonly bytes: Buffer }

/** Throws RangeError for bytes that are no such message. */
export function appendAnswer(bytes: Buffer): AppendAnswer {
  const reader = new MessageReader(bytes)
  let correlation_id = ''
  let reply: AppendReply | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === ANSWER.correlation_id) correlation_id = uuidIn(reader.message())
    else if (field === ANSWER.success) reply = replyIn(reader.message())
    else reader.skip()
  }
  return reply === undefined
    ? { answer: 'refused', correlation_id, bytes }
    : { answer: 'written', correlation_id, reply }
}

function replyIn(reader: MessageReader): AppendReply {
  let revision = 0n
  let logPosition: AppendReply['logPosition']
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === SUCCESS.revision) revision = reader.uint64()
    else if (field === SUCCESS.position) logPosition = positionIn(reader.message())
    else reader.skip()
  }
  return { revision, logPosition }
}

/** A place of the server's log: `AllStreamPosition`, and a checkpoint of a subscription. */
export function positionIn(reader: MessageReader): NonNullable<AppendReply['logPosition']> {
  const position = { commit: 0n, prepare: 0n }
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === POSITION.commit) position.commit = reader.uint64()
    else if (field === POSITION.prepare) position.prepare = reader.uint64()
    else reader.skip()
  }
  return position
}
