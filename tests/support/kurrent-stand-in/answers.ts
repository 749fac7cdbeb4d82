import type {
  BatchAppendReq,
  BatchAppendResp,
  AppendResp,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js'
import type { StoredEvent } from './append-rules.ts'
import type { Definitions } from './definitions.ts'
import { TOMBSTONE, type AppendAnswer } from './stored-log.ts'

/** The stand-in's answers, as messages of the protocol. */

/** 2^63 − 1, which a tombstone has. */
const LAST_REVISION = '9223372036854775807'
const TICKS_PER_MS = 10_000n
/** What the server takes in one append unless it is told otherwise. */
export const APPEND_BYTES_MAX = 1_048_576

export function eventMessage({ shared, streams }: Definitions, stored: StoredEvent): ReadResp {
  const record = new streams.ReadResp.ReadEvent.RecordedEvent()
  record.setId(new shared.UUID().setString(stored.id))
  record.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(bytesOf(stored.stream)))
  record.setStreamRevision(stored.type === TOMBSTONE ? LAST_REVISION : String(stored.revision))
  record.setCommitPosition(String(stored.position))
  record.setPreparePosition(String(stored.prepare ?? stored.position))
  const headers = record.getMetadataMap()
  headers.set('type', stored.type)
  headers.set('content-type', stored.contentType)
  headers.set('created', String(BigInt(stored.created_ms) * TICKS_PER_MS))
  record.setData(stored.data)
  record.setCustomMetadata(stored.metadata)
  const event = new streams.ReadResp.ReadEvent()
    .setEvent(record)
    .setCommitPosition(String(stored.position))
  return new streams.ReadResp().setEvent(event)
}

export function absentMessage({ shared, streams }: Definitions, stream: string): ReadResp {
  const absent = new streams.ReadResp.StreamNotFound().setStreamIdentifier(
    new shared.StreamIdentifier().setStreamName(bytesOf(stream)),
  )
  return new streams.ReadResp().setStreamNotFound(absent)
}

export function confirmationMessage({ streams }: Definitions): ReadResp {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('stand-in')
  return new streams.ReadResp().setConfirmation(confirmation)
}

export function checkpointMessage({ streams }: Definitions, position: number): ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint()
  checkpoint.setCommitPosition(String(position)).setPreparePosition(String(position))
  return new streams.ReadResp().setCheckpoint(checkpoint)
}

/** As servers up to 24 say it, without a position. */
export function caughtUpMessage({ streams }: Definitions): ReadResp {
  return new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp())
}

/** Of an append that the server did not refuse altogether. */
export type StreamAnswer = Exclude<AppendAnswer, { readonly answer: 'stream-deleted' }>

export function appendMessage({ shared, streams }: Definitions, answer: StreamAnswer): AppendResp {
  const response = new streams.AppendResp()
  if (answer.answer === 'wrong-revision') {
    const wrong = new streams.AppendResp.WrongExpectedVersion()
    if (answer.current === undefined) wrong.setCurrentNoStream(new shared.Empty())
    else wrong.setCurrentRevision(String(answer.current))
    return response.setWrongExpectedVersion(wrong)
  }
  const at = String(answer.position)
  const position = new streams.AppendResp.Position().setCommitPosition(at).setPreparePosition(at)
  const success = new streams.AppendResp.Success()
    .setCurrentRevision(String(answer.revision))
    .setPosition(position)
  return response.setSuccess(success)
}

export function batchAppendMessage(
  definitions: Definitions,
  request: BatchAppendReq,
  stream: string,
  answer: AppendAnswer,
): BatchAppendResp {
  const { shared, status, streams } = definitions
  const response = new streams.BatchAppendResp()
  response.setCorrelationId(request.getCorrelationId())
  response.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(bytesOf(stream)))
  if (answer.answer === 'wrong-revision') {
    const wrong = new shared.WrongExpectedVersion()
    if (answer.current !== undefined) wrong.setCurrentStreamRevision(String(answer.current))
    const details = new definitions.Any()
    details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion')
    return response.setError(
      new status.Status().setMessage('wrong expected version').setDetails(details),
    )
  }
  if (answer.answer === 'stream-deleted') {
    const deleted = new shared.StreamDeleted().setStreamIdentifier(
      new shared.StreamIdentifier().setStreamName(bytesOf(stream)),
    )
    const details = new definitions.Any()
    details.pack(deleted.serializeBinary(), 'event_store.client.StreamDeleted')
    return response.setError(new status.Status().setMessage('stream deleted').setDetails(details))
  }
  const at = String(answer.position)
  const position = new shared.AllStreamPosition().setCommitPosition(at).setPreparePosition(at)
  return response.setSuccess(
    new streams.BatchAppendResp.Success()
      .setCurrentRevision(String(answer.revision))
      .setPosition(position),
  )
}

export function tooLargeMessage(
  definitions: Definitions,
  request: BatchAppendReq,
  { stream, bytes_max }: { readonly stream: string; readonly bytes_max: number },
): BatchAppendResp {
  const { shared, status, streams } = definitions
  const details = new definitions.Any()
  const exceeded = new shared.MaximumAppendSizeExceeded().setMaxappendsize(bytes_max)
  details.pack(exceeded.serializeBinary(), 'event_store.client.MaximumAppendSizeExceeded')
  const response = new streams.BatchAppendResp().setCorrelationId(request.getCorrelationId())
  response.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(bytesOf(stream)))
  return response.setError(new status.Status().setMessage('too large').setDetails(details))
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}
