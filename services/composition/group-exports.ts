import type { ExportOutcome, ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { QuarantineExportOptions } from '#/intake/http/quarantine-export-routes.ts'
import type { GroupFile } from '#/intake/group-file.ts'
import { csvLines } from '#/server/exports/csv-lines.ts'
import { noteRows } from '#/server/exports/export-note.ts'
import type { ExportSender, OutgoingFile } from '#/server/exports/send-export.ts'
import { xlsxBook, type BookSheet } from '#/server/exports/xlsx-book.ts'

const SHEET = '拒收数据'
const NOTE = '导出说明'

/** The refused rows of a group while they leave: how many did, and what came of it. */
export class GroupExport implements OutgoingFile {
  readonly name = 'quarantine'
  readonly started: ExportStarted
  readonly started_at: Instant
  readonly #file: GroupFile
  rows = 0
  outcome: ExportOutcome = 'failed'

  constructor(started: ExportStarted, started_at: Instant, file: GroupFile) {
    this.started = started
    this.started_at = started_at
    this.#file = file
  }

  pieces(): AsyncIterable<string | Uint8Array> {
    return this.started.format === 'csv'
      ? csvLines(this.#lines(), this.#file.delimiter)
      : xlsxBook(this.#sheets())
  }

  async *#lines(): AsyncGenerator<readonly string[]> {
    yield* this.#file.lines(() => {
      this.rows += 1
    })
    this.outcome = 'complete'
  }

  /** The rows stand in the sheet in which the mapping looks for them. */
  #sheets(): readonly BookSheet[] {
    const { sheet } = this.#file
    const data = { name: typeof sheet === 'string' ? sheet : SHEET, rows: this.#lines() }
    const before = Array.from({ length: typeof sheet === 'string' ? 0 : sheet - 1 }, (_, at) => ({
      name: `${at + 1}`,
      rows: [],
    }))
    return [...before, data, { name: NOTE, rows: this.#note() }]
  }

  /** Written behind the rows, when their number is known. */
  async *#note() {
    const { started, started_at, rows, outcome } = this
    yield* noteRows({ started, started_at, rows, outcome })
  }
}

/** Sends groups as the exports of lists are sent. */
export function groupSender(exports: ExportSender): QuarantineExportOptions['sendGroup'] {
  return (request, reply, begin) =>
    exports.sendInTurn(request, reply, async () => {
      const { started, started_at, file } = await begin()
      return new GroupExport(started, started_at, file)
    })
}
