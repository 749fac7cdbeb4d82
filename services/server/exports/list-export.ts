import type { ExportOutcome, ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { EXPORT_ROWS_MAX } from '#/server/exports/export-types.ts'
import { csvLines } from '#/server/exports/csv-lines.ts'
import { noteRows } from '#/server/exports/export-note.ts'
import { cellsOf, recordOf, type ListColumn } from '#/server/exports/file-columns.ts'
import { parquetFile } from '#/server/exports/parquet-file.ts'
import type { OutgoingFile } from '#/server/exports/send-export.ts'
import { xlsxBook } from '#/server/exports/xlsx-book.ts'

export interface ExportParts<Row> {
  readonly started: ExportStarted
  readonly started_at: Instant
  /** Of the sheet with the rows. */
  readonly sheet: string
  readonly columns: readonly ListColumn<Row>[]
  /** Page by page; the next one is asked for when this one was written. */
  readonly pages: AsyncIterable<readonly Row[]>
  /** Where the engine writes files: all of it, as the pages were asked for in a scope. */
  readonly warehouse: Warehouse
  readonly gone: AbortSignal
}

const CHARACTERS_A_PIECE = 32_768

/** One export while it is read: how many rows left, and what came of it. */
export class ListExport<Row> implements OutgoingFile {
  readonly #parts: ExportParts<Row>
  /** Rows that were taken so far. */
  rows = 0
  outcome: ExportOutcome = 'failed'

  constructor(parts: ExportParts<Row>) {
    this.#parts = parts
  }

  get name(): string {
    return this.#parts.started.list
  }

  get started(): ExportStarted {
    return this.#parts.started
  }

  get started_at(): Instant {
    return this.#parts.started_at
  }

  /** The file in pieces. Nothing is read from the warehouse that nobody takes. */
  pieces(): AsyncIterable<string | Uint8Array> {
    const { started, started_at: at, sheet, columns, warehouse, gone } = this.#parts
    if (started.format === 'parquet') {
      const { export_id } = started
      const rows = this.#records()
      return parquetFile({ warehouse, export_id, at, columns, rows, gone })
    }
    if (started.format === 'xlsx')
      return xlsxBook([
        { name: sheet, rows: this.#cells() },
        { name: '导出说明', rows: this.#note() },
      ])
    return inPieces(started.format === 'csv' ? csvLines(this.#cells()) : this.#lines())
  }

  async *#rows(): AsyncGenerator<Row> {
    for await (const page of this.#parts.pages) {
      for (const row of page) {
        // More rows may have come to fit than did when the export began.
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
    const { columns } = this.#parts
    yield columns.map(({ header }) => header)
    for await (const row of this.#rows()) yield cellsOf(columns, row)
  }

  async *#records() {
    const { columns } = this.#parts
    for await (const row of this.#rows()) yield recordOf(columns, row)
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
