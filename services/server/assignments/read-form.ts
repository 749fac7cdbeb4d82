import { z } from 'zod'
import { containsPersonalNumber } from '@jianwei/events/identifiers/personal-number.ts'
import { CODE_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { REASON_CHARACTERS_MAX, type Assignment } from '#/server/assignments/assign-each.ts'
import { READ_HEADERS, type ReadColumn } from '#/server/assignments/form-columns.ts'
import {
  badCell,
  WRONG_FORMS,
  type BadCell,
  type CellProblemCode,
} from '#/server/assignments/form-problems.ts'
import type { SheetCell } from '#/server/assignments/workbook-rows.ts'

/** A row that says to whom an alert is given. */
export interface FormRow extends Assignment {
  /** As spreadsheet programs count, from 1. */
  readonly row: number
  readonly alert_id: string
  readonly revision: number
  readonly problem: (column: ReadColumn, code: CellProblemCode, detail?: string) => BadCell
}

export interface ReadForm {
  readonly rows: readonly FormRow[]
  readonly bad_cells: readonly BadCell[]
  /** Rows in which nobody wrote anything. */
  readonly empty_rows: number
}

const Uuid = z.uuid()
const REVISION = /^\d{1,9}$/
const ACCOUNT = /^\S+$/
// Object.keys gives the keys of the table and no others.
const READ_COLUMNS = Object.keys(READ_HEADERS) as readonly ReadColumn[]

/** What the sheet says, cell by cell. `isUnit`: whether a unit of this id is in force. */
export function readForm(
  [headers = [], ...rows]: readonly (readonly SheetCell[])[],
  isUnit: (id: string) => boolean,
): ReadForm {
  const places = new Map(READ_COLUMNS.map((name) => [name, placeOf(headers, READ_HEADERS[name])]))
  const missing = READ_COLUMNS.filter((name) => places.get(name) === -1).map((name) =>
    badCell({ row: 1, column: null, header: READ_HEADERS[name] }, 'COLUMN_MISSING'),
  )
  if (missing.length > 0) return { rows: [], bad_cells: missing, empty_rows: 0 }
  const read: FormRow[] = []
  const bad: BadCell[] = []
  const seen = new Set<string>()
  let empty_rows = 0
  for (const [index, cells] of rows.entries()) {
    const row = index + 2
    const cellOf = (name: ReadColumn): SheetCell =>
      cells[places.get(name) ?? -1] ?? { text: '', wrong: null }
    const problem: FormRow['problem'] = (name, code, detail) =>
      badCell({ row, column: places.get(name) ?? null, header: READ_HEADERS[name] }, code, detail)
    const filled = (['new_unit', 'new_owner'] as const).map(cellOf)
    if (filled.every(({ text, wrong }) => text === '' && wrong === null)) {
      empty_rows += 1
      continue
    }
    const wrong = READ_COLUMNS.flatMap((name) => {
      const code = problemOf(name, cellOf(name))
      return code === undefined ? [] : [problem(name, code)]
    })
    const textOf = (name: ReadColumn): string => cellOf(name).text
    const alert_id = textOf('alert_id').toLowerCase()
    const unit = textOf('new_unit')
    if (unit !== '' && !isUnit(unit)) wrong.push(problem('new_unit', 'UNIT_UNKNOWN'))
    if (alert_id !== '' && seen.has(alert_id)) wrong.push(problem('alert_id', 'ALERT_TWICE'))
    seen.add(alert_id)
    bad.push(...wrong)
    if (wrong.length > 0) continue
    const to = textOf('new_owner')
    read.push({
      row,
      alert_id,
      revision: Number(textOf('revision')),
      unit: unit === '' ? null : unit,
      to: to === '' ? null : to,
      reason: textOf('reason'),
      problem,
    })
  }
  return { rows: read, bad_cells: bad, empty_rows }
}

function placeOf(headers: readonly SheetCell[], header: string): number {
  return headers.findIndex(({ text }) => text === header)
}

function problemOf(name: ReadColumn, { text, wrong }: SheetCell): CellProblemCode | undefined {
  if (wrong !== null) return WRONG_FORMS[wrong]
  switch (name) {
    case 'alert_id':
      return Uuid.safeParse(text).success ? undefined : 'ALERT_ID_UNREADABLE'
    case 'revision':
      return REVISION.test(text) ? undefined : 'REVISION_UNREADABLE'
    case 'new_unit':
      return undefined
    case 'new_owner':
      if (containsPersonalNumber(text)) return 'TEXT_PERSONAL'
      return text === '' || (ACCOUNT.test(text) && text.length <= CODE_CHARACTERS_MAX)
        ? undefined
        : 'OWNER_UNREADABLE'
    case 'reason':
      if (text === '') return 'REASON_MISSING'
      if (text.length > REASON_CHARACTERS_MAX) return 'REASON_TOO_LONG'
      return containsPersonalNumber(text) ? 'TEXT_PERSONAL' : undefined
  }
}
