import type { OutgoingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ExportOutcome, ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { traceOf } from '#/http/error-trace.ts'
import { problem, RequestRefused } from '#/http/problem.ts'
import type { HttpLogger } from '#/http/request-log.ts'
import { EXPORT_TYPES } from '#/server/exports/export-types.ts'
import { noteEnd, noteStart } from '#/server/exports/export-record.ts'
import { shownFilter } from '#/server/exports/shown-filter.ts'
import { serverRefusal } from '#/server/refusals.ts'

/** How long a reader may take nothing at all. */
const STALLED_MS = 60_000
/** Exports of a process at one time: the others keep its queries for people's pages. */
const EXPORTS_AT_ONCE_MAX = 4
/** Of a note in a header: proxies refuse long ones. */
const NOTE_CHARACTERS_MAX = 4_000

/** What is taken out: what the log is told of it, and its bytes, made while they are taken. */
export interface OutgoingFile {
  readonly started: ExportStarted
  readonly started_at: Instant
  /** Of the file, without what tells its form. */
  readonly name: string
  /** Rows that were taken so far. */
  readonly rows: number
  readonly outcome: ExportOutcome
  readonly pieces: () => AsyncIterable<string | Uint8Array>
}

export interface SendingParts {
  readonly log: EventLog
  readonly now: () => Instant
  readonly logger: HttpLogger
}

/** Sends files. Each is in the log before its first byte, and its end behind its last. */
export class ExportSender {
  readonly #parts: SendingParts
  readonly #running = new Set<FastifyReply['raw']>()
  #places = EXPORTS_AT_ONCE_MAX

  constructor(parts: SendingParts) {
    this.#parts = parts
  }

  /**
   * Sends what may take long, where it has a place among the others. Throws RequestRefused where it
   * has none, and what `begin` throws.
   */
  async sendInTurn(
    request: FastifyRequest,
    reply: FastifyReply,
    begin: () => Promise<OutgoingFile>,
  ): Promise<void> {
    if (this.#places === 0)
      throw new RequestRefused('EXPORTS_BUSY', `${EXPORTS_AT_ONCE_MAX} exports are being sent`)
    this.#places -= 1
    try {
      await this.send(request, reply, await begin())
    } finally {
      this.#places += 1
    }
  }

  /** Throws what keeps it from the log; what goes wrong behind that is in the log as its end. */
  async send(request: FastifyRequest, reply: FastifyReply, file: OutgoingFile): Promise<void> {
    const { log, now } = this.#parts
    const { started, started_at } = file
    await noteStart(log, started, started_at)
    const outcome = await this.#write(request, reply, file)
    try {
      await noteEnd(log, { export_id: started.export_id, rows: file.rows, outcome }, now())
    } catch (error) {
      this.#failed(request, error)
    }
  }

  /** Nobody waits for whoever reads slowly: the file breaks off, and is said to have. */
  leave(): void {
    for (const response of this.#running) response.destroy()
  }

  async #write(
    request: FastifyRequest,
    reply: FastifyReply,
    file: OutgoingFile,
  ): Promise<ExportOutcome> {
    const { raw } = reply
    // Not ended by the limit on how long an answer may take: by its reader, or by its rows.
    reply.hijack()
    this.#running.add(raw)
    const pieces = file.pieces()[Symbol.asyncIterator]()
    try {
      const first = await pieces.next()
      reply.headers(headersOf(file))
      // Headers of an answer: Node's type knows those of requests too.
      raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders)
      raw.setTimeout(STALLED_MS, () => raw.destroy())
      await pipeline(Readable.from(from(first, pieces), { objectMode: false }), raw)
      return file.outcome
    } catch (error) {
      if (request.gone.aborted || isGone(error)) return 'left'
      this.#failed(request, error)
      answerFailure(request, raw, error)
      return 'failed'
    } finally {
      this.#running.delete(raw)
      await pieces.return?.()
    }
  }

  #failed(request: FastifyRequest, error: unknown): void {
    const told = { request_id: request.id, error: traceOf(error) }
    this.#parts.logger.error(told, 'an export failed')
  }
}

function headersOf(file: OutgoingFile): Readonly<Record<string, string>> {
  const { export_id, format } = file.started
  return {
    'content-type': EXPORT_TYPES[format],
    'content-disposition': `attachment; filename="${file.name}-${export_id}.${format}"`,
    'cache-control': 'no-store',
    link: `</v1/exports/${export_id}>; rel="describedby"`,
    'export-note': noteOf(file),
  }
}

/** For forms that have no place for a note: JSON in percent encoding. */
function noteOf({ started, started_at, rows }: OutgoingFile): string {
  const { export_id, actor, recipient, purpose, format, rows_expected } = started
  const note = {
    export_id,
    actor,
    recipient,
    purpose,
    started_at,
    filter: shownFilter(started.filter),
    // Of the other forms it is known only when they have been read.
    rows: format === 'parquet' ? rows : null,
    rows_expected,
  }
  const whole = encodeURIComponent(JSON.stringify(note))
  if (whole.length <= NOTE_CHARACTERS_MAX) return whole
  // The note that the link names has all of it.
  return encodeURIComponent(JSON.stringify({ ...note, purpose: null, filter: null }))
}

type Piece = string | Uint8Array

async function* from(
  first: IteratorResult<Piece, unknown>,
  pieces: AsyncIterator<Piece>,
): AsyncGenerator<Piece> {
  try {
    let piece = first
    while (piece.done !== true) {
      yield piece.value
      piece = await pieces.next()
    }
  } finally {
    await pieces.return?.()
  }
}

/** Where nothing left yet it can still be said; behind that the connection breaks off. */
function answerFailure(request: FastifyRequest, raw: FastifyReply['raw'], error: unknown): void {
  if (raw.headersSent || raw.destroyed) {
    raw.destroy()
    return
  }
  const refusal = error instanceof Error ? serverRefusal(error) : undefined
  const code = refusal?.code ?? 'INTERNAL'
  const body = problem(code, { request_id: request.id })
  raw.writeHead(body.status, { 'content-type': 'application/problem+json' })
  raw.end(JSON.stringify(body))
}

/** Whether writing ended because the reader closed the connection. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
