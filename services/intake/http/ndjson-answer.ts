import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Instant } from '@jianwei/events/instant.ts'
import { CLOUD_EVENT } from '#/intake/batch-mode.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import { problemOf } from '#/intake/http/error-answers.ts'
import { intakeProblem, type IntakeProblem } from '#/intake/http/problem.ts'
import { countsOf, type Intake, type IntakeResult } from '#/intake/intake.ts'
import { EVENT_BYTES_MAX, isBlank, lineTooLong, readEventBytes } from '#/intake/line-reading.ts'
import { recordBatches } from '#/intake/record-batches.ts'
import type { RawRecord } from '#/intake/records.ts'

/** Lines that go to the log in one step. */
export const STREAM_LINES_MAX = 2_000
export const STREAM_BYTES_MAX = 4 * 1024 * 1024
/** A sender that pauses hears about the lines before the pause after this long. */
const LINGER_MS = 20

export interface NdjsonStream {
  readonly body: AsyncIterable<Uint8Array>
  readonly gzip: boolean
  readonly request_id: string
}

export interface NdjsonParts {
  readonly intake: Intake
  readonly now: () => Instant
  readonly onFailure: (error: unknown) => void
}

/**
 * The answer to a stream of CloudEvents, one per line: for each line a line, as soon as it is durable, and in the end one with
 * the summary. Blank lines have no answer. Whatever ends the stream early, the lines answered so far are kept, and the last
 * line says what happened.
 */
export async function* ndjsonAnswer(stream: NdjsonStream, parts: NdjsonParts): AsyncGenerator<string> {
  const totals = { accepted: 0, duplicate: 0, quarantined: 0 }
  let problem: IntakeProblem | undefined
  try {
    for await (const batch of recordBatches(bytesOf(stream), {
      record_bytes_max: EVENT_BYTES_MAX,
      batch_records_max: STREAM_LINES_MAX,
      batch_bytes_max: STREAM_BYTES_MAX,
      linger_ms: LINGER_MS,
    })) {
      const lines = batch.filter((record) => !isBlank(record))
      const results = await takeLines(lines, parts)
      const counts = countsOf(results)
      totals.accepted += counts.accepted
      totals.duplicate += counts.duplicate
      totals.quarantined += counts.quarantined
      yield results.map((ofLine, at) => answerLine(lines[at]?.line ?? 0, ofLine)).join('')
    }
  } catch (error) {
    problem = failureOf(error, stream.request_id)
    if (problem.status >= 500) parts.onFailure(error)
  }
  const summary = { ...totals, complete: problem === undefined }
  yield `${JSON.stringify(problem === undefined ? { summary } : { summary, problem })}\n`
}

async function takeLines(
  lines: readonly RawRecord[],
  { intake, now }: NdjsonParts,
): Promise<readonly (readonly IntakeResult[])[]> {
  const notAfter = futureBound(now())
  return intake.take(
    lines.map(({ line, bytes, cut }) => ({
      reading: cut ? lineTooLong(EVENT_BYTES_MAX) : readEventBytes(bytes, notAfter),
      origin: { channel: 'http', line },
      content_type: CLOUD_EVENT,
      bytes,
    })),
  )
}

function answerLine(line: number, [result]: readonly IntakeResult[]): string {
  if (result === undefined) throw new TypeError('a line is one event or one refusal')
  if (result.status === 'quarantined') return `${JSON.stringify({ line, ...result })}\n`
  // Neither a status nor a UUID holds a character that JSON would write otherwise.
  return `{"line":${line},"status":"${result.status}","event_id":"${result.event_id}","position":${result.position}}\n`
}

function bytesOf({ body, gzip }: NdjsonStream): AsyncIterable<Uint8Array> {
  // The reader sees the error of either stream; the callback has nothing to add.
  return gzip ? pipeline(body, createGunzip(), () => {}) : body
}

function failureOf(error: unknown, requestId: string): IntakeProblem {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  if (typeof code === 'string' && code.startsWith('Z_')) return intakeProblem('STREAM_DAMAGED', requestId)
  if (code === 'ECONNRESET')
    return intakeProblem('REQUEST_UNREADABLE', requestId, { detail: 'the request was cut off' })
  const { code: problemCode, ...text } = problemOf(error instanceof Error ? error : new Error(String(error)))
  return intakeProblem(problemCode, requestId, text)
}
