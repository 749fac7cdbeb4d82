import { z } from 'zod'
import type { SheetCell } from '#/server/assignments/workbook-rows.ts'

/** What is wrong with a cell: a code to branch on, and a sentence for who filled it in. */
export const CELL_PROBLEMS = {
  COLUMN_MISSING: ['the column is not in the file', '文件缺少此列，请使用下载的模板'],
  CELL_FORMULA: ['a formula stands here; paste its value', '此处为公式，请粘贴为数值'],
  CELL_DATE: ['a date stands here where a text is due', '此处为日期，应为文本'],
  CELL_FLAG: ['TRUE or FALSE stands here where a text is due', '此处为逻辑值，应为文本'],
  CELL_LONG_NUMBER: [
    'a long or broken number stands here, digits may be lost; make the cell a text',
    '此处为长数字或者小数，位数可能已丢失，请将单元格设为文本后重新填写',
  ],
  ALERT_ID_UNREADABLE: ['this is no id of an alert', '不是预警单编号'],
  ALERT_TWICE: ['the alert stands in an earlier row as well', '与前面的行重复'],
  ALERT_UNKNOWN: ['there is no such alert for you', '没有该预警单，或者您无权办理'],
  REVISION_UNREADABLE: ['a revision is a whole number', '修订号应为整数，请勿更改'],
  ALERT_CHANGED: [
    'somebody changed the alert since the form was made; take a new one',
    '下载模板后该预警单已被他人办理，请重新下载',
  ],
  UNIT_UNKNOWN: ['no unit in force has this id', '没有该编号的现行有效单位'],
  OWNER_UNREADABLE: ['an account has at most 100 characters', '账号不超过100个字符，且不含空白'],
  TEXT_PERSONAL: ['a number of a person stands here', '此处含有个人证件或者电话号码，请删除'],
  REASON_MISSING: ['a reason is due', '请填写理由'],
  REASON_TOO_LONG: ['a reason has at most 300 characters', '理由不超过300字'],
  STEP_REFUSED: ['the step does not follow from where the alert is', '该预警单当前状态不能分派'],
} as const satisfies Readonly<Record<string, readonly [en: string, zh: string]>>
export type CellProblemCode = keyof typeof CELL_PROBLEMS

export const BadCell = z
  .object({
    row: z.int().meta({ description: 'As spreadsheet programs count, from 1 行号' }),
    column: z.string().nullable().meta({ description: 'Its letter; null where it is missing' }),
    header: z.string().meta({ description: 'What stands above it 列名' }),
    code: z.string().meta({ description: 'Stable; branch on this' }),
    message: z.object({ en: z.string(), zh: z.string() }),
    detail: z.string().nullable().meta({ description: 'What the step itself says' }),
  })
  .meta({ id: 'BadCell', description: 'What is wrong with one cell 有误的单元格' })
export type BadCell = z.infer<typeof BadCell>

export function badCell(
  place: { readonly row: number; readonly column: number | null; readonly header: string },
  code: CellProblemCode,
  detail: string | null = null,
): BadCell {
  const [en, zh] = CELL_PROBLEMS[code]
  const column = place.column === null ? null : String.fromCodePoint(65 + place.column)
  return { row: place.row, column, header: place.header, code, message: { en, zh }, detail }
}

export const WRONG_FORMS: Readonly<Record<NonNullable<SheetCell['wrong']>, CellProblemCode>> = {
  formula: 'CELL_FORMULA',
  date: 'CELL_DATE',
  flag: 'CELL_FLAG',
  long_number: 'CELL_LONG_NUMBER',
}
