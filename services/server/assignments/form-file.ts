import type { ExportOutcome, ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { FORM_HEADERS, FORM_HELP, formRow } from '#/server/assignments/form-columns.ts'
import { csvLines } from '#/server/exports/csv-lines.ts'
import { noteRows } from '#/server/exports/export-note.ts'
import type { NamedAlert } from '#/server/exports/named-alerts.ts'
import type { OutgoingFile } from '#/server/exports/send-export.ts'
import { xlsxBook, type Cell } from '#/server/exports/xlsx-book.ts'
import type { Names } from '#/server/names.ts'

/** The form with its rows, as a file that somebody takes and sends back filled in. */
export class AssignmentForm implements OutgoingFile {
  readonly name = 'assignments'
  readonly started: ExportStarted
  readonly started_at: Instant
  readonly rows: number
  readonly outcome: ExportOutcome = 'complete'
  readonly #lines: readonly (readonly Cell[])[]

  constructor(
    started: ExportStarted,
    started_at: Instant,
    alerts: readonly NamedAlert[],
    names: Names,
  ) {
    this.started = started
    this.started_at = started_at
    this.rows = alerts.length
    this.#lines = [FORM_HEADERS, ...alerts.map((row) => formRow(row, names))]
  }

  pieces(): AsyncIterable<string | Uint8Array> {
    if (this.started.format === 'csv') return csvLines(inTurn(this.#lines))
    const note = noteRows({
      started: this.started,
      started_at: this.started_at,
      rows: this.rows,
      outcome: this.outcome,
    })
    return xlsxBook([
      { name: '预警单分派', rows: this.#lines },
      { name: '填写说明', rows: FORM_HELP },
      { name: '导出说明', rows: note },
    ])
  }
}

async function* inTurn<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items
}
