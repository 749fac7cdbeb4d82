import type { NamedAlert } from '#/server/exports/named-alerts.ts'
import { LEVEL_NAMES, STATE_NAMES } from '#/server/exports/words.ts'
import type { Cell } from '#/server/exports/xlsx-book.ts'
import type { Names } from '#/server/names.ts'

interface FormColumn {
  readonly key: string
  readonly header: string
  /** Null in columns that are to be filled in. */
  readonly value: ((row: NamedAlert, names: Names) => Cell) | null
}

const column = (key: string, header: string, value: FormColumn['value'] = null): FormColumn => ({
  key,
  header,
  value,
})

/** The form by which alerts are given to people: what is there, and what is to be filled in. */
const FORM_COLUMNS = [
  column('alert_id', '预警单编号', (row) => row.alert_id),
  column('revision', '修订号', (row) => row.revision),
  column('subject_id', '监管对象编号', (row) => row.subject_id),
  column('subject_name', '监管对象名称', (row) => row.subject_name),
  column('level_name', '风险等级', (row) => LEVEL_NAMES[row.level]),
  column('state_name', '状态', (row) => STATE_NAMES[row.state]),
  column('unit', '承办单位编号', (row) => row.unit),
  column('unit_name', '承办单位', (row, { unit }) => (row.unit === null ? null : unit(row.unit))),
  column('owner', '承办人', (row) => row.owner),
  column('new_unit', '新承办单位编号'),
  column('new_owner', '新承办人账号'),
  column('reason', '理由'),
] as const

export const FORM_FIELDS: readonly string[] = FORM_COLUMNS.map(({ key }) => key)
export const FORM_HEADERS: readonly string[] = FORM_COLUMNS.map(({ header }) => header)

export function formRow(row: NamedAlert, names: Names): readonly Cell[] {
  return FORM_COLUMNS.map(({ value }) => value?.(row, names) ?? null)
}

/** Columns that a file must have, by what stands above them. */
export const READ_HEADERS = {
  alert_id: '预警单编号',
  revision: '修订号',
  new_unit: '新承办单位编号',
  new_owner: '新承办人账号',
  reason: '理由',
} as const
export type ReadColumn = keyof typeof READ_HEADERS

/** What somebody who fills in the form has to know. */
export const FORM_HELP: readonly (readonly Cell[])[] = [
  ['填写项', '说明'],
  ['新承办单位编号', '转办至该单位；不填则留在原单位。须为统一组织机构目录中现行有效的单位编号'],
  ['新承办人账号', '分派至该账号；仅填单位不填账号的，由该单位人员签收'],
  ['理由', '填写单位或者账号的必须填写，不超过300字'],
  ['不得更改', '预警单编号、修订号；其他列仅供参考，更改无效'],
  ['留空', '新承办单位编号、新承办人账号均留空的行不作处理'],
]
