import { timeInChina } from '@jianwei/events/working-days/day-in-china.ts'
import type { ExportOutcome, ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { shownFilter } from '#/server/exports/shown-filter.ts'
import type { Cell } from '#/server/exports/xlsx-book.ts'

export interface NotedExport {
  readonly started: ExportStarted
  readonly started_at: Instant
  readonly rows: number
  readonly outcome: ExportOutcome
}

const NAME_MASKED = '监管对象为自然人、个体工商户或者性质不明的，名称已脱敏；'
const OF_ALERTS =
  NAME_MASKED + '账号、自由文本等可识别个人的字段未导出；如需查看，请在系统内按权限办理'

const MASKING: Readonly<Record<ExportStarted['list'], string>> = {
  alerts: OF_ALERTS,
  assignments: OF_ALERTS,
  quarantine:
    '映射用作个人信息的列按导出人的权限脱敏，映射未读取的列隐去；脱敏的列在列名后注明，' +
    '不可直接回传，请从本单位业务系统取得原始数据',
  facts:
    NAME_MASKED +
    '事实内容按导出人的权限脱敏，各行“已脱敏内容”列明脱敏之处；如需查看，请在系统内按权限办理',
}

/** How persons are masked in an export of the list. */
export function maskingOf(list: ExportStarted['list']): string {
  return MASKING[list]
}

const OUTCOMES: Readonly<Record<ExportOutcome, string>> = {
  complete: '完整',
  left: '读取方中途断开，不完整',
  limit: '导出期间符合条件的行数超过上限，不完整',
  failed: '导出失败，不完整',
}

/** The sheet that says what the file is: who took what, when, for what, and how many rows. */
export function noteRows({
  started,
  started_at,
  rows,
  outcome,
}: NotedExport): readonly (readonly Cell[])[] {
  return [
    ['项目', '内容'],
    ['导出编号', started.export_id],
    ['导出人', started.actor],
    ['导出时间（北京时间）', timeInChina(started_at)],
    ['接收方', started.recipient],
    ['用途', started.purpose],
    ['筛选条件', shownFilter(started.filter)],
    ['行数', rows],
    ['开始导出时符合条件的行数', started.rows_expected],
    ['是否完整', OUTCOMES[outcome]],
    ['截至日志位置', started.up_to],
    ['脱敏说明', maskingOf(started.list)],
    ['脱敏字段', started.masked.join('、')],
    ['未导出字段', started.withheld.join('、')],
    ['导出字段', started.fields.join('、')],
  ]
}
