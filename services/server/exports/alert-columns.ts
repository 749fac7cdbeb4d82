import type { Instant } from '@jianwei/events/instant.ts'
import { columnsOf, within, type ListColumn } from '#/server/exports/file-columns.ts'
import type { NamedAlert } from '#/server/exports/named-alerts.ts'
import { CLOSING_NAMES, FINDING_NAMES, LEVEL_NAMES, STATE_NAMES } from '#/server/exports/words.ts'
import type { Names } from '#/server/names.ts'
import { waitingAt } from '#/server/views/alert-list-view.ts'

interface Context extends Names {
  /** As of when an alert waits and is overdue. */
  readonly at: Instant
}

const { text, count, flag, time, list } = columnsOf<NamedAlert, Context>()

/**
 * The columns of exported alerts, a code beside its name. Only the name of a subject can be that of
 * a natural person, and is masked by then.
 */
const COLUMNS: readonly ListColumn<NamedAlert, Context>[] = [
  text('alert_id', '预警单编号', (row) => row.alert_id),
  text('state', '状态代码', (row) => row.state),
  text('state_name', '状态', (row) => STATE_NAMES[row.state]),
  text('level', '风险等级代码', (row) => row.level),
  text('level_name', '风险等级', (row) => LEVEL_NAMES[row.level]),
  text('rule_id', '规则编号', (row) => row.rule_id),
  count('rule_version', '规则版本', (row) => row.rule_version),
  text('rule_name', '规则名称', ({ rule_id, rule_version }, { rule }) =>
    rule_id === null || rule_version === null ? null : rule(rule_id, rule_version),
  ),
  text('subject_id', '监管对象编号', (row) => row.subject_id),
  text('subject_name', '监管对象名称', (row) => row.subject_name),
  flag('subject_name_masked', '名称是否脱敏', (row) => row.subject_name_masked),
  list('further_subjects', '其他涉及对象编号', (row) => row.further_subjects),
  text('region', '行政区划代码', (row) => row.region),
  text('region_name', '行政区划', (row, { region }) => region(row.region)),
  text('department', '报送部门', (row) => row.department),
  text('unit', '承办单位编号', (row) => row.unit),
  text('unit_name', '承办单位', (row, { unit }) => (row.unit === null ? null : unit(row.unit))),
  time('due_at', '办理时限（北京时间）', (row) => row.due_at),
  flag('overdue', '是否逾期', (row, { at }) => waitingAt(row, at).overdue),
  count('waiting_days', '已等待天数', (row, { at }) => waitingAt(row, at).waiting_days),
  text('finding', '核查结论代码', (row) => row.finding),
  text('finding_name', '核查结论', ({ finding }) =>
    finding === null ? null : FINDING_NAMES[finding],
  ),
  text('closed_as', '办结原因代码', (row) => row.closed_as),
  text('closed_as_name', '办结原因', ({ closed_as }) =>
    closed_as === null ? null : CLOSING_NAMES[closed_as],
  ),
  flag('urged', '是否催办', (row) => row.urged_by !== null),
  flag('supervised', '是否督办', (row) => row.supervised_by !== null),
  text('merged_into', '并入的预警单编号', (row) => row.merged_into),
  count('standing_warnings', '仍成立的预警数', (row) => row.standing_warning_ids.length),
  time('raised_at', '生成时间（北京时间）', (row) => row.raised_at),
  time('changed_at', '最近办理时间（北京时间）', (row) => row.changed_at),
  count('revision', '修订号', (row) => row.revision),
]

export const EXPORTED_FIELDS: readonly string[] = COLUMNS.map(({ key }) => key)

/** Fields of the list that name people who work on alerts, or hold what these wrote. */
export const WITHHELD_FIELDS: readonly string[] = [
  'owner',
  'claimed_by',
  'closing_proposed_by',
  'urged_by',
  'supervised_by',
  'watchers',
  'viewers',
  'tags',
]

/** The columns, with names and times as they were when the export began. */
export function alertColumns(context: Context): readonly ListColumn<NamedAlert>[] {
  return within(COLUMNS, context)
}
