import { latestVersion, catalogue } from '@jianwei/events/catalogue.ts'
import { columnsOf, within, type ListColumn } from '#/server/exports/file-columns.ts'
import type { NamedFact } from '#/server/exports/named-facts.ts'
import type { Names } from '#/server/names.ts'

type Context = Pick<Names, 'region'>

const { text, count, flag, time, list, object } = columnsOf<NamedFact, Context>()

const VERSION_NAMES = { original: '首次上报', correction: '更正' } as const

const TYPE_NAMES: ReadonlyMap<string, string> = new Map(
  catalogue
    .filter(({ type, schema_version }) => latestVersion(type) === schema_version)
    .map(({ type, title }) => [type, title.zh]),
)

/**
 * The columns of exported facts, a code beside its name. What they say is masked by then.
 */
const COLUMNS: readonly ListColumn<NamedFact, Context>[] = [
  text('fact_id', '事实编号', (row) => row.fact_id),
  text('event_id', '事件编号', (row) => row.event_id),
  text('type', '事件类型代码', (row) => row.type),
  text('type_name', '事件类型', ({ type }) => TYPE_NAMES.get(type) ?? null),
  text('version_kind', '事实版本代码', (row) => row.version_kind),
  text('version_kind_name', '事实版本', (row) => VERSION_NAMES[row.version_kind]),
  text('subject_id', '监管对象编号', (row) => row.subject_id),
  text('subject_name', '监管对象名称', (row) => row.subject_name),
  flag('subject_name_masked', '名称是否脱敏', (row) => row.subject_name_masked),
  text('region', '行政区划代码', (row) => row.region),
  text('region_name', '行政区划', (row, { region }) => region(row.region)),
  text('department', '报送部门', (row) => row.department),
  text('unit', '对应机构编号', (row) => row.unit?.unit_id ?? null),
  text('unit_name', '对应机构', (row) => row.unit?.name ?? null),
  text('source', '数据来源', (row) => row.source),
  time('occurred_at', '发生时间（北京时间）', (row) => row.occurred_at),
  time('reported_at', '上报时间（北京时间）', (row) => row.reported_at),
  time('recorded_at', '入库时间（北京时间）', (row) => row.recorded_at),
  count('position', '日志位置', (row) => row.position),
  object('data', '内容（JSON）', (row) => row.data),
  list('masked', '已脱敏内容', (row) => row.masked ?? []),
  list('warning_ids', '引用该事实的预警编号', (row) =>
    row.cited_by.map(({ warning_id }) => warning_id),
  ),
  list('rule_ids', '引用该事实的规则编号', (row) => [
    ...new Set(row.cited_by.map(({ rule_id }) => rule_id)),
  ]),
  flag('more_citing', '是否另有预警引用', (row) => row.more_citing),
]

export const EXPORTED_FACT_FIELDS: readonly string[] = COLUMNS.map(({ key }) => key)

/** The columns, with regions as they were named when the export began. */
export function factColumns(context: Context): readonly ListColumn<NamedFact>[] {
  return within(COLUMNS, context)
}
