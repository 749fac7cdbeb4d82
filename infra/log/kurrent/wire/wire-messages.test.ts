import { createRequire } from 'node:module'
import type * as Conversion from '@kurrent/kurrentdb-client/dist/utils/convertGrpcEvent.js'
import type * as Shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js'
import type * as Streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js'
import { expect, test } from 'vitest'
import type { EventToWrite } from '#/log/kurrent/kurrent-client.ts'
import { appendAnswer, appendRequests } from '#/log/kurrent/wire/append-messages.ts'
import { readAnswer, subscribeRequest } from '#/log/kurrent/wire/read-messages.ts'

// The messages as a client package has them generated from the server's own definitions.
const load = createRequire(import.meta.url)
const PACKAGE = '@kurrent/kurrentdb-client'
const GENERATED = `${PACKAGE}/generated/kurrentdb/protocols/v1`
const shared = load(`${GENERATED}/shared_pb.js`) as typeof Shared
const { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } = load(
  `${GENERATED}/streams_pb.js`,
) as typeof Streams
const { convertGrpcEvent } = load(`${PACKAGE}/dist/utils/convertGrpcEvent.js`) as typeof Conversion

const ID = '0b5bd77d-2a41-4f0e-9cf3-7a9c8a0a1f00'
const LAST_REVISION = '9223372036854775807'

function event(fields: Partial<EventToWrite> = {}): EventToWrite {
  const written = { id: ID, type: '投诉Received', data_json: '{"text":"环保 🌊"}' }
  return { ...written, metadata_json: '{"stream":"subject-1"}', ...fields }
}

test.each([['absent' as const], [0n], [127n], [128n], [2n ** 53n + 1n]])(
  'an append behind %s is read as it was asked for',
  (expected) => {
    const append = { stream: 'jianwei.区-1', expected, events: [event(), event()], deadline_ms: 1 }
    const requests = appendRequests(append, ID, 1_700_000_000_123)
    const [request] = requests.map((bytes) => BatchAppendReq.deserializeBinary(bytes))
    const options = request?.getOptions()
    expect(requests).toHaveLength(1)
    expect(request?.getCorrelationId()?.getString()).toBe(ID)
    expect(request?.getIsFinal()).toBe(true)
    expect(Buffer.from(options?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()).toBe(
      'jianwei.区-1',
    )
    expect(options?.hasNoStream()).toBe(expected === 'absent')
    expect(options?.getStreamPosition()).toBe(expected === 'absent' ? '0' : String(expected))
    expect(options?.getDeadline21100()?.toDate()).toEqual(new Date(1_700_000_000_123))
    const proposed = request?.getProposedMessagesList() ?? []
    expect(
      proposed.map((message) => ({
        id: message.getId()?.getString(),
        type: message.getMetadataMap().get('type'),
        content: message.getMetadataMap().get('content-type'),
        data: Buffer.from(message.getData_asU8()).toString(),
        metadata: Buffer.from(message.getCustomMetadata_asU8()).toString(),
      })),
    ).toEqual(
      append.events.map(({ id, type, data_json, metadata_json }) => ({
        id,
        type,
        content: 'application/json',
        data: data_json,
        metadata: metadata_json,
      })),
    )
  },
)

test('an append that is too large for one request comes in several, the last of them final', () => {
  const events = Array.from({ length: 7 }, () => event({ data_json: `"${'x'.repeat(999_990)}"` }))
  const append = { stream: 's', expected: 1n, events, deadline_ms: 1 }
  const requests = appendRequests(append, ID, 0).map((bytes) =>
    BatchAppendReq.deserializeBinary(bytes),
  )
  expect(requests.map((request) => request.getProposedMessagesList().length)).toEqual([3, 3, 1])
  expect(requests.map((request) => request.getIsFinal())).toEqual([false, false, true])
  expect(requests.map((request) => request.hasOptions())).toEqual([true, false, false])
  expect(new Set(requests.map((request) => request.getCorrelationId()?.getString())).size).toBe(1)
})

test('the answer to an append says where it was written, or keeps why not', () => {
  const uuid = new shared.UUID().setStructured(
    new shared.UUID.Structured()
      .setMostSignificantBits(String(BigInt.asIntN(64, 0xfb5bd77d2a414f0en)))
      .setLeastSignificantBits(String(BigInt.asIntN(64, 0x9cf37a9c8a0a1f00n))),
  )
  const position = new shared.AllStreamPosition()
    .setCommitPosition('9007199254740993')
    .setPreparePosition('7')
  const success = new BatchAppendResp.Success().setCurrentRevision('41').setPosition(position)
  const written = new BatchAppendResp().setCorrelationId(uuid).setSuccess(success)
  const correlation_id = `f${ID.slice(1)}`
  expect(appendAnswer(Buffer.from(written.serializeBinary()))).toEqual({
    answer: 'written',
    correlation_id,
    reply: { revision: 41n, logPosition: { commit: 2n ** 53n + 1n, prepare: 7n } },
  })
  const bytes = Buffer.from(new BatchAppendResp().setCorrelationId(uuid).serializeBinary())
  expect(appendAnswer(bytes)).toEqual({ answer: 'refused', correlation_id, bytes })
})

test('a subscription is asked for from the start or behind a position', () => {
  const asked = ReadReq.deserializeBinary(subscribeRequest('start', ['jianwei.', '$$jianwei.']))
  const options = asked.getOptions()
  expect(options?.getAll()?.hasStart()).toBe(true)
  expect(options?.hasSubscription()).toBe(true)
  expect(options?.getUuidOption()?.hasString()).toBe(true)
  expect(options?.getFilter()?.getStreamIdentifier()?.getPrefixList()).toEqual([
    'jianwei.',
    '$$jianwei.',
  ])
  expect(options?.getFilter()?.getMax()).toBe(256)
  expect(options?.getFilter()?.getCheckpointintervalmultiplier()).toBe(4)
  const behind = { commit: 2n ** 60n, prepare: 5n }
  const position = ReadReq.deserializeBinary(subscribeRequest(behind, ['']))
    .getOptions()
    ?.getAll()
    ?.getPosition()
  expect([position?.getCommitPosition(), position?.getPreparePosition()]).toEqual([
    String(2n ** 60n),
    '5',
  ])
})

interface Given {
  readonly revision?: string
  readonly content?: string
  readonly data?: string | Uint8Array
  readonly metadata?: string
  readonly position?: string
}

function given({ revision = '3', content = 'application/json', ...fields }: Given): Uint8Array {
  const record = new ReadResp.ReadEvent.RecordedEvent()
  record.setId(new shared.UUID().setString(ID))
  record.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from('jianwei.区')))
  record.setStreamRevision(revision)
  record.setCommitPosition(fields.position ?? '300').setPreparePosition(fields.position ?? '299')
  record.getMetadataMap().set('type', 'ComplaintReceived')
  record.getMetadataMap().set('content-type', content)
  record.getMetadataMap().set('created', '17000000001239999')
  record.setData(Buffer.from(fields.data ?? '{"a":[1,"环"]}'))
  record.setCustomMetadata(Buffer.from(fields.metadata ?? '{"stream":"subject-1"}'))
  const read = new ReadResp.ReadEvent().setEvent(record).setCommitPosition('300')
  return new ReadResp().setEvent(read).serializeBinary()
}

test.each<[what: string, fields: Given]>([
  ['of this program', {}],
  ['without metadata', { metadata: '' }],
  ['whose metadata are no JSON', { metadata: '{' }],
  ['whose data are no JSON, though it says so', { data: '{"a":' }],
  ['that is binary', { content: 'application/octet-stream', data: Uint8Array.of(0, 255) }],
  ['that is a tombstone', { revision: LAST_REVISION, data: '' }],
  ['of an old server, without a position', { position: String(2n ** 64n - 1n) }],
  ['of revision 0', { revision: '0' }],
])('an event %s is read as the package reads it', (_, fields) => {
  const bytes = given(fields)
  const answer = readAnswer(Buffer.from(bytes))
  const there = convertGrpcEvent(ReadResp.deserializeBinary(bytes).getEvent()!).event!
  if (answer.answer !== 'event' || answer.event === undefined) throw new Error('no event')
  const { id, streamId, revision, type, isJson, created, position, data, metadata } = answer.event
  expect({ id, streamId, revision, type, isJson, created, position }).toEqual({
    id: there.id,
    streamId: there.streamId,
    revision: there.revision,
    type: there.type,
    isJson: there.isJson,
    created: there.created,
    position: there.position,
  })
  expect(plain(data)).toEqual(plain(there.data))
  expect(plain(metadata)).toEqual(plain(there.metadata))
})

test('what else a subscription says is told apart', () => {
  const checkpoint = new ReadResp.Checkpoint().setCommitPosition('70').setPreparePosition('69')
  const answers = [
    new ReadResp().setConfirmation(
      new ReadResp.SubscriptionConfirmation().setSubscriptionId('one'),
    ),
    new ReadResp().setCheckpoint(checkpoint),
    new ReadResp().setCaughtUp(new ReadResp.CaughtUp()),
    new ReadResp().setFellBehind(new ReadResp.FellBehind()),
    new ReadResp().setFirstStreamPosition('4'),
  ]
  expect(answers.map((answer) => readAnswer(Buffer.from(answer.serializeBinary())))).toEqual([
    { answer: 'confirmation' },
    { answer: 'checkpoint', position: { commit: 70n, prepare: 69n } },
    { answer: 'caughtUp' },
    { answer: 'fellBehind' },
    { answer: 'other' },
  ])
})

test('a message that was cut is refused, wherever it was', () => {
  const bytes = Buffer.from(given({}))
  for (let length = 1; length < bytes.length; length += 1)
    expect(() => readAnswer(bytes.subarray(0, length))).toThrow(RangeError)
})

/** Bytes are compared as bytes, whatever class they have. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value
}
