import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Instant } from '@jianwei/events/instant.ts'
import { problem, problemIn, type ProblemBody } from '#/http/problem.ts'
import type { Language } from '#/language/language.ts'
import { CLOUD_EVENT } from '#/intake/batch-mode.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import { intakeRefusal } from '#/intake/http/refusals.ts'
import { refusedLines, type RefusedLines } from '#/intake/http/refused-lines.ts'
import {
  checkLines,
  STREAM_LIMITS,
  unpackedWithin,
  type StreamLimits,
} from '#/intake/http/stream-limits.ts'
import {
  countsOf,
  isTaken,
  type Intake,
  type IntakeCounts,
  type IntakeResult,
} from '#/intake/intake.ts'
import { EVENT_BYTES_MAX, isBlank, lineTooLong, readEventBytes } from '#/intake/line-reading.ts'
import { recordBatches, recordsIn } from '#/intake/record-batches.ts'
import { recordSplitter, type RawRecord } from '#/intake/records.ts'

/** Lines that go to the log in one step. */
export const STREAM_LINES_MAX = 2_000
export const STREAM_BYTES_MAX = 4 * 1024 * 1024
/** A sender that pauses hears about the lines before the pause after this long. */
const LINGER_MS = 20

export interface NdjsonStream {
  readonly body: AsyncIterable<Uint8Array>
  readonly gzip: boolean
  readonly request_id: string
  /** In which refusals are told; English if not said. */
  readonly language?: Language
}

export interface NdjsonParts {
  readonly intake: Intake
  readonly now: () => Instant
  readonly limits?: StreamLimits
  readonly onFailure: (error: unknown) => void
}

/**
 * The answer to a stream of CloudEvents, one per line: for each line a line, as soon as it is
 * durable, and in the end one with the summary. Blank lines have no answer, and lines that are
 * refused for the same reasons again and again share one. Whatever ends the stream early, the lines
 * answered so far are kept, and the last line says what happened.
 */
export async function* ndjsonAnswer(
  stream: NdjsonStream,
  parts: NdjsonParts,
): AsyncGenerator<string> {
  const totals = { accepted: 0, duplicate: 0, corrected: 0, quarantined: 0, counted: 0 }
  const limits = parts.limits ?? STREAM_LIMITS
  const { language = 'en' } = stream
  const refusals = refusedLines(language)
  let blank = 0
  let failure: ProblemBody | undefined
  try {
    const splitter = recordSplitter({ record_bytes_max: EVENT_BYTES_MAX })
    for await (const batch of recordBatches(recordsIn(bytesOf(stream, limits), splitter), {
      batch_records_max: STREAM_LINES_MAX,
      batch_bytes_max: STREAM_BYTES_MAX,
      linger_ms: LINGER_MS,
    })) {
      const lines = batch.filter((record) => !isBlank(record))
      blank += batch.length - lines.length
      const results = lines.length === 0 ? [] : await takeLines(lines, parts)
      addCounts(totals, countsOf(results))
      const text = results
        .map((ofLine, at) => answerLine(lines[at]?.line ?? 0, ofLine, refusals))
        .join('')
      if (text !== '') yield text
      const taken = totals.accepted + totals.duplicate + totals.corrected
      checkLines({ taken, refused: totals.quarantined + totals.counted, blank }, limits)
    }
  } catch (error) {
    failure = problemIn(language, failureOf(error, stream.request_id))
    if (failure.status >= 500) parts.onFailure(error)
  }
  const { counted, ...others } = totals
  const summary = {
    ...others,
    ...(counted === 0 ? {} : { counted }),
    complete: failure === undefined,
  }
  const last = failure === undefined ? { summary } : { summary, problem: failure }
  yield `${refusals.end()}${JSON.stringify(last)}\n`
}

function addCounts(totals: Mutable<IntakeCounts>, counts: IntakeCounts): void {
  totals.accepted += counts.accepted
  totals.duplicate += counts.duplicate
  totals.corrected += counts.corrected
  totals.quarantined += counts.quarantined
  totals.counted += counts.counted
}

type Mutable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] }

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

/** What was taken ends a run of refusals, so that the answer stays in the order of the lines. */
function answerLine(
  line: number,
  [result]: readonly IntakeResult[],
  refusals: RefusedLines,
): string {
  if (result === undefined) throw new TypeError('a line is one event or one refusal')
  if (!isTaken(result)) return refusals.answer(line, result)
  if (result.notice !== undefined)
    return `${refusals.end()}${JSON.stringify({ line, ...result })}\n`
  // Neither a status nor a UUID holds a character that JSON would write otherwise.
  return (
    `${refusals.end()}{"line":${line},"status":"${result.status}","event_id":"` +
    `${result.event_id}","position":${result.position}}\n`
  )
}

function bytesOf({ body, gzip }: NdjsonStream, limits: StreamLimits): AsyncIterable<Uint8Array> {
  if (!gzip) return body
  let packed = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      packed += chunk.length
      yield chunk
    }
  }
  // The reader sees the error of either stream; the callback has nothing to add.
  const unpacked = pipeline(counted(), createGunzip(), () => {})
  return unpackedWithin(unpacked, () => packed, limits.unpacked_ratio_max)
}

function failureOf(error: unknown, request_id: string): ProblemBody {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  if (typeof code === 'string' && code.startsWith('Z_'))
    return problem('STREAM_DAMAGED', { request_id })
  if (code === 'ECONNRESET')
    return problem('REQUEST_UNREADABLE', { request_id, detail: 'the request was cut off' })
  const refusal = intakeRefusal(error instanceof Error ? error : new Error(String(error)))
  return problem(refusal.code, { ...refusal, request_id })
}
