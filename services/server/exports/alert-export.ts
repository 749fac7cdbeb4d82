import type { ExportOutcome, ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ALERT_COLUMNS, cellsOf, HEADERS, recordOf } from '#/server/exports/alert-columns.ts'
import { EXPORT_ROWS_MAX } from '#/server/exports/export-types.ts'
import type { OutgoingFile } from '#/server/exports/send-export.ts'
import type { Names } from '#/server/names.ts'
import { csvLines } from '#/server/exports/csv-lines.ts'
import { noteRows } from '#/server/exports/export-note.ts'
import type { NamedAlert } from '#/server/exports/named-alerts.ts'
import { parquetFile } from '#/server/exports/parquet-file.ts'
import { xlsxBook } from '#/server/exports/xlsx-book.ts'

export interface ExportParts {
  readonly started: ExportStarted
  readonly started_at: Instant
  readonly names: Names
  /** Page by page; the next one is asked for when this one was written. */
  readonly pages: AsyncIterable<readonly NamedAlert[]>
  /** Where the engine writes files: all of it, as the pages were asked for in a scope. */
  readonly warehouse: Warehouse
  readonly gone: AbortSignal
}

const CHARACTERS_A_PIECE = 32_768

/** One export while it is read: how many rows left, and what came of it. */
export class AlertExport implements OutgoingFile {
  readonly name = 'alerts'
  readonly #parts: ExportParts
  /** Rows that were taken so far. */
  rows = 0
  outcome: ExportOutcome = 'failed'

  constructor(parts: ExportParts) {
    this.#parts = parts
  }

  get started(): ExportStarted {
    return this.#parts.started
  }

  get started_at(): Instant {
    return this.#parts.started_at
  }

  /** The file in pieces. Nothing is read from the warehouse that nobody takes. */
  pieces(): AsyncIterable<string | Uint8Array> {
    const { started, started_at: at, warehouse, gone } = this.#parts
    if (started.format === 'parquet') {
      const { export_id } = started
      const rows = this.#records()
      return parquetFile({ warehouse, export_id, at, columns: ALERT_COLUMNS, rows, gone })
    }
    if (started.format === 'xlsx')
      return xlsxBook([
        { name: '预警单', rows: this.#cells() },
        { name: '导出说明', rows: this.#note() },
      ])
    return inPieces(started.format === 'csv' ? csvLines(this.#cells()) : this.#lines())
  }

  async *#rows(): AsyncGenerator<NamedAlert> {
    for await (const page of this.#parts.pages) {
      for (const row of page) {
        // More alerts may have come to fit than did when the export began.
        if (this.rows === EXPORT_ROWS_MAX) {
          this.outcome = 'limit'
          return
        }
        this.rows += 1
        yield row
      }
    }
    this.outcome = 'complete'
  }

  async *#cells() {
    const context = { ...this.#parts.names, at: this.#parts.started_at }
    yield HEADERS
    for await (const row of this.#rows()) yield cellsOf(row, context)
  }

  async *#records() {
    const context = { ...this.#parts.names, at: this.#parts.started_at }
    for await (const row of this.#rows()) yield recordOf(row, context)
  }

  async *#lines(): AsyncGenerator<string> {
    for await (const record of this.#records()) yield `${JSON.stringify(record)}\n`
  }

  /** Written behind the rows, when their number is known. */
  async *#note() {
    const { started, started_at } = this.#parts
    yield* noteRows({ started, started_at, rows: this.rows, outcome: this.outcome })
  }
}

async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < CHARACTERS_A_PIECE) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
